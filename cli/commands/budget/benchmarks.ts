import { systemClock } from '../../../adapters/system/clock.ts';
import type { BenchmarkStatus, Benchmarks, RoleBenchmark } from '../../../core/budgets/benchmarks.ts';
import { sharePct } from '../../../core/budgets/percent.ts';
import { refreshBenchmarks } from '../../../core/budgets/refresh-benchmarks.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { roundRatio } from '../../../core/values/ratio.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

export interface BenchmarksOptions {
  readonly refresh?: boolean;
  readonly json?: boolean;
}

type Source = Pick<Deployment, 'benchmarks' | 'benchmarkSource' | 'cwos' | 'budgetSettings'>;

/** A role's benchmark as readers are told it: tokens as integers, money as text of 4 decimals. */
interface BenchmarkRow {
  readonly role: string;
  readonly status: BenchmarkStatus;
  readonly tokensPerWeek: bigint;
  readonly usdPerWeek: string;
  readonly medianTokens: bigint;
  readonly p90Tokens: bigint;
  readonly people: number;
  readonly weeks: number;
  readonly topPersonPct: string | null;
  readonly adoptionPct: string | null;
  readonly adoptionKnown: boolean;
}

/** What a full-time person of each role uses a week; computed anew where it is asked for. */
export async function showBenchmarks(deployment: Source, { refresh, json }: BenchmarksOptions): Promise<string> {
  const computed = refresh ? await computeNow(deployment) : await deployment.benchmarks.latest();
  const rows = computed?.roles.map(toRow) ?? [];
  if (json) return toJson({ asOf: computed?.asOf ?? null, weeks: weeksOf(computed), rows });
  if (!computed) return 'There are no benchmarks yet: "ledger budget benchmarks --refresh" computes them.';
  const { firstWeek, lastWeek, asOf } = computed;
  return `${renderTable(rows, COLUMNS)}\nweeks ${firstWeek} to ${lastWeek}, as of ${asOf}; tokens and USD of a full-time person a week`;
}

function computeNow({ benchmarks, benchmarkSource, cwos, budgetSettings }: Source): Promise<Benchmarks> {
  const ports = { benchmarkSource, benchmarks, cwos, clock: systemClock };
  return refreshBenchmarks(budgetSettings.benchmarks, budgetSettings.timeZone, ports, new AbortController().signal);
}

function weeksOf(computed: Benchmarks | null) {
  return computed && { first: computed.firstWeek, last: computed.lastWeek, count: computed.settings.weeks };
}

function toRow(benchmark: RoleBenchmark): BenchmarkRow {
  const { role, status, medianTokens, p90Tokens, people, weeks, tokens, topPersonTokens } = benchmark;
  const { adoption, adoptionKnown } = benchmark;
  return {
    role,
    status,
    tokensPerWeek: roundRatio(benchmark.tokensPerWeek),
    usdPerWeek: formatUsd4(roundRatio(benchmark.usd4PerWeek)),
    medianTokens,
    p90Tokens,
    people,
    weeks,
    topPersonPct: sharePct(topPersonTokens, tokens),
    adoptionPct: sharePct(adoption.numerator, adoption.denominator),
    adoptionKnown,
  };
}

const COLUMNS: readonly Column<BenchmarkRow>[] = [
  { title: 'role', of: ({ role }) => role },
  { title: 'status', of: ({ status }) => status },
  { title: 'tokens', of: ({ tokensPerWeek }) => grouped(tokensPerWeek), isNumber: true },
  { title: 'median', of: ({ medianTokens }) => grouped(medianTokens), isNumber: true },
  { title: 'P90', of: ({ p90Tokens }) => grouped(p90Tokens), isNumber: true },
  { title: 'USD', of: ({ usdPerWeek }) => grouped(usdPerWeek), isNumber: true },
  { title: 'people', of: ({ people }) => people.toString(), isNumber: true },
  { title: 'weeks', of: ({ weeks }) => weeks.toString(), isNumber: true },
  { title: 'heaviest %', of: ({ topPersonPct }) => topPersonPct ?? '', isNumber: true },
  {
    title: 'adoption %',
    of: ({ adoptionPct, adoptionKnown }) => (adoptionKnown ? (adoptionPct ?? '') : 'not known'),
    isNumber: true,
  },
];
