import { TOKEN_CLASSES, type TokenClass } from '../../../core/collection/usage-fact.ts';
import { formatDecimal } from '../../../core/values/decimal.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { randomOf } from '../../sample/random.ts';
import {
  activePeople,
  addTokens,
  CLAUDE_MODELS,
  costUsd6,
  type DayTruth,
  drawTokens,
  NO_TOKENS,
  pick,
  type StandInCompany,
  type Tokens,
  truthOf,
} from './company.ts';

interface MessagesRow {
  readonly account: string | null;
  readonly key: string | null;
  readonly serviceAccount: string | null;
  readonly workspace: string | null;
  readonly model: string;
  readonly tokens: Tokens;
  readonly webSearches: number;
}

interface CostRow {
  readonly workspace: string | null;
  /** Null where it is no cost of tokens. */
  readonly model: string | null;
  readonly tokenClass: TokenClass | null;
  readonly usd6: bigint;
}

interface DayOfMessages {
  readonly usage: readonly MessagesRow[];
  readonly costs: readonly CostRow[];
}

const WORKSPACES = [null, 'wrkspc_01', 'wrkspc_02', 'wrkspc_03'];
const OAUTH_PERCENT = 30;
const WEB_SEARCH_USD6 = 10_000n;
const SERVICE_ACCOUNTS = ['svcacct_01', 'svcacct_02'];
/** How the cost report spells the classes. */
const TOKEN_TYPES: Readonly<Record<TokenClass, string>> = {
  inputUncached: 'uncached_input_tokens',
  cacheRead: 'cache_read_input_tokens',
  cacheWrite5m: 'cache_creation.ephemeral_5m_input_tokens',
  cacheWrite1h: 'cache_creation.ephemeral_1h_input_tokens',
  output: 'output_tokens',
};

export function userIdOf(person: number): string {
  return `user_${String(person).padStart(5, '0')}`;
}

export function keyIdOf(person: number): string {
  return `apikey_${String(person).padStart(5, '0')}`;
}

/** Usage of people by sign-in or key, of service accounts, and of the console, with the bill of it all. */
export function messagesDay(company: StandInCompany, day: PlainDate): DayOfMessages {
  const people = activePeople(company, 'anthropic', day).map(({ person, random }) => {
    const isOauth = random.isChance(OAUTH_PERCENT);
    return {
      account: isOauth ? userIdOf(person) : null,
      key: isOauth ? null : keyIdOf(person),
      serviceAccount: null,
      workspace: pick(random, WORKSPACES),
      model: pick(random, CLAUDE_MODELS),
      tokens: drawTokens(random),
      webSearches: random.below(3),
    };
  });
  const others = [...SERVICE_ACCOUNTS, null].map((serviceAccount) => ({
    account: null,
    key: null,
    serviceAccount,
    workspace: serviceAccount === null ? null : 'wrkspc_01',
    model: CLAUDE_MODELS[1],
    tokens: drawTokens(randomOf(company.seed, 'anthropic', day, String(serviceAccount))),
    webSearches: 0,
  }));
  const usage = [...people, ...others];
  return { usage, costs: [...tokenCosts(usage), ...searchCosts(usage)] };
}

export function messagesTruth({ usage, costs }: DayOfMessages): DayTruth {
  return truthOf([...usage, ...costs.map(({ usd6 }) => ({ tokens: NO_TOKENS, billedUsd6: usd6 }))]);
}

export function messagesJson({ tokens, ...row }: MessagesRow): object {
  return {
    account_id: row.account,
    api_key_id: row.key,
    service_account_id: row.serviceAccount,
    workspace_id: row.workspace,
    model: row.model,
    service_tier: 'standard',
    context_window: '0-200k',
    inference_geo: null,
    uncached_input_tokens: Number(tokens.inputUncached),
    cache_read_input_tokens: Number(tokens.cacheRead),
    cache_creation: {
      ephemeral_5m_input_tokens: Number(tokens.cacheWrite5m),
      ephemeral_1h_input_tokens: Number(tokens.cacheWrite1h),
    },
    output_tokens: Number(tokens.output),
    server_tool_use: { web_search_requests: row.webSearches },
  };
}

export function costJson({ workspace, model, tokenClass, usd6 }: CostRow): object {
  const tokenType = tokenClass && TOKEN_TYPES[tokenClass];
  return {
    amount: formatDecimal(usd6, 4),
    currency: 'USD',
    cost_type: tokenType === null ? 'web_search' : 'tokens',
    description: tokenType === null ? 'Web Search Usage' : `${model} Usage - ${tokenType}`,
    model,
    service_tier: tokenType === null ? null : 'standard',
    context_window: tokenType === null ? null : '0-200k',
    token_type: tokenType,
    inference_geo: null,
    workspace_id: workspace,
  };
}

function tokenCosts(usage: readonly MessagesRow[]): CostRow[] {
  const groups = Map.groupBy(usage, ({ workspace, model }) => `${workspace} ${model}`);
  return [...groups.values()].flatMap((rows) => {
    const { workspace, model } = rows[0] as MessagesRow;
    const tokens = rows.reduce((sum, row) => addTokens(sum, row.tokens), NO_TOKENS);
    return TOKEN_CLASSES.map((tokenClass) => ({
      workspace,
      model,
      tokenClass,
      usd6: costUsd6(model, tokenClass, tokens[tokenClass]),
    }));
  });
}

function searchCosts(usage: readonly MessagesRow[]): CostRow[] {
  return [...Map.groupBy(usage, ({ workspace }) => workspace)].map(([workspace, rows]) => {
    const searches = rows.reduce((sum, { webSearches }) => sum + webSearches, 0);
    return { workspace, model: null, tokenClass: null, usd6: BigInt(searches) * WEB_SEARCH_USD6 };
  });
}
