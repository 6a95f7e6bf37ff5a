import { createHash } from 'node:crypto';
import { type Fraction, fraction, isAbove, minus, nearestEven, times } from '../../worlds/oracle/fractions.ts';

/**
 * The rules of budgets once more, written from `docs/budgets.md` alone, straight on and in fractions: what the rows,
 * the states of thresholds and the alerts of a CWO are after the refreshes that took effect, in their order.
 */

export interface OracleLine {
  readonly tokens: bigint;
  readonly usd4: bigint;
  readonly isEstimated: boolean;
}

/** Figures in the order tokens per week, tokens in total, USD per week, USD in total. */
export type Four = readonly [bigint | null, bigint | null, bigint | null, bigint | null];

export interface OracleDecision {
  readonly kind: string;
  readonly figures: Four;
  readonly effectiveFrom: string;
}

/** What a refresh that took effect had seen, and when. */
export interface Effect {
  readonly at: string;
  readonly runId: string | null;
  readonly lines: ReadonlyMap<string, readonly OracleLine[]>;
  readonly decision: OracleDecision | null;
}

export interface Threshold {
  readonly pct: number;
  readonly level: string;
}

type Scope = 'WEEK' | 'TOTAL';
type Unit = 'TOKENS' | 'USD';
type Configured = Readonly<Record<Scope, Readonly<Record<Unit, readonly Threshold[]>>>>;

export interface OracleState {
  raised: boolean;
  episode: number;
  told: boolean;
}

interface Told extends Threshold {
  readonly scope: Scope;
  readonly mondayDate: string | null;
  readonly unit: Unit;
  readonly direction: 'UP' | 'DOWN';
  readonly episode: number;
  readonly budget: bigint | null;
  readonly actual: bigint;
  readonly estimated: bigint;
  readonly costUsd4: bigint;
}

interface Row {
  readonly name: string;
  readonly createdAt: string;
  version: number;
  updatedAt: string;
  runId: string | null;
  budget: Record<Unit, bigint | null>;
  actual: Record<Unit, bigint>;
  estimated: Record<Unit, bigint>;
  employees: number;
  readonly states: Record<Unit, Map<number, OracleState>>;
}

const UNITS = ['TOKENS', 'USD'] as const;
const WEEK_MS = 7 * 86_400_000;
/** The first Monday of the era of clocks. */
const FIRST_MONDAY_MS = Date.parse('1970-01-05T00:00:00Z');

export class OracleCwo {
  readonly weeks = new Map<string, Row>();
  readonly decisions: OracleDecision[] = [];
  /** What was told, by alert id. */
  readonly told = new Map<string, Told>();
  total: Row | null = null;
  readonly #id: string;
  readonly #configured: Configured;
  readonly #hoursAhead: number;

  /** @param hoursAhead how far the clocks of the company are ahead of UTC */
  constructor(id: string, configured: Configured, hoursAhead: number) {
    this.#id = id;
    this.#configured = configured;
    this.#hoursAhead = hoursAhead;
  }

  take(effect: Effect): void {
    if (effect.decision) this.decisions.push(effect.decision);
    for (const [monday, lines] of effect.lines) {
      const row = this.weeks.get(monday) ?? emptyRow(monday, effect.at);
      this.weeks.set(monday, row);
      row.budget = { TOKENS: this.#weekly(monday, 0), USD: this.#weekly(monday, 2) };
      row.actual = { TOKENS: 0n, USD: 0n };
      row.estimated = { TOKENS: 0n, USD: 0n };
      row.employees = lines.length;
      for (const { tokens, usd4, isEstimated } of lines) {
        row.actual.TOKENS += tokens;
        row.actual.USD += usd4;
        row.estimated.TOKENS += isEstimated ? tokens : 0n;
        row.estimated.USD += isEstimated ? usd4 : 0n;
      }
      this.#touch(row, effect);
      const isSilent = this.#weekNumber(Date.parse(monday), 0) < this.#weekNumber(Date.parse(effect.at), 1) - 2;
      this.#cross('WEEK', row, isSilent);
    }
    this.total ??= emptyRow('TOTAL', effect.at);
    const last = this.decisions.at(-1)?.figures;
    this.total.budget = { TOKENS: last?.[1] ?? null, USD: last?.[3] ?? null };
    for (const unit of UNITS) {
      this.total.actual[unit] = [...this.weeks.values()].reduce((sum, { actual }) => sum + actual[unit], 0n);
      this.total.estimated[unit] = [...this.weeks.values()].reduce((sum, row) => sum + row.estimated[unit], 0n);
    }
    this.#touch(this.total, effect);
    this.#cross('TOTAL', this.total, false);
  }

  #weekly(monday: string, place: 0 | 2): bigint | null {
    let budget: bigint | null = null;
    for (const { effectiveFrom, figures } of this.decisions) {
      if (effectiveFrom <= monday) budget = figures[place];
    }
    return budget;
  }

