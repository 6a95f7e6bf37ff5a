import { split } from '../allocation/split.ts';
import { addDays, type PlainDate } from '../values/week.ts';
import { type Actor, NO_TOKENS, NOBODY, type UsageFact } from './usage-fact.ts';
import type { SeatHolder } from './usage-puller.ts';

/** What a company pays for the seats of a tool. */
export interface SeatPlan {
  readonly provider: string;
  /** For one seat and calendar month. */
  readonly monthlyFeeUsd6: bigint;
  /** How many are paid for; null where that is as many as are held. */
  readonly purchased: number | null;
}

/**
 * The fee of one seat for one day: what the month's fee comes to by the end of the day less what it came to before, each
 * rounded once. So the days of a month sum to the fee exactly, and those of a week, or any in a row, to
 * fee × days ÷ days of the month within a unit.
 */
export function seatFeeOfDay(monthlyFeeUsd6: bigint, day: PlainDate): bigint {
  const days = daysOfMonth(day);
  const untilEndOf = (number: number) => split(monthlyFeeUsd6, [number, days - number])[0] as bigint;
  const number = Number(day.slice(8));
  return untilEndOf(number) - untilEndOf(number - 1);
}

/** The fees of a day: one fact for each who holds a seat on it, and one of nobody for seats that are paid and not held. */
export function seatFacts(day: PlainDate, holders: readonly SeatHolder[], plan: SeatPlan): UsageFact[] {
  const fee = seatFeeOfDay(plan.monthlyFeeUsd6, day);
  const held = new Map<string, Actor>();
  for (const { actor, from, to } of holders) {
    if (from <= day && (to === null || day < to)) held.set(`${actor.kind} ${actor.id}`, actor);
  }
  const left = Math.max(0, (plan.purchased ?? 0) - held.size);
  const facts = [...held.values()].map((actor) => seatFact(day, actor, fee, plan));
  return left === 0 ? facts : [...facts, seatFact(day, NOBODY, fee * BigInt(left), plan)];
}

function seatFact(usageDate: PlainDate, actor: Actor, usd6: bigint, { provider }: SeatPlan): UsageFact {
  return {
    usageDate,
    actor,
    provider,
    modelRaw: null,
    model: null,
    tokens: NO_TOKENS,
    tokensReasoning: null,
    requests: null,
    cost: {
      ...{ usd6, kind: 'SEAT', origin: 'COMPUTED', priceVersion: 'seat plan' },
      ...{ amountRaw: null, currency: 'USD', currencyRate: null },
    },
    period: { start: `${usageDate}T00:00:00.000Z`, end: `${addDays(usageDate, 1)}T00:00:00.000Z`, zone: 'UTC' },
    attributes: {},
  };
}

function daysOfMonth(day: PlainDate): number {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
