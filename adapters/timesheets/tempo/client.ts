import { z } from 'zod';
import type { PulledLine, PulledPart, TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, isPlainDate, type MondayDate, type PlainDate } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { SourceRequests } from '../../http/source-requests.ts';
import {
  type ConnectorSettings,
  checkUnits,
  FIRST_PAGE,
  pageAfter,
  pagePlace,
  partOf,
  pauseMsOf,
} from '../connector.ts';
import {
  isOfWeek,
  type KnownWeek,
  LIMIT,
  pageBehind,
  periodQuery,
  rangeOf,
  readTeam,
  readWeek,
  SOURCE,
} from './known-week.ts';
import { entryOf, plansOf, sheetOf, userLine } from './rows.ts';
import { type Approval, approvalAnswer, approvalLogPage, plansPage, type Worklog, worklogsPage } from './schema.ts';

/** Customers of some regions have one of their own. */
const TEMPO_URL = 'https://api.tempo.io';
const WORKLOGS = '/4/worklogs';
const PLANS = '/4/plans';
const USER_APPROVAL = '/4/timesheet-approvals/user';
const APPROVAL_LOG = '/4/timesheet-approvals/logs/search';
const TEAMS_PER_PART = 20;
const OUTSIDERS_PER_PART = 100;
/** Clocks of two machines are not one. */
const CLOCK_MARGIN_MS = 60_000;

const begun = { begunAt: z.iso.datetime() };
const positionSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('teams'), ...begun, after: z.int() }),
  z.object({
    of: z.literal('worklogs'),
    ...begun,
    day: z.string().refine(isPlainDate),
    page: pagePlace,
    /** Authors of the page up to that one were told. */
    author: z.string(),
  }),
  z.object({ of: z.literal('plans'), ...begun, page: pagePlace }),
  z.object({ of: z.literal('log'), ...begun, page: pagePlace }),
]);
type Position = z.infer<typeof positionSchema>;
type Of<Part extends Position['of']> = Extract<Position, { of: Part }>;

/**
 * Worklogs, timesheet approvals and plans of Tempo for Jira Cloud. The approvals of all teams come first, then the worklogs
 * day by day with the approvals of authors who are in no team, then the plans, and at last the log of approvals since the
 * pull began: whom it names has moved. Tempo lists no users: somebody without a team, a worklog or a plan is not known.
 */
export class TempoTimesheets implements TimesheetPuller {
  readonly #requests: SourceRequests;
  readonly #settings: ConnectorSettings;
  #week: KnownWeek | undefined;

  /** @throws RangeError where approval is configured by what the connector does not read */
  constructor(settings: ConnectorSettings) {
    checkUnits(settings, ['PERIOD', 'AFTER_DAYS']);
    const headers = (token: string) => ({ authorization: `Bearer ${token}` });
    const pauseMs = pauseMsOf(settings);
    this.#requests = new SourceRequests({ source: SOURCE, baseUrl: TEMPO_URL, headers, pauseMs }, settings);
    this.#settings = settings;
  }

  async pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    const position: Position =
      cursor === null
        ? { of: 'teams', begunAt: this.#settings.clock.now(), after: 0 }
        : readPosition(cursor, positionSchema);
    const week = await this.#weekOf(mondayDate, position, signal);
    switch (position.of) {
      case 'teams':
        return this.#pullTeams(week, position, signal);
      case 'worklogs':
        return this.#pullWorklogs(week, position, signal);
      case 'plans':
        return this.#pullPlans(week, position, signal);
      case 'log':
        return this.#pullLog(week, position, signal);
    }
  }

  async #weekOf(mondayDate: MondayDate, position: Position, signal: AbortSignal): Promise<KnownWeek> {
    const known = this.#week;
    if (known && known.days[0] === mondayDate && known.begunAt === position.begunAt) return known;
    const read = await readWeek(this.#requests, mondayDate, position.begunAt, signal);
    this.#week = { ...read, hasMembers: position.of === 'teams' && position.after === 0 };
    return this.#week;
  }

