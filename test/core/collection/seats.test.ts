import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SeatPlan, seatFacts, seatFeeOfDay } from '../../../core/collection/seats.ts';
import type { SeatHolder } from '../../../core/collection/usage-puller.ts';
import { addDays, type PlainDate } from '../../../core/values/week.ts';

const PLAN: SeatPlan = { provider: 'cursor', monthlyFeeUsd6: 30_000_000n, purchased: null };
const ANN = { kind: 'EMAIL', id: 'ann@example.com' } as const;
const BOB = { kind: 'EMAIL', id: 'bob@example.com' } as const;

function held(actor: SeatHolder['actor'], from: PlainDate, to: PlainDate | null = null): SeatHolder {
  return { actor, from, to };
}

function daysOfMonth(month: string): PlainDate[] {
  const days: PlainDate[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) days.push(day);
  return days;
}

function feeOf(days: readonly PlainDate[], feeUsd6: bigint): bigint {
  return days.reduce((sum, day) => sum + seatFeeOfDay(feeUsd6, day), 0n);
}

describe('the fee of a seat for a day', () => {
  it.each<[string, PlainDate, bigint]>([
    ['a month of 30 days', '2026-11-17', 1_000_000n],
    ['a month of 31 days', '2026-12-01', 967_742n],
    ['a month of 31 days, on a day that is rounded down', '2026-12-08', 967_741n],
    ['a month of 31 days, at its end', '2026-12-31', 967_742n],
    ['February', '2026-02-28', 1_071_429n],
    ['February of a leap year', '2028-02-29', 1_034_483n],
    ['February of a century that is none', '2100-02-01', 1_071_429n],
  ])('is that of the month over its days: %s', (_, day, fee) => {
    expect(seatFeeOfDay(30_000_000n, day)).toBe(fee);
  });

  const aMonth = fc.record({
    year: fc.integer({ min: 2023, max: 2104 }),
    month: fc.integer({ min: 1, max: 12 }),
    fee: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  });
  const daysIn = ({ year, month }: { year: number; month: number }) =>
    daysOfMonth(`${year}-${month.toString().padStart(2, '0')}`);

  it('sums over the days of a month to the fee exactly', () => {
    fc.assert(
      fc.property(aMonth, (one) => {
        expect(feeOf(daysIn(one), one.fee)).toBe(one.fee);
      }),
    );
  });

  it('sums over any days in a row, as those of a week, to their part of the fee within a unit', () => {
    const run = fc.record({ start: fc.nat({ max: 30 }), length: fc.integer({ min: 1, max: 31 }) });
    fc.assert(
      fc.property(aMonth, run, (one, { start, length }) => {
        const month = daysIn(one);
        const days = month.slice(start, start + length);
        const difference = feeOf(days, one.fee) * BigInt(month.length) - one.fee * BigInt(days.length);

        expect(difference <= BigInt(month.length) && -difference <= BigInt(month.length)).toBe(true);
      }),
    );
  });

  it('is never below 0', () => {
    fc.assert(
      fc.property(aMonth, (one) => {
        expect(daysIn(one).every((day) => seatFeeOfDay(one.fee, day) >= 0n)).toBe(true);
      }),
    );
  });
});

describe('the facts of seats', () => {
  it.each<[string, PlainDate, string[]]>([
    ['not on the day before it is assigned', '2026-11-17', []],
    ['from the day on which it is assigned, in the midst of a week', '2026-11-18', ['ann@example.com']],
    ['on the last day on which it is held', '2026-11-20', ['ann@example.com']],
    ['not on the day on which it is taken away', '2026-11-21', []],
  ])('are those of whoever holds one: %s', (_, day, actors) => {
    const facts = seatFacts(day, [held(ANN, '2026-11-18', '2026-11-21')], PLAN);

    expect(facts.map(({ actor }) => actor.id)).toEqual(actors);
  });

  it('are a fee without usage, of the day and its provider', () => {
    expect(seatFacts('2026-11-30', [held(ANN, '2026-01-01')], PLAN)).toEqual([
      {
        usageDate: '2026-11-30',
        actor: ANN,
        provider: 'cursor',
        ...{ modelRaw: null, model: null, tokensReasoning: null, requests: null, attributes: {} },
        tokens: { inputUncached: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, output: null },
        cost: {
          ...{ usd6: 1_000_000n, kind: 'SEAT', origin: 'COMPUTED', priceVersion: 'seat plan' },
          ...{ amountRaw: null, currency: 'USD', currencyRate: null },
        },
        period: { start: '2026-11-30T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z', zone: 'UTC' },
      },
    ]);
  });

  it('are one for a holder who is told twice, as where pages or periods overlap', () => {
    const holders = [held(ANN, '2026-11-01'), held(ANN, '2026-11-10'), held(BOB, '2026-11-01')];

    expect(seatFacts('2026-11-17', holders, PLAN).map(({ actor }) => actor.id)).toEqual([ANN.id, BOB.id]);
  });

  it.each([
    ['three are paid and one is held', 3, 2_000_000n],
    ['two are paid and one is held', 2, 1_000_000n],
  ])("are nobody's as well where %s", (_, purchased, usd6) => {
    const [own, left, ...more] = seatFacts('2026-11-17', [held(ANN, '2026-11-01')], { ...PLAN, purchased });

    expect(own).toMatchObject({ actor: ANN, cost: { usd6: 1_000_000n } });
    expect(left).toMatchObject({ actor: { kind: 'NONE', id: null }, cost: { usd6, kind: 'SEAT' } });
    expect(more).toEqual([]);
  });

  it.each([
    ['as many are held as are paid', 1],
    ['more are held than are paid', 0],
    ['nobody says how many are paid', null],
  ])("are never nobody's where %s", (_, purchased) => {
    const facts = seatFacts('2026-11-17', [held(ANN, '2026-11-01')], { ...PLAN, purchased });

    expect(facts.map(({ actor }) => actor)).toEqual([ANN]);
  });

  it('of a month come to the fee of each seat, whoever held it', () => {
    const holders = [held(ANN, '2026-11-01', '2026-11-18'), held(BOB, '2026-11-18')];
    const days = daysOfMonth('2026-12').concat(daysOfMonth('2026-11'));
    const facts = days.flatMap((day) =>
      seatFacts(day, holders, { ...PLAN, monthlyFeeUsd6: 19_990_001n, purchased: 2 }),
    );

    expect(facts.reduce((sum, { cost }) => sum + (cost.usd6 ?? 0n), 0n)).toBe(4n * 19_990_001n);
  });
});
