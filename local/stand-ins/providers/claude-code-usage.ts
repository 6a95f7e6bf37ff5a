import { formatDecimal } from '../../../core/values/decimal.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { randomOf } from '../../sample/random.ts';
import {
  activePeople,
  CLAUDE_MODELS,
  costOfAll,
  type DayTruth,
  drawTokens,
  emailOf,
  pick,
  type StandInCompany,
  type Tokens,
  truthOf,
} from './company.ts';
import { rawNumber } from './pages.ts';

interface Breakdown {
  readonly model: string;
  /** Without caches of an hour: the source does not tell them apart. */
  readonly tokens: Tokens;
  readonly usd6: bigint;
}

interface AnalyticsRow {
  readonly actor: object;
  readonly customerType: string;
  readonly terminal: string;
  readonly isRemote: boolean;
  readonly breakdown: readonly Breakdown[];
}

const TERMINALS = ['vscode', 'iTerm.app', 'tmux'];
const SUBSCRIBER_PERCENT = 40;
const SECOND_ROW_PERCENT = 20;
const KEY_NAMES = ['ci', 'release-bot'];

/** What Claude Code Analytics tells of a day: some people have a row for their own machine and one for a remote one. */
export function analyticsRows(company: StandInCompany, day: PlainDate): AnalyticsRow[] {
  const people = activePeople(company, 'claude-code', day).flatMap(({ person, random }) => {
    const customerType = random.isChance(SUBSCRIBER_PERCENT) ? 'subscription' : 'api';
    const row = (isRemote: boolean) => ({
      actor: { type: 'user_actor', email_address: emailOf(person) },
      customerType,
      terminal: pick(random, TERMINALS),
      isRemote,
      breakdown: CLAUDE_MODELS.slice(0, 1 + random.below(CLAUDE_MODELS.length)).map((model) =>
        used(model, drawTokens(random)),
      ),
    });
    return random.isChance(SECOND_ROW_PERCENT) ? [row(false), row(true)] : [row(false)];
  });
  const keys = KEY_NAMES.map((name) => ({
    actor: { type: 'api_actor', api_key_name: name },
    customerType: 'api',
    terminal: 'non-interactive',
    isRemote: true,
    breakdown: [used(CLAUDE_MODELS[1], drawTokens(randomOf(company.seed, 'claude-code', day, name)))],
  }));
  return [...people, ...keys];
}

export function analyticsTruth(rows: readonly AnalyticsRow[]): DayTruth {
  return truthOf(
    rows.flatMap(({ customerType, breakdown }) =>
      breakdown.map(({ tokens, usd6 }) => {
        return customerType === 'subscription' ? { tokens, notionalUsd6: usd6 } : { tokens, billedUsd6: usd6 };
      }),
    ),
  );
}

export function analyticsJson(row: AnalyticsRow, day: PlainDate): object {
  return {
    date: `${day}T00:00:00Z`,
    actor: row.actor,
    organization_id: '0f1e2d3c-0000-4000-8000-000000000001',
    customer_type: row.customerType,
    subscription_type: row.customerType === 'subscription' ? 'team' : null,
    terminal_type: row.terminal,
    is_remote: row.isRemote,
    core_metrics: { num_sessions: 3, lines_of_code: { added: 120, removed: 30 } },
    tool_actions: { edit_tool: { accepted: 4, rejected: 1 } },
    model_breakdown: row.breakdown.map(({ model, tokens, usd6 }) => ({
      model,
      tokens: {
        input: Number(tokens.inputUncached),
        output: Number(tokens.output),
        cache_read: Number(tokens.cacheRead),
        cache_creation: Number(tokens.cacheWrite5m),
      },
      estimated_cost: { currency: 'USD', amount: rawNumber(formatDecimal(usd6, 4)) },
    })),
  };
}

function used(model: string, drawn: Tokens): Breakdown {
  const tokens = { ...drawn, cacheWrite1h: 0n };
  return { model, tokens, usd6: costOfAll(model, tokens) };
}
