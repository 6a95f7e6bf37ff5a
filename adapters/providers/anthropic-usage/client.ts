import { z } from 'zod';
import type { PriceBook } from '../../../core/collection/price-book.ts';
import type { PulledPage, PullWindow, UsagePuller } from '../../../core/collection/usage-puller.ts';
import { addDays, isPlainDate, type PlainDate } from '../../../core/values/week.ts';
import { noteToken, readPosition } from '../../http/position.ts';
import type { SourceAccess, SourceRequests } from '../../http/source-requests.ts';
import { type CostOf, costsBy, type Rates } from '../amounts.ts';
import { anthropicRequests } from '../anthropic.ts';
import { startOfUtcDay } from '../fact-parts.ts';
import { pageOf } from '../pulled-page.ts';
import { behind, readDay, readList } from '../read-all.ts';
import { billedOf, keyOwners, spreadUsageOf } from './rows.ts';
import { costReport, keyList, usageReport, userList } from './schema.ts';

const SOURCE = 'anthropic_usage';
const USERS = '/v1/organizations/users';
const KEYS = '/v1/organizations/api_keys';
const USAGE = '/v1/organizations/usage_report/messages';
const COSTS = '/v1/organizations/cost_report';
/** The most that is given. */
const LIST_LIMIT = '1000';
const USAGE_GROUPS = [
  ...['account_id', 'api_key_id', 'service_account_id', 'workspace_id', 'model', 'service_tier', 'context_window'],
];
const COST_GROUPS = ['workspace_id', 'description'];

export interface AnthropicUsageSettings {
  readonly rates: Rates;
  readonly prices: PriceBook;
}

const positionSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('keys'), after: z.string().nullable(), seen: z.string() }),
  z.object({ of: z.literal('day'), day: z.string().refine(isPlainDate) }),
]);
type Position = z.infer<typeof positionSchema>;

/**
 * What keys and people used of the Claude API, with the bill of the same day, which names none of them. The rosters come
 * first, since who has left is soon missing there: a page for all users, pages of keys, then a page for each day in UTC,
 * with its usage and its costs. Whether an account of the usage report is a user of the roster by the same id is not
 * documented; where it is not, its row has no owner.
 */
export class AnthropicUsage implements UsagePuller {
  readonly #requests: SourceRequests;
  readonly #prices: PriceBook;
  readonly #costOf: CostOf;
  /** Of the users by their ids; another process reads them again. */
  #emails: ReadonlyMap<string, string> | undefined;

  constructor(access: SourceAccess, { rates, prices }: AnthropicUsageSettings) {
    this.#requests = anthropicRequests(SOURCE, access);
    this.#prices = prices;
    this.#costOf = costsBy(rates);
  }

  async pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage> {
    if (cursor === null) return this.#pullUsers(signal);
    const position = readPosition(cursor, positionSchema);
    return position.of === 'keys'
      ? this.#pullKeys(window, position, signal)
      : this.#pullDay(window, position.day, signal);
  }

  async #pullUsers(signal: AbortSignal): Promise<PulledPage> {
    this.#emails = await this.#readEmails(signal);
    const owners = [...this.#emails].map(([id, email]) => ({ actor: { kind: 'USER_ID', id } as const, email }));
    return pageOf({ owners }, { of: 'keys', after: null, seen: '' } satisfies Position);
  }

  async #pullKeys(
    window: PullWindow,
    { after, seen }: Extract<Position, { of: 'keys' }>,
    signal: AbortSignal,
  ): Promise<PulledPage> {
    this.#emails ??= await this.#readEmails(signal);
    const answer = await this.#requests.json(KEYS, { query: listQuery(after), schema: keyList, signal });
    const place = `${SOURCE} ${KEYS}`;
    const onward = behind(answer, place);
    const next: Position =
      onward === null
        ? { of: 'day', day: window.from }
        : { of: 'keys', after: onward, seen: noteToken(seen, onward, place) };
    return pageOf({ owners: keyOwners(answer.data, this.#emails) }, next);
  }

  async #pullDay(window: PullWindow, day: PlainDate, signal: AbortSignal): Promise<PulledPage> {
    const usage = await readDay({ day, place: `${SOURCE} ${USAGE}` }, (page) =>
      this.#requests.json(USAGE, { query: dayQuery(day, USAGE_GROUPS, page), schema: usageReport, signal }),
    );
    const costs = await readDay({ day, place: `${SOURCE} ${COSTS}` }, (page) =>
      this.#requests.json(COSTS, { query: dayQuery(day, COST_GROUPS, page), schema: costReport, signal }),
    );
    const following = addDays(day, 1);
    return pageOf(
      {
        spreadUsage: usage.map((row) => spreadUsageOf(day, row, this.#prices)),
        billed: costs.map((row) => billedOf(day, row, this.#costOf, this.#prices)),
      },
      following < window.to ? ({ of: 'day', day: following } satisfies Position) : null,
    );
  }

  async #readEmails(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const users = await readList(`${SOURCE} ${USERS}`, (after) =>
      this.#requests.json(USERS, { query: listQuery(after), schema: userList, signal }),
    );
    return new Map(users.flatMap(({ id, email }) => (email === null ? [] : [[id, email.toLowerCase()]])));
  }
}

function listQuery(after: string | null): [string, string][] {
  return [['limit', LIST_LIMIT], ...(after === null ? [] : [['after_id', after] satisfies [string, string]])];
}

/** Midnight to midnight: anything else is refused by the one report and answered with nothing by the other. */
function dayQuery(day: PlainDate, groups: readonly string[], page: string | null): [string, string][] {
  return [
    ['starting_at', startOfUtcDay(day)],
    ['ending_at', startOfUtcDay(addDays(day, 1))],
    ['bucket_width', '1d'],
    ['limit', '1'],
    ...groups.map((group): [string, string] => ['group_by[]', group]),
    ...(page === null ? [] : [['page', page] satisfies [string, string]]),
  ];
}
