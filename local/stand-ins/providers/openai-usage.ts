import { formatDecimal } from '../../../core/values/decimal.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import {
  activePeople,
  addTokens,
  costUsd6,
  type DayTruth,
  drawTokens,
  GPT_MODELS,
  NO_TOKENS,
  pick,
  type StandInCompany,
  type Tokens,
  truthOf,
} from './company.ts';
import { rawNumber } from './pages.ts';

interface CompletionsRow {
  readonly user: string | null;
  readonly key: string | null;
  readonly project: string | null;
  readonly model: string;
  /** Without caches of an hour: there are none. */
  readonly tokens: Tokens;
  readonly requests: number;
}

interface CostRow {
  readonly project: string | null;
  readonly lineItem: string;
  readonly usd6: bigint;
}

interface DayOfCompletions {
  readonly usage: readonly CompletionsRow[];
  readonly costs: readonly CostRow[];
}

export const PROJECTS = ['proj_core', 'proj_data', 'proj_lab'] as const;
const KEY_ONLY_PERCENT = 25;
const WEB_SEARCH_USD6 = 25_000n;
const LINES = [
  ['inputUncached', 'input'],
  ['cacheRead', 'cached input'],
  ['cacheWrite5m', 'cache write'],
  ['output', 'output'],
] as const;
const DATE_BEHIND = /-\d{4}-\d{2}-\d{2}$/;

export function openaiUserId(person: number): string {
  return `user-${String(person).padStart(5, '0')}`;
}

export function openaiKeyId(person: number): string {
  return `key_${String(person).padStart(5, '0')}`;
}

/** Everybody's keys are of one project. */
export function projectOf(person: number): string {
  return PROJECTS[person % PROJECTS.length] as string;
}

export function completionsDay(company: StandInCompany, day: PlainDate): DayOfCompletions {
  const usage = activePeople(company, 'openai', day).map(({ person, random }) => ({
    user: random.isChance(KEY_ONLY_PERCENT) ? null : openaiUserId(person),
    key: openaiKeyId(person),
    project: projectOf(person),
    model: pick(random, GPT_MODELS),
    tokens: { ...drawTokens(random), cacheWrite1h: 0n },
    requests: 1 + random.below(90),
  }));
  return {
    usage,
    costs: [...tokenCosts(usage), { project: 'proj_lab', lineItem: 'web search tool calls', usd6: WEB_SEARCH_USD6 }],
  };
}

export function completionsTruth({ usage, costs }: DayOfCompletions): DayTruth {
  return truthOf([...usage, ...costs.map(({ usd6 }) => ({ tokens: NO_TOKENS, billedUsd6: usd6 }))]);
}

/** Every other row leaves out what may be computed. */
export function completionsJson({ tokens, ...row }: CompletionsRow, index: number): object {
  const all = tokens.inputUncached + tokens.cacheRead + tokens.cacheWrite5m;
  return {
    object: 'organization.usage.completions.result',
    input_tokens: Number(all),
    input_cached_tokens: Number(tokens.cacheRead),
    input_cache_write_tokens: Number(tokens.cacheWrite5m),
    ...(index % 2 === 0 && { input_uncached_tokens: Number(tokens.inputUncached) }),
    output_tokens: Number(tokens.output),
    input_audio_tokens: 0,
    num_model_requests: row.requests,
    project_id: row.project,
    user_id: row.user,
    api_key_id: row.key,
    model: row.model,
    batch: false,
    service_tier: 'default',
  };
}

/** Amounts come as numbers, some with the noise of floats, and as text. */
export function costJson({ project, lineItem, usd6 }: CostRow, index: number): object {
  const text = formatDecimal(usd6, 6);
  const values = [rawNumber(text), rawNumber(`${text}0000000001`), text];
  return {
    object: 'organization.costs.result',
    amount: { value: values[index % values.length], currency: 'usd' },
    line_item: lineItem,
    project_id: project,
    api_key_id: null,
  };
}

function tokenCosts(usage: readonly CompletionsRow[]): CostRow[] {
  const groups = Map.groupBy(usage, ({ project, model }) => `${project} ${model}`);
  return [...groups.values()].flatMap((rows) => {
    const { project, model } = rows[0] as CompletionsRow;
    const tokens = rows.reduce((sum, row) => addTokens(sum, row.tokens), NO_TOKENS);
    return LINES.map(([tokenClass, name]) => ({
      project,
      lineItem: `${model.replace(DATE_BEHIND, '')}, ${name}`,
      usd6: costUsd6(model, tokenClass, tokens[tokenClass]),
    }));
  });
}
