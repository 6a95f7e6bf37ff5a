import type { HoursHundredths } from '../values/hours.ts';
import { compareIds } from '../values/ids.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../values/money.ts';
import { compareRatios, multiplyRatios, type Ratio, ratio, roundRatio } from '../values/ratio.ts';
import type { MondayDate, PlainDate } from '../values/week.ts';

export const BENCHMARK_STATUSES = ['OK', 'INSUFFICIENT_HISTORY'] as const;
export type BenchmarkStatus = (typeof BENCHMARK_STATUSES)[number];

/** What the company has configured of benchmarks and suggestions. */
export interface BenchmarkSettings {
  /** How many of the last full weeks are looked at. */
  readonly weeks: number;
  /** With fewer weeks or people a role has too little history. */
  readonly minWeeks: number;
  readonly minPeople: number;
  readonly fullTimeHours: number;
  /** On top of a suggestion, in per cent. */
  readonly bufferPct: number;
}

/** A line by approved hours with a role; hours are above 0. */
export interface BenchmarkLine extends Amount {
  readonly role: string;
  readonly cwoId: string;
  readonly projectId: string | null;
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
  readonly hours: HoursHundredths;
}

/** What a person of a role uses, from the last full weeks (`docs/budgets.md`, "Benchmarks"). */
export interface RoleBenchmark {
  readonly role: string;
  readonly status: BenchmarkStatus;
  /** Of a full-time person in a week, exact. */
  readonly tokensPerWeek: Ratio;
  readonly usd4PerWeek: Ratio;
  /** Over employee-role-weeks, each scaled to full time; nearest rank, rounded. */
  readonly medianTokens: bigint;
  readonly p90Tokens: bigint;
  readonly people: number;
  readonly weeks: number;
  readonly tokens: bigint;
  /** Those of the heaviest person. */
  readonly topPersonTokens: bigint;
  /** Logged of planned hours, at most 1; 1 where no planned hours are known. */
  readonly adoption: Ratio;
  readonly adoptionKnown: boolean;
}

/** What a CWO used in the window. */
export interface CwoUse extends Amount {
  readonly cwoId: string;
  readonly projectId: string | null;
  readonly endDate: PlainDate | null;
  readonly weeks: number;
}

/** Kept dated: a suggestion says on which it rests. */
export interface Benchmarks {
  readonly asOf: string;
  readonly firstWeek: MondayDate;
  readonly lastWeek: MondayDate;
  readonly settings: BenchmarkSettings;
  /** By role ascending. */
  readonly roles: readonly RoleBenchmark[];
  readonly cwos: readonly CwoUse[];
}

/** What the registry knows of a CWO that a benchmark looks at. */
export interface PlannedCwo {
  readonly endDate: PlainDate | null;
  readonly roles: readonly { readonly role: string; readonly plannedHoursPerWeek: HoursHundredths | null }[] | null;
}

/** An employee's hours in a role and week, over all CWOs. */
interface RoleWeek {
  tokens: bigint;
  hours: bigint;
}

class RoleTally {
  sum: Amount = ZERO_AMOUNT;
  hours = 0n;
  readonly roleWeeks: RoleWeek[] = [];
  readonly weeks = new Set<MondayDate>();
  readonly tokensBy = new Map<string, bigint>();
  readonly cwos = new Map<string, { hours: bigint; readonly weeks: Set<MondayDate> }>();
}

/** Takes lines ordered by role, employee and week; what is held are sums by role, employee-role-week and CWO. */
export class BenchmarkTally {
  readonly #roles = new Map<string, RoleTally>();
  readonly #cwos = new Map<string, Omit<CwoUse, 'endDate' | 'weeks'> & { readonly mondays: Set<MondayDate> }>();
  #last: string | null = null;

