import { TOKEN_CLASSES, type TokenClass } from '../../../core/collection/usage-fact.ts';
import { divideHalfEven } from '../../../core/values/decimal.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { employeeOf } from '../../sample/people.ts';
import { type Random, randomOf } from '../../sample/random.ts';

/** A company whose people use the tools of all providers. What happened on a day follows from the seed and the day alone. */
export interface StandInCompany {
  readonly seed: number;
  readonly people: number;
  /** IANA zone in which its working days lie. */
  readonly timeZone: string;
}

export type Tokens = Readonly<Record<TokenClass, bigint>>;

/** What a source really told of a day, to the token and the micro-dollar. */
export interface DayTruth {
  readonly tokens: Tokens;
  readonly billedUsd6: bigint;
  readonly notionalUsd6: bigint;
}

/** USD6 for a million tokens of each class. */
type Rates = Tokens;

const RATES: Readonly<Record<string, Rates>> = {
  'claude-opus-4-5': rates(5, 25),
  'claude-sonnet-4-6': rates(3, 15),
  'gpt-5.4-2026-02-01': rates(2, 10),
  'gpt-5.4-mini-2026-02-01': rates(1, 4),
};
const PER_MILLION = 1_000_000n;
/** Of a hundred, on each day. */
const ACTIVE_PERCENT = 80;

export const CLAUDE_MODELS = ['claude-opus-4-5', 'claude-sonnet-4-6'] as const;
export const GPT_MODELS = ['gpt-5.4-2026-02-01', 'gpt-5.4-mini-2026-02-01'] as const;

export const NO_TOKENS: Tokens = {
  inputUncached: 0n,
  cacheRead: 0n,
  cacheWrite5m: 0n,
  cacheWrite1h: 0n,
  output: 0n,
};

export function emailOf(person: number): string {
  return employeeOf(person).email;
}

export function peopleOf({ people }: StandInCompany): number[] {
  return Array.from({ length: people }, (_, index) => index);
}

/** Those who used a tool on the day, each with a stream of their own. */
export function activePeople(company: StandInCompany, tool: string, day: PlainDate) {
  return peopleOf(company)
    .map((person) => ({ person, random: randomOf(company.seed, tool, day, person) }))
    .filter(({ random }) => random.isChance(ACTIVE_PERCENT));
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}

export function drawTokens(random: Random): Tokens {
  return {
    inputUncached: BigInt(random.below(90_000)),
    cacheRead: BigInt(random.below(900_000)),
    cacheWrite5m: BigInt(random.below(60_000)),
    cacheWrite1h: BigInt(random.below(9_000)),
    output: BigInt(random.below(40_000)),
  };
}

/** What tokens of one class cost. */
export function costUsd6(model: string, tokenClass: TokenClass, tokens: bigint): bigint {
  return divideHalfEven(tokens * (RATES[model] as Rates)[tokenClass], PER_MILLION);
}

export function costOfAll(model: string, tokens: Tokens): bigint {
  return TOKEN_CLASSES.reduce((sum, one) => sum + costUsd6(model, one, tokens[one]), 0n);
}

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return Object.fromEntries(TOKEN_CLASSES.map((one) => [one, a[one] + b[one]])) as Tokens;
}

interface Counted {
  readonly tokens: Tokens;
  readonly billedUsd6?: bigint;
  readonly notionalUsd6?: bigint;
}

export function truthOf(rows: readonly Counted[]): DayTruth {
  return rows.reduce<DayTruth>(
    (sum, { tokens, billedUsd6 = 0n, notionalUsd6 = 0n }) => ({
      tokens: addTokens(sum.tokens, tokens),
      billedUsd6: sum.billedUsd6 + billedUsd6,
      notionalUsd6: sum.notionalUsd6 + notionalUsd6,
    }),
    { tokens: NO_TOKENS, billedUsd6: 0n, notionalUsd6: 0n },
  );
}

/** Remembers what was made for the last few days: pages of one day are asked for one after the other. */
export function rememberDays<T>(make: (day: PlainDate) => T): (day: PlainDate) => T {
  const made = new Map<PlainDate, T>();
  return (day) => {
    const known = made.get(day) ?? make(day);
    made.set(day, known);
    const [oldest] = made.keys();
    if (made.size > 3 && oldest !== undefined) made.delete(oldest);
    return known;
  };
}

function rates(input: number, output: number): Rates {
  const perMillion = (dollars: number) => BigInt(Math.round(dollars * 1_000_000));
  return {
    inputUncached: perMillion(input),
    cacheRead: perMillion(input / 10),
    cacheWrite5m: perMillion(input * 1.25),
    cacheWrite1h: perMillion(input * 2),
    output: perMillion(output),
  };
}
