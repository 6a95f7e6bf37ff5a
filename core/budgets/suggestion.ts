import type { KnownCwo } from '../timesheets/cwo-registry.ts';
import type { CwoRoleDemand } from '../timesheets/timesheets.ts';
import { encodeJson } from '../values/codec.ts';
import type { Sha256 } from '../values/hash.ts';
import { compareIds } from '../values/ids.ts';
import type { Amount } from '../values/money.ts';
import { addRatios, ceilRatio, multiplyRatios, type Ratio, ratio, roundRatio } from '../values/ratio.ts';
import type { PlainDate } from '../values/week.ts';
import { BENCHMARK_STATUSES, type BenchmarkSettings, type Benchmarks, type RoleBenchmark } from './benchmarks.ts';
import { cwoWeeks } from './cwo-weeks.ts';
import { type BudgetFigures, NO_FIGURES } from './figures.ts';

/** How much history a suggestion rests on: that of all roles, of none, of some. */
export const SURENESS = [...BENCHMARK_STATUSES, 'PARTIAL'] as const;
export type Sureness = (typeof SURENESS)[number];

/** What a role adds to a suggestion; null where it has too little history, and is left out. */
export interface SuggestedRole extends CwoRoleDemand {
  /** Full-time people in hundredths, rounded: planned hours ÷ full-time hours where they are known, else the headcount. */
  readonly people: bigint;
  readonly benchmark: RoleBenchmark | null;
  /** Of one of them, rounded. */
  readonly tokensPerWeek: bigint | null;
  readonly usd4PerWeek: bigint | null;
  /** People × what one uses a week × adoption, exact before it is rounded. */
  readonly perWeek: Amount | null;
}

/** A proposed budget, with all it was made from; never changed once it is made. */
export interface BudgetSuggestion {
  readonly suggestionId: string;
  readonly cwoId: string;
  readonly createdAt: string;
  /** The day of the benchmarks; null where there were none. */
  readonly benchmarksAsOf: string | null;
  readonly sureness: Sureness;
  readonly startDate: PlainDate;
  readonly endDate: PlainDate | null;
  /** Those of the CWO; null without end date. */
  readonly weeks: number | null;
  readonly roles: readonly SuggestedRole[];
  /** What the roles come to in a week before the buffer, rounded; null where none has history. */
  readonly sum: Amount | null;
  readonly bufferPct: number;
  /** All null where no role has history. */
  readonly figures: BudgetFigures;
  /** What the same people use by medians and by P90s, in tokens a week; null where no role has history. */
  readonly range: { readonly lowTokens: bigint; readonly highTokens: bigint } | null;
  /** What ended CWOs of the project used in a week, by CWO. */
  readonly projectHistory: readonly (Amount & { readonly cwoId: string; readonly weeks: number })[];
}

export interface SuggestionContext {
  readonly benchmarks: Benchmarks | null;
  readonly settings: BenchmarkSettings;
  readonly now: string;
  readonly sha256: Sha256;
}

/** USD are proposed in whole dollars. */
const DOLLAR_USD4 = 10_000n;

/**
 * Proposes a budget from the roles of a CWO (`docs/budgets.md`, "Suggestions"): 3 × 8,000 + 3,000 + 1,500 = 28,500, with
 * 5 % 29,925, up to two significant digits 30,000 a week; in 12 weeks 360,000.
 */
export function suggestBudget(cwo: KnownCwo, context: SuggestionContext): BudgetSuggestion {
  const { benchmarks, settings, now, sha256 } = context;
  const byRole = new Map(benchmarks?.roles.map((one) => [one.role, one]));
  const demand = [...(cwo.roles ?? [])].sort((a, b) => compareIds(a.cwoRoleId, b.cwoRoleId));
  const needs = demand.map((one) => needOf(one, byRole.get(one.role), settings));
  const { count: weeks } = cwoWeeks(cwo.startDate, cwo.endDate);
  const sureness = surenessOf(needs);
  const hasHistory = sureness !== 'INSUFFICIENT_HISTORY';
  const figures = hasHistory ? figuresOf(needs, weeks, settings) : NO_FIGURES;
  const { cwoId, startDate, endDate } = cwo;
  const people = needs.map((need) => need.people);
  return {
    suggestionId: sha256(encodeJson([cwoId, demand, people, startDate, endDate, figures])),
    cwoId,
    createdAt: now,
    benchmarksAsOf: benchmarks?.asOf ?? null,
    sureness,
    startDate,
    endDate,
    weeks,
    roles: needs.map((need, index) => ({ ...(demand[index] as CwoRoleDemand), ...roleOf(need) })),
    sum: hasHistory ? amountOf(needs) : null,
    bufferPct: settings.bufferPct,
    figures,
    range: hasHistory ? rangeOf(needs) : null,
    projectHistory: projectHistoryOf(cwo, benchmarks, now),
  };
}