  #touch(row: Row, { at, runId }: Effect): void {
    row.version += 1;
    row.updatedAt = at;
    if (runId !== null) row.runId = runId;
  }

  #cross(scope: Scope, row: Row, isSilent: boolean): void {
    for (const unit of UNITS) {
      const [actual, budget] = [row.actual[unit], row.budget[unit]];
      const isProvisional = 2n * row.estimated[unit] > actual;
      const used = budget === null ? null : times(fraction(actual, budget), fraction(100n));
      let up: Threshold | null = null;
      let down: Threshold | null = null;
      for (const threshold of this.#configured[scope][unit]) {
        const pct = fraction(BigInt(threshold.pct));
        const state = row.states[unit].get(threshold.pct) ?? { raised: false, episode: 0, told: false };
        row.states[unit].set(threshold.pct, state);
        if (!state.raised && used !== null && !isAbove(pct, used)) {
          if (threshold.level === 'ESCALATE' && isProvisional) continue;
          state.raised = true;
          state.episode += 1;
          up = threshold;
        } else if (state.raised && used === null) {
          state.raised = false;
          state.told = false;
        } else if (state.raised && used !== null && isAbove(minus(pct, fraction(5n)), used)) {
          if (state.told) down = threshold;
          state.raised = false;
          state.told = false;
        }
      }
      if (isSilent || budget === null) continue;
      if (up) {
        (row.states[unit].get(up.pct) as OracleState).told = true;
        this.#tell(scope, row, unit, up, 'UP');
      }
      if (down) this.#tell(scope, row, unit, down, 'DOWN');
    }
  }

  #tell(scope: Scope, row: Row, unit: Unit, { pct, level }: Threshold, direction: 'UP' | 'DOWN'): void {
    const episode = row.states[unit].get(pct)?.episode ?? 0;
    const words = [this.#id, scope, row.name, unit, String(pct), String(episode), direction].join('|');
    this.told.set(createHash('sha256').update(words).digest('hex'), {
      scope,
      mondayDate: scope === 'TOTAL' ? null : row.name,
      unit,
      pct,
      level,
      direction,
      episode,
      budget: row.budget[unit],
      actual: row.actual[unit],
      estimated: row.estimated[unit],
      costUsd4: row.actual.USD,
    });
  }

  /** Counted from the first Monday of the era. */
  #weekNumber(ms: number, isInstant: 0 | 1): number {
    return Math.floor((ms + isInstant * this.#hoursAhead * 3_600_000 - FIRST_MONDAY_MS) / WEEK_MS);
  }
}

function emptyRow(name: string, createdAt: string): Row {
  return {
    name,
    createdAt,
    version: 0,
    updatedAt: createdAt,
    runId: null,
    budget: { TOKENS: null, USD: null },
    actual: { TOKENS: 0n, USD: 0n },
    estimated: { TOKENS: 0n, USD: 0n },
    employees: 0,
    states: { TOKENS: new Map(), USD: new Map() },
  };
}

/** What readers are told of the row. */
export function rowText(row: Row) {
  const { budget, actual, estimated } = row;
  return {
    budgetTokens: budget.TOKENS,
    actualTokens: actual.TOKENS,
    utilizationPct: capped(actual.TOKENS, budget.TOKENS),
    budgetUsd: budget.USD === null ? null : decimals(budget.USD, 4),
    actualUsd: decimals(actual.USD, 4),
    utilizationUsdPct: capped(actual.USD, budget.USD),
    provisionalPct: share(estimated.TOKENS, actual.TOKENS),
    provisionalUsdPct: share(estimated.USD, actual.USD),
    runId: row.runId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}

function capped(actual: bigint, budget: bigint | null): string | null {
  if (budget === null) return null;
  const hundredths = hundredthsOfPercent(fraction(actual, budget));
  return decimals(hundredths > 99_999n ? 99_999n : hundredths, 2);
}

function share(part: bigint, whole: bigint): string | null {
  return whole === 0n ? null : decimals(hundredthsOfPercent(fraction(part, whole)), 2);
}

function hundredthsOfPercent(ratio: Fraction): bigint {
  return nearestEven(times(ratio, fraction(10_000n)));
}

function decimals(units: bigint, places: number): string {
  const scale = 10n ** BigInt(places);
  const size = units < 0n ? -units : units;
  return `${units < 0n ? '-' : ''}${size / scale}.${String(size % scale).padStart(places, '0')}`;
}
