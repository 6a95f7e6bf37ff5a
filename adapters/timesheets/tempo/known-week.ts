import { type MondayDate, type PlainDate, weekDays } from '../../../core/values/week.ts';
import type { SourceRequests } from '../../http/source-requests.ts';
import { FIRST_PAGE, type PagePlace, pageAfter } from '../connector.ts';
import { type Approval, approvalsPage, type Period, periodsAnswer, teamsPage, workAttributes } from './schema.ts';

export const SOURCE = 'tempo';
const PERIODS = '/4/periods';
const TEAMS = '/4/teams';
const WORK_ATTRIBUTES = '/4/work-attributes';
const TEAM_APPROVALS = '/4/timesheet-approvals/team';
/** The most that is given. */
export const LIMIT = '5000';

/** What holds for all parts of a week's pull; a process that goes on from a cursor reads it again. */
export interface KnownWeek {
  readonly begunAt: string;
  readonly days: readonly PlainDate[];
  /** All that have a day of the week, whole. */
  readonly periods: readonly Period[];
  /** Ascending. */
  readonly teams: readonly number[];
  /** Of the work attributes that hold an account. */
  readonly accountKeys: readonly string[];
  /** Users whose approvals were told. */
  readonly told: Set<string>;
  /** Whether all members of teams are among them, once the teams were told. */
  hasMembers: boolean;
}

interface Page<Row> {
  readonly metadata: { readonly next: string | null };
  readonly results: readonly Row[];
}

export async function readWeek(
  requests: SourceRequests,
  mondayDate: MondayDate,
  begunAt: string,
  signal: AbortSignal,
): Promise<Omit<KnownWeek, 'hasMembers'>> {
  const days = weekDays(mondayDate);
  const { periods } = await requests.json(PERIODS, { query: rangeOf(days), schema: periodsAnswer, signal });
  const attributes = await readAll(requests, WORK_ATTRIBUTES, (query) =>
    requests.json(WORK_ATTRIBUTES, { query: query ?? [['limit', LIMIT]], schema: workAttributes, signal }),
  );
  const teams = await readAll(requests, TEAMS, (query) =>
    requests.json(TEAMS, { query: query ?? [['limit', LIMIT]], schema: teamsPage, signal }),
  );
  return {
    begunAt,
    days,
    periods: periods.filter((period) => isOfWeek(period, days)),
    teams: [...new Set(teams.map(({ id }) => id))].sort((a, b) => a - b),
    accountKeys: attributes.filter(({ type }) => type === 'ACCOUNT').map(({ key }) => key),
    told: new Set(),
  };
}

/** Of the team's members, in all periods of the week. */
export async function readTeam(
  requests: SourceRequests,
  team: number,
  { periods }: Pick<KnownWeek, 'periods'>,
  signal: AbortSignal,
): Promise<Approval[]> {
  const path = `${TEAM_APPROVALS}/${team}`;
  const approvals: Approval[] = [];
  for (const { from, to } of periods) {
    const ask = (query: [string, string][] | null) =>
      requests.json(path, { query: query ?? periodQuery({ from, to }), schema: approvalsPage, signal });
    approvals.push(...(await readAll(requests, path, ask)));
  }
  return approvals;
}

export function rangeOf(days: readonly PlainDate[]): [string, string][] {
  return periodQuery({ from: days[0] as PlainDate, to: days.at(-1) as PlainDate });
}

export function periodQuery({ from, to }: Period): [string, string][] {
  return [
    ['from', from],
    ['to', to],
  ];
}

export function isOfWeek({ from, to }: Period, days: readonly PlainDate[]): boolean {
  return days.some((day) => from <= day && day <= to);
}

/** @returns null behind the last page */
export function pageBehind(
  requests: SourceRequests,
  page: PagePlace,
  link: string | null,
  path: string,
): PagePlace | null {
  return link === null ? null : pageAfter(page, requests.queryOf(link, path), `${SOURCE} ${path}`);
}

async function readAll<Row>(
  requests: SourceRequests,
  path: string,
  ask: (query: [string, string][] | null) => Promise<Page<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let place: PagePlace | null = FIRST_PAGE;
  while (place !== null) {
    const { metadata, results }: Page<Row> = await ask(place.query);
    rows.push(...results);
    place = pageBehind(requests, place, metadata.next, path);
  }
  return rows;
}