/** Whether somebody is to decide on it: it has a figure, and the CWO had not ended when it was made. */
export function asksForDecision({ figures, endDate, createdAt }: BudgetSuggestion): boolean {
  const hasFigure = Object.values(figures).some((figure) => figure !== null);
  return hasFigure && (endDate === null || endDate >= createdAt.slice(0, 10));
}

interface Need {
  readonly people: Ratio;
  /** Null where the role has too little history. */
  readonly benchmark: RoleBenchmark | null;
}

const tokensOf = ({ tokensPerWeek }: RoleBenchmark) => tokensPerWeek;
const usd4Of = ({ usd4PerWeek }: RoleBenchmark) => usd4PerWeek;

function needOf(
  { headcount, plannedHoursPerWeek }: CwoRoleDemand,
  benchmark: RoleBenchmark | undefined,
  { fullTimeHours }: BenchmarkSettings,
): Need {
  const people =
    plannedHoursPerWeek === null
      ? ratio(BigInt(headcount))
      : ratio(BigInt(plannedHoursPerWeek), BigInt(fullTimeHours) * 100n);
  return { people, benchmark: benchmark?.status === 'OK' ? benchmark : null };
}

function roleOf(need: Need) {
  const { people, benchmark } = need;
  return {
    people: roundRatio(multiplyRatios(people, ratio(100n))),
    benchmark,
    tokensPerWeek: benchmark && roundRatio(benchmark.tokensPerWeek),
    usd4PerWeek: benchmark && roundRatio(benchmark.usd4PerWeek),
    perWeek: benchmark && amountOf([need]),
  };
}

function amountOf(needs: readonly Need[]): Amount {
  return { tokens: roundRatio(sumOf(needs, tokensOf)), costUsd4: roundRatio(sumOf(needs, usd4Of)) };
}

function rangeOf(needs: readonly Need[]) {
  return {
    lowTokens: roundRatio(sumOf(needs, ({ medianTokens }) => ratio(medianTokens))),
    highTokens: roundRatio(sumOf(needs, ({ p90Tokens }) => ratio(p90Tokens))),
  };
}

/** People × what one of them uses × adoption, over the roles with history. */
function sumOf(needs: readonly Need[], what: (benchmark: RoleBenchmark) => Ratio): Ratio {
  return needs
    .flatMap(({ people, benchmark }) =>
      benchmark ? [multiplyRatios(multiplyRatios(people, what(benchmark)), benchmark.adoption)] : [],
    )
    .reduce(addRatios, ratio(0n));
}

function figuresOf(needs: readonly Need[], weeks: number | null, { bufferPct }: BenchmarkSettings): BudgetFigures {
  const buffer = ratio(100n + BigInt(bufferPct), 100n);
  const tokens = multiplyRatios(sumOf(needs, tokensOf), buffer);
  const usd4 = multiplyRatios(sumOf(needs, usd4Of), buffer);
  const tokensPerWeek = positive(ceilRatio(tokens, twoDigits(tokens)));
  const usd4PerWeek = positive(ceilRatio(usd4, DOLLAR_USD4));
  const inAll = (perWeek: bigint | null) =>
    perWeek === null || weeks === null ? null : positive(perWeek * BigInt(weeks));
  return { tokensPerWeek, tokensTotal: inAll(tokensPerWeek), usd4PerWeek, usd4Total: inAll(usd4PerWeek) };
}

/** The unit in which a number has two significant digits. */
function twoDigits({ numerator, denominator }: Ratio): bigint {
  const digits = (numerator / denominator).toString().length;
  return 10n ** BigInt(Math.max(0, digits - 2));
}

/** A budget is above 0, or none. */
function positive(figure: bigint): bigint | null {
  return figure > 0n ? figure : null;
}

function surenessOf(needs: readonly Need[]): Sureness {
  const withHistory = needs.filter(({ benchmark }) => benchmark !== null).length;
  if (withHistory === 0) return 'INSUFFICIENT_HISTORY';
  return withHistory === needs.length ? 'OK' : 'PARTIAL';
}

function projectHistoryOf({ cwoId, projectId }: KnownCwo, benchmarks: Benchmarks | null, now: string) {
  const today = now.slice(0, 10);
  return (benchmarks?.cwos ?? [])
    .filter((one) => one.projectId === projectId && one.cwoId !== cwoId && one.endDate !== null && one.endDate < today)
    .map((one) => ({
      cwoId: one.cwoId,
      weeks: one.weeks,
      tokens: roundRatio(ratio(one.tokens, BigInt(one.weeks))),
      costUsd4: roundRatio(ratio(one.costUsd4, BigInt(one.weeks))),
    }))
    .sort((a, b) => compareIds(a.cwoId, b.cwoId));
}