  async #pullTeams(week: KnownWeek, { begunAt, after }: Of<'teams'>, signal: AbortSignal): Promise<PulledPart> {
    const ahead = week.teams.filter((team) => team > after);
    const asked = ahead.slice(0, TEAMS_PER_PART);
    const lines: PulledLine[] = [];
    for (const team of asked) {
      const approvals = await readTeam(this.#requests, team, week, signal);
      lines.push(...this.#linesOf(approvals.filter(({ user }) => !week.told.has(user.accountId))));
      for (const { user } of approvals) week.told.add(user.accountId);
    }
    const last = asked.at(-1);
    const next: Position =
      last !== undefined && asked.length < ahead.length
        ? { of: 'teams', begunAt, after: last }
        : { of: 'worklogs', begunAt, day: week.days[0] as PlainDate, page: FIRST_PAGE, author: '' };
    return partOf({ lines }, next);
  }

  /** A page whose authors are too many to be asked for at once is asked again for the others, and tells its entries then. */
  async #pullWorklogs(week: KnownWeek, position: Of<'worklogs'>, signal: AbortSignal): Promise<PulledPart> {
    const { day, page, author } = position;
    await this.#readMembers(week, signal);
    const query = page.query ?? [...periodQuery({ from: day, to: day }), ['orderBy', 'ID'], ['limit', LIMIT]];
    const { metadata, results } = await this.#requests.json(WORKLOGS, { query, schema: worklogsPage, signal });
    checkDay(results, day);
    const outsiders = [...new Set(results.map((worklog) => worklog.author.accountId))]
      .filter((user) => user > author && !week.told.has(user))
      .sort();
    const asked = outsiders.slice(0, OUTSIDERS_PER_PART);
    const lines: PulledLine[] = [];
    for (const user of asked) lines.push(...this.#linesOf(await this.#readOutsider(week, user, signal)));
    const last = asked.at(-1);
    if (last !== undefined && asked.length < outsiders.length) return partOf({ lines }, { ...position, author: last });
    lines.push(...results.map((worklog) => ({ entry: entryOf(worklog, week.accountKeys) })));
    return partOf({ lines }, this.#afterWorklogs(week, position, metadata.next));
  }

  async #pullPlans(week: KnownWeek, { begunAt, page }: Of<'plans'>, signal: AbortSignal): Promise<PulledPart> {
    const query = page.query ?? [
      ...rangeOf(week.days),
      ['plannedTimeBreakdown', 'DAILY'],
      ['assigneeTypes', 'USER'],
      ['limit', LIMIT],
    ];
    const { metadata, results } = await this.#requests.json(PLANS, { query, schema: plansPage, signal });
    const plans = results.flatMap((plan) => plansOf(plan, week.days));
    const users = [...new Set(plans.map(({ user }) => user))];
    const next = pageBehind(this.#requests, page, metadata.next, PLANS);
    return partOf(
      { lines: [...users.map(userLine), ...plans.map((plan) => ({ plan }))] },
      next ? { of: 'plans', begunAt, page: next } : { of: 'log', begunAt, page: FIRST_PAGE },
    );
  }

  async #pullLog(week: KnownWeek, { begunAt, page }: Of<'log'>, signal: AbortSignal): Promise<PulledPart> {
    const updatedFrom = secondsBefore(begunAt, CLOCK_MARGIN_MS);
    const { metadata, results } = await this.#requests.json(APPROVAL_LOG, {
      query: page.query ?? [['limit', LIMIT]],
      body: { updatedFrom },
      schema: approvalLogPage,
      signal,
    });
    const moved = results.filter(({ period }) => isOfWeek(period, week.days)).map(({ user }) => user.accountId);
    const next =
      metadata.nextPageToken === null
        ? pageBehind(this.#requests, page, metadata.next, APPROVAL_LOG)
        : pageAfter(
            page,
            [
              ['limit', LIMIT],
              ['nextPageToken', metadata.nextPageToken],
            ],
            `${SOURCE} ${APPROVAL_LOG}`,
          );
    return partOf({ moved: [...new Set(moved)] }, next && { of: 'log', begunAt, page: next });
  }

  /** A process that did not tell the teams does not know who is in them. */
  async #readMembers(week: KnownWeek, signal: AbortSignal): Promise<void> {
    if (week.hasMembers) return;
    for (const team of week.teams) {
      for (const { user } of await readTeam(this.#requests, team, week, signal)) week.told.add(user.accountId);
    }
    week.hasMembers = true;
  }

  async #readOutsider(week: KnownWeek, user: string, signal: AbortSignal): Promise<Approval[]> {
    const path = `${USER_APPROVAL}/${encodeURIComponent(user)}`;
    const approvals: Approval[] = [];
    for (const period of week.periods) {
      const query = periodQuery(period);
      approvals.push(await this.#requests.json(path, { query, place: USER_APPROVAL, schema: approvalAnswer, signal }));
    }
    week.told.add(user);
    return approvals;
  }

  #linesOf(approvals: readonly Approval[]): PulledLine[] {
    const users = new Set(approvals.map(({ user }) => user.accountId));
    return [...[...users].map(userLine), ...approvals.map((one) => ({ sheet: sheetOf(one, this.#settings) }))];
  }

  #afterWorklogs(week: KnownWeek, { begunAt, day, page }: Of<'worklogs'>, link: string | null): Position {
    const behind = pageBehind(this.#requests, page, link, WORKLOGS);
    if (behind) return { of: 'worklogs', begunAt, day, page: behind, author: '' };
    const following = addDays(day, 1);
    return week.days.includes(following)
      ? { of: 'worklogs', begunAt, day: following, page: FIRST_PAGE, author: '' }
      : { of: 'plans', begunAt, page: FIRST_PAGE };
  }
}

function checkDay(worklogs: readonly Worklog[], day: PlainDate): void {
  const other = worklogs.findIndex(({ startDate }) => startDate !== day);
  if (other < 0) return;
  throw new SourceError('MALFORMED', `${SOURCE} ${WORKLOGS}: results.${other}: is not of ${day}, which was asked`);
}

/** To the second, as the log takes no other. */
function secondsBefore(instant: string, ms: number): string {
  return new Date(Date.parse(instant) - ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
