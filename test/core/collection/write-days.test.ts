import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartSums } from '../../../core/collection/fact-table.ts';
import type { PulledPage } from '../../../core/collection/usage-puller.ts';
import { daysOf, hasShrunk, writeDay } from '../../../core/collection/write-days.ts';
import { MemoryFactTable } from '../../doubles/memory-fact-table.ts';
import { MemoryPulledPages } from '../../doubles/memory-pulled-pages.ts';
import { billed, DAY, EMPTY_PAGE, spreadUsage, usageFact } from '../../worlds/usage-facts.ts';

const OF = { execution: 'x', source: 'cursor' };
const PULL = { ...OF, rounds: ['r1'] };
const KEY = `cursor/${DAY}/api`;
const SETTINGS = { seatPlan: null, pricesVersion: 'list@1', pulledAt: '2026-11-18T05:00:00.000Z' };

async function written(pages: readonly PulledPage[], settings: Partial<Parameters<typeof writeDay>[2]> = {}) {
  const ports = { pages: new MemoryPulledPages(), facts: new MemoryFactTable() };
  for (const [number, page] of pages.entries()) await ports.pages.put({ ...OF, round: 'r1' }, number, page);
  const seats = pages.flatMap((page) => page.seats);
  const write = () => writeDay({ pull: PULL, day: DAY, seats }, ports, { ...SETTINGS, ...settings });
  return { part: await write(), stored: ports.facts.parts.get(KEY), ports, write };
}

function page(content: Partial<PulledPage>): PulledPage {
  return { ...EMPTY_PAGE, ...content };
}

describe('a day that is written', () => {
  it('holds facts, shares of the bill and fees of seats, with when they were pulled', async () => {
    const holder = { actor: { kind: 'EMAIL', id: 'ann@example.com' } as const, from: '2026-11-01', to: null };
    const all = { facts: [usageFact()], spreadUsage: [spreadUsage('a', 1n)], billed: [billed(9n)], seats: [holder] };
    const seatPlan = { provider: 'cursor', monthlyFeeUsd6: 30n, purchased: null };
    const { stored, part } = await written([page(all)], { seatPlan });

    expect(stored?.facts.map(({ cost }) => [cost.kind, cost.usd6, cost.priceVersion])).toEqual([
      ['BILLED', 9n, 'list@1'],
      ['BILLED', 7n, null],
      ['SEAT', 1n, 'seat plan'],
    ]);
    expect(stored?.pulledAt).toBe(SETTINGS.pulledAt);
    expect(part).toEqual({
      part: { source: 'cursor', usageDate: DAY, reporter: 'api' },
      before: null,
      after: { rows: 3, tokens: 30n, costUsd6: 17n },
    });
  });

  it('of no facts is written as well, as one that was looked at', async () => {
    const { stored } = await written([page({ facts: [usageFact({ usageDate: '2026-11-18' })] })]);

    expect(stored?.facts).toEqual([]);
  });

  it('has no fees where the source has no plan of seats', async () => {
    const holder = { actor: { kind: 'EMAIL', id: 'ann@example.com' } as const, from: '2026-11-01', to: null };

    expect((await written([page({ seats: [holder] })])).stored?.facts).toEqual([]);
  });

  it('is the same when it is written again, and that tells what was there before', async () => {
    const { stored, write, ports, part } = await written([page({ facts: [usageFact(), usageFact()] })]);
    const again = await write();

    expect(ports.facts.parts.get(KEY)).toEqual(stored);
    expect(again).toEqual({ ...part, before: part.after });
  });

  it('is the same in whatever pages it came', async () => {
    const rows = fc.record({
      facts: fc.array(fc.constantFrom(usageFact(), usageFact({ actor: { kind: 'EMAIL', id: 'b' } })), { maxLength: 6 }),
      spread: fc.array(fc.constantFrom(spreadUsage('a', 3n), spreadUsage('b', 5n)), { maxLength: 6 }),
      amounts: fc.array(fc.constantFrom(billed(100n), billed(-7n), billed(3n, { spreadKey: 'x' })), { maxLength: 4 }),
      cuts: fc.tuple(fc.nat(6), fc.nat(6), fc.nat(4)),
    });
    await fc.assert(
      fc.asyncProperty(rows, async ({ facts, spread, amounts, cuts: [a, b, c] }) => {
        const one = page({ facts, spreadUsage: spread, billed: amounts });
        const first = page({ facts: facts.slice(a), spreadUsage: spread.slice(0, b), billed: amounts.slice(c) });
        const second = page({ facts: facts.slice(0, a), spreadUsage: spread.slice(b), billed: amounts.slice(0, c) });

        expect((await written([first, second])).stored).toEqual((await written([one])).stored);
      }),
    );
  });
});

describe('the days of a window', () => {
  it.each([
    ['2026-02-27', '2026-03-02', ['2026-02-27', '2026-02-28', '2026-03-01']],
    ['2028-02-28', '2028-03-01', ['2028-02-28', '2028-02-29']],
    ['2026-12-31', '2027-01-01', ['2026-12-31']],
    ['2026-11-17', '2026-11-17', []],
  ])('from %s to %s, which is not one of them', (from, to, days) => {
    expect(daysOf({ from, to })).toEqual(days);
  });
});

describe('a day that was replaced', () => {
  const sums = (tokens: bigint, costUsd6: bigint): PartSums => ({ rows: 1, tokens, costUsd6 });

  it.each<[string, PartSums | null, PartSums, boolean]>([
    ['that is new', null, sums(0n, 0n), false],
    ['that had nothing', sums(0n, 0n), sums(0n, 0n), false],
    ['of the same size', sums(10n, 10n), sums(10n, 10n), false],
    ['that became larger', sums(10n, 10n), sums(20n, 20n), false],
    ['of exactly half the tokens', sums(10n, 10n), sums(5n, 10n), false],
    ['of less than half the tokens', sums(11n, 10n), sums(5n, 10n), true],
    ['of exactly half the cost', sums(10n, 10n), sums(10n, 5n), false],
    ['of less than half the cost', sums(10n, 11n), sums(10n, 5n), true],
    ['that is empty now', sums(1n, 0n), sums(0n, 0n), true],
    ['that turned into a credit', sums(0n, 10n), sums(0n, -30n), true],
    ['whose credit became larger', sums(0n, -10n), sums(0n, -30n), false],
    ['whose credit is as it was', sums(0n, -10n), sums(0n, -10n), false],
    ['whose credit became smaller', sums(0n, -10n), sums(0n, -3n), false],
  ])('%s: has it shrunk', (_, before, after, is) => {
    const part = { source: 'cursor', usageDate: DAY, reporter: 'api' };

    expect(hasShrunk({ part, before, after })).toBe(is);
  });
});
