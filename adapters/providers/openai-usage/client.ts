import type { PriceBook } from '../../../core/collection/price-book.ts';
import type {
  PulledPage,
  PullWindow,
  RefusedRecord,
  SpreadUsage,
  UsagePuller,
} from '../../../core/collection/usage-puller.ts';
import { addDays, type PlainDate } from '../../../core/values/week.ts';
import { noteToken, readPosition } from '../../http/position.ts';
import { type SourceAccess, SourceRequests } from '../../http/source-requests.ts';
import { type CostOf, costsBy, type Rates } from '../amounts.ts';
import { startOfUtcDay } from '../fact-parts.ts';
import { pageOf } from '../pulled-page.ts';
import { behind, readDay } from '../read-all.ts';
import { keysOf, type Position, PROJECTS_BEGIN, positionSchema, USERS_BEGIN } from './position.ts';
import { billedOf, keyOwners, spreadUsageOf } from './rows.ts';
import { costPage, keyList, projectList, type UsageRow, usagePage, userList } from './schema.ts';

const SOURCE = 'openai_usage';
const OPENAI_URL = 'https://api.openai.com/v1';
const USERS = '/organization/users';
const PROJECTS = '/organization/projects';
const USAGE = '/organization/usage/completions';
const COSTS = '/organization/costs';
/** The most that is given. */
const LIST_LIMIT = '100';
/** Their ids stand in the position. */
const PROJECTS_PER_PAGE = '20';
const USAGE_GROUPS = ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'];
const COST_GROUPS = ['project_id', 'line_item'];

export interface OpenaiUsageSettings {
  readonly rates: Rates;
  readonly prices: PriceBook;
}

/**
 * What people and keys used of the OpenAI API, with the bill of the same day, which names none of them. The rosters come
 * first, since who was deleted is missing there: pages of users, of projects, of the keys of each, then a page for each
 * day in UTC. Usage of embeddings, images, audio and tools is not read: what it costs stays with nobody.
 */
export class OpenaiUsage implements UsagePuller {
  readonly #requests: SourceRequests;
  readonly #prices: PriceBook;
  readonly #costOf: CostOf;

  constructor(access: SourceAccess, { rates, prices }: OpenaiUsageSettings) {
    const headers = (key: string) => ({ authorization: `Bearer ${key}` });
    this.#requests = new SourceRequests({ source: SOURCE, baseUrl: OPENAI_URL, headers }, access);
    this.#prices = prices;
    this.#costOf = costsBy(rates);
  }

  async pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage> {
    const position = cursor === null ? USERS_BEGIN : readPosition(cursor, positionSchema);
    switch (position.of) {
      case 'users':
        return this.#pullUsers(position, signal);
      case 'projects':
        return this.#pullProjects(window, position, signal);
      case 'keys':
        return this.#pullKeys(window, position, signal);
      case 'day':
        return this.#pullDay(window, position.day, signal);
    }
  }

  async #pullUsers({ after, seen }: Extract<Position, { of: 'users' }>, signal: AbortSignal): Promise<PulledPage> {
    const answer = await this.#requests.json(USERS, { query: listQuery(LIST_LIMIT, after), schema: userList, signal });
    const owners = answer.data.flatMap(({ id, email }) => {
      return email === null ? [] : [{ actor: { kind: 'USER_ID', id } as const, email: email.toLowerCase() }];
    });
    const onward = onwardIn(answer, seen, USERS);
    return pageOf({ owners }, onward ? { of: 'users', ...onward } : PROJECTS_BEGIN);
  }

  async #pullProjects(
    window: PullWindow,
    { after, seen }: Extract<Position, { of: 'projects' }>,
    signal: AbortSignal,
  ): Promise<PulledPage> {
    const query: [string, string][] = [...listQuery(PROJECTS_PER_PAGE, after), ['include_archived', 'true']];
    const answer = await this.#requests.json(PROJECTS, { query, schema: projectList, signal });
    const onward = onwardIn(answer, seen, PROJECTS);
    const left = answer.data.map(({ id }) => id);
    return pageOf({}, keysOf(left, onward && { of: 'projects', ...onward }, window.from));
  }

  async #pullKeys(
    window: PullWindow,
    position: Extract<Position, { of: 'keys' }>,
    signal: AbortSignal,
  ): Promise<PulledPage> {
    const [project = '', ...others] = position.left;
    const path = `${PROJECTS}/${encodeURIComponent(project)}/api_keys`;
    const query = listQuery(LIST_LIMIT, position.after);
    const answer = await this.#requests.json(path, { query, schema: keyList, signal });
    const onward = onwardIn(answer, position.seen, path);
    const next = onward ? { ...position, ...onward } : keysOf(others, position.moreProjects, window.from);
    return pageOf({ owners: keyOwners(answer.data) }, next);
  }

  async #pullDay(window: PullWindow, day: PlainDate, signal: AbortSignal): Promise<PulledPage> {
    const usage = await readDay({ day, place: `${SOURCE} ${USAGE}` }, (page) =>
      this.#requests.json(USAGE, { query: dayQuery(day, USAGE_GROUPS, page), schema: usagePage, signal }),
    );
    const costs = await readDay({ day, place: `${SOURCE} ${COSTS}` }, (page) =>
      this.#requests.json(COSTS, { query: dayQuery(day, COST_GROUPS, page), schema: costPage, signal }),
    );
    const following = addDays(day, 1);
    return pageOf(
      {
        ...this.#judge(day, usage),
        billed: costs.map((row) => billedOf(day, row, this.#costOf, this.#prices)),
      },
      following < window.to ? ({ of: 'day', day: following } satisfies Position) : null,
    );
  }

  #judge(day: PlainDate, rows: readonly UsageRow[]) {
    const spreadUsage: SpreadUsage[] = [];
    const refused: RefusedRecord[] = [];
    for (const [index, row] of rows.entries()) {
      const usage = spreadUsageOf(day, row, this.#prices);
      if (usage) spreadUsage.push(usage);
      else refused.push({ place: `usage of ${day}, results.${index}`, reason: 'more input is cached than there was' });
    }
    return { spreadUsage, refused };
  }
}

function onwardIn(answer: Parameters<typeof behind>[0], seen: string, path: string) {
  const place = `${SOURCE} ${path}`;
  const after = behind(answer, place);
  return after === null ? null : { after, seen: noteToken(seen, after, place) };
}

function listQuery(limit: string, after: string | null): [string, string][] {
  return [['limit', limit], ...(after === null ? [] : [['after', after] satisfies [string, string]])];
}

function dayQuery(day: PlainDate, groups: readonly string[], page: string | null): [string, string][] {
  return [
    ['start_time', unixSeconds(day)],
    ['end_time', unixSeconds(addDays(day, 1))],
    ['bucket_width', '1d'],
    ['limit', '1'],
    ...groups.map((group): [string, string] => ['group_by[]', group]),
    ...(page === null ? [] : [['page', page] satisfies [string, string]]),
  ];
}

function unixSeconds(day: PlainDate): string {
  return String(Date.parse(startOfUtcDay(day)) / 1_000);
}
