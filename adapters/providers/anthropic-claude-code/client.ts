import { z } from 'zod';
import type { PriceBook } from '../../../core/collection/price-book.ts';
import type { PulledPage, PullWindow, UsagePuller } from '../../../core/collection/usage-puller.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, isPlainDate } from '../../../core/values/week.ts';
import { noteToken, readPosition } from '../../http/position.ts';
import type { SourceAccess, SourceRequests } from '../../http/source-requests.ts';
import { type CostOf, costsBy, type Rates } from '../amounts.ts';
import { anthropicRequests } from '../anthropic.ts';
import { pageOf } from '../pulled-page.ts';
import { factsOf } from './rows.ts';
import { analyticsPage } from './schema.ts';

const SOURCE = 'anthropic_claude_code';
const PATH = '/v1/organizations/usage_report/claude_code';
/** The most that is given. */
const ROWS_PER_PAGE = '1000';

export interface ClaudeCodeSettings {
  readonly rates: Rates;
  readonly prices: PriceBook;
}

const positionSchema = z.object({
  day: z.string().refine(isPlainDate),
  page: z.string().nullable(),
  seen: z.string(),
});
type Position = z.infer<typeof positionSchema>;

/**
 * Claude Code Analytics: who used Claude Code with which models, day by day in UTC, with Anthropic's estimate of the
 * cost. Use of Bedrock, Vertex and Foundry is not in it. A page is one request.
 */
export class ClaudeCodeAnalytics implements UsagePuller {
  readonly #requests: SourceRequests;
  readonly #prices: PriceBook;
  readonly #costOf: CostOf;

  constructor(access: SourceAccess, { rates, prices }: ClaudeCodeSettings) {
    this.#requests = anthropicRequests(SOURCE, access);
    this.#prices = prices;
    this.#costOf = costsBy(rates);
  }

  async pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage> {
    const position =
      cursor === null ? { day: window.from, page: null, seen: '' } : readPosition(cursor, positionSchema);
    const { day, page } = position;
    const query: [string, string][] = [
      ['starting_at', day],
      ['limit', ROWS_PER_PAGE],
    ];
    if (page !== null) query.push(['page', page]);
    const answer = await this.#requests.json(PATH, { query, schema: analyticsPage, signal });
    const other = answer.data.findIndex(({ date }) => date !== day);
    if (other >= 0)
      throw new SourceError('MALFORMED', `${SOURCE} ${PATH}: data.${other}.date: is not ${day}, which was asked`);
    return pageOf(
      { facts: answer.data.flatMap((row) => factsOf(row, this.#costOf, this.#prices)) },
      next(position, answer.has_more ? (answer.next_page ?? null) : null, window),
    );
  }
}

function next({ day, seen }: Position, page: string | null, window: PullWindow): Position | null {
  if (page !== null) return { day, page, seen: noteToken(seen, page, `${SOURCE} ${PATH}`) };
  const following = addDays(day, 1);
  return following < window.to ? { day: following, page: null, seen: '' } : null;
}