  add(line: BenchmarkLine): void {
    const { role, cwoId, projectId, employeeId, mondayDate, tokens } = line;
    const hours = BigInt(line.hours);
    const tally = this.#roles.get(role) ?? new RoleTally();
    this.#roles.set(role, tally);
    tally.sum = addAmounts(tally.sum, line);
    tally.hours += hours;
    tally.weeks.add(mondayDate);
    tally.tokensBy.set(employeeId, (tally.tokensBy.get(employeeId) ?? 0n) + tokens);
    const inCwo = tally.cwos.get(cwoId) ?? { hours: 0n, weeks: new Set() };
    inCwo.hours += hours;
    inCwo.weeks.add(mondayDate);
    tally.cwos.set(cwoId, inCwo);
    const name = JSON.stringify([role, employeeId, mondayDate]);
    if (name !== this.#last) tally.roleWeeks.push({ tokens: 0n, hours: 0n });
    this.#last = name;
    const roleWeek = tally.roleWeeks.at(-1) as RoleWeek;
    roleWeek.tokens += tokens;
    roleWeek.hours += hours;
    const use = this.#cwos.get(cwoId) ?? { cwoId, projectId, ...ZERO_AMOUNT, mondays: new Set() };
    use.mondays.add(mondayDate);
    this.#cwos.set(cwoId, { ...use, ...addAmounts(use, line) });
  }

  cwoIds(): string[] {
    return [...this.#cwos.keys()];
  }

  roles(settings: BenchmarkSettings, planned: ReadonlyMap<string, PlannedCwo>): RoleBenchmark[] {
    const roles = [...this.#roles].map(([role, tally]) => benchmarkOf(role, tally, settings, planned));
    return roles.sort((a, b) => compareIds(a.role, b.role));
  }

  cwos(known: ReadonlyMap<string, PlannedCwo>): CwoUse[] {
    return [...this.#cwos.values()].map(({ mondays, ...use }) => {
      return { ...use, endDate: known.get(use.cwoId)?.endDate ?? null, weeks: mondays.size };
    });
  }
}

function benchmarkOf(
  role: string,
  tally: RoleTally,
  settings: BenchmarkSettings,
  planned: ReadonlyMap<string, PlannedCwo>,
): RoleBenchmark {
  const fullTime = ratio(BigInt(settings.fullTimeHours) * 100n);
  const perWeek = (amount: bigint, hours: bigint) => multiplyRatios(ratio(amount, hours), fullTime);
  const scaled = tally.roleWeeks.map(({ tokens, hours }) => perWeek(tokens, hours)).sort(compareRatios);
  const people = tally.tokensBy.size;
  const isEnough = tally.weeks.size >= settings.minWeeks && people >= settings.minPeople;
  return {
    role,
    status: isEnough ? 'OK' : 'INSUFFICIENT_HISTORY',
    tokensPerWeek: perWeek(tally.sum.tokens, tally.hours),
    usd4PerWeek: perWeek(tally.sum.costUsd4, tally.hours),
    medianTokens: roundRatio(nearestRank(scaled, 50)),
    p90Tokens: roundRatio(nearestRank(scaled, 90)),
    people,
    weeks: tally.weeks.size,
    tokens: tally.sum.tokens,
    topPersonTokens: [...tally.tokensBy.values()].reduce((top, one) => (one > top ? one : top), 0n),
    ...adoptionOf(role, tally, planned),
  };
}

/** The value at place ⌈p·n⌉ of those in ascending order. */
export function nearestRank<T>(ascending: readonly T[], pct: number): T {
  const place = Math.ceil((pct * ascending.length) / 100);
  return ascending[Math.max(1, place) - 1] as T;
}

/** Of the CWOs whose planned hours of the role are known: logged over planned, in the weeks that were logged. */
function adoptionOf(role: string, { cwos }: RoleTally, planned: ReadonlyMap<string, PlannedCwo>) {
  let logged = 0n;
  let wanted = 0n;
  for (const [cwoId, { hours, weeks }] of cwos) {
    const perWeek = plannedHours(role, planned.get(cwoId));
    if (perWeek === null) continue;
    logged += hours;
    wanted += perWeek * BigInt(weeks.size);
  }
  if (wanted === 0n) return { adoption: ratio(1n), adoptionKnown: false };
  return { adoption: logged < wanted ? ratio(logged, wanted) : ratio(1n), adoptionKnown: true };
}

/** Null where they are not known of one of its roles of that name, or it has none. */
function plannedHours(role: string, cwo: PlannedCwo | undefined): bigint | null {
  const own = (cwo?.roles ?? []).filter((one) => one.role === role).map((one) => one.plannedHoursPerWeek);
  if (own.length === 0 || own.includes(null)) return null;
  return own.reduce((sum: bigint, hours) => sum + BigInt(hours as number), 0n);
}
