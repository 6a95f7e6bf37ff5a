import { describe, expect, it } from 'vitest';
import { DynamoClosings } from '../../../adapters/dynamodb/billing/closings.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { closeMonth } from '../../../core/billing/close-month.ts';
import type { ClosedMonth, FrozenMonth } from '../../../core/billing/closed-month.ts';
import { exportPaper } from '../../../core/billing/export-invoice.ts';
import { closingFaults } from '../../../core/billing/verify-closings.ts';
import { BooksWorld } from './books-world.ts';

const WEEK = '2026-11-02';

/** November and December closed for CL1, the second with a correction of the first, and an invoice. */
async function closedTwice(): Promise<BooksWorld> {
  const world = new BooksWorld();
  const close = (month: string) => closeMonth({ month, clientId: 'CL1', by: 'fin', force: 'a test' }, world.ports());
  world.decide('E1', WEEK, [{ task: 'T1', day: WEEK, hours: '20.00' }]);
  await close('2026-11');
  const invoice = { kind: 'INVOICE', month: '2026-11', clientId: 'CL1', cwoId: null } as const;
  await exportPaper(invoice, { name: 'json', write: () => 'the invoice' }, world.ports());
  world.decide('E1', WEEK, [{ task: 'T2', day: WEEK, hours: '20.00' }]);
  await close('2026-12');
  return world;
}

const faultsOf = (world: BooksWorld) => closingFaults(['2026-11'], world.ports());

/** Puts something else in the place of what was frozen of a month, under its own hash. */
async function freezeAnew(
  world: BooksWorld,
  month: string,
  change: (frozen: FrozenMonth) => FrozenMonth,
): Promise<void> {
  const { closings, frozenMonths } = world.ports();
  const closed = (await closings.list()).find((one) => one.month === month) as ClosedMonth;
  const frozen = (await frozenMonths.find(closed.contentHash)) as FrozenMonth;
  const contentHash = await frozenMonths.put(change(frozen));
  const record = { ...closed, version: closed.version + 1, contentHash };
  expect(await new DynamoClosings(world.table.client, 'ledger', sha256).put(record)).toBe(true);
}

describe('verifying what was closed', () => {
  it('finds nothing where all is as it was written', async () => {
    expect(await faultsOf(await closedTwice())).toEqual([]);
  });

  it.each([
    [/^closings\//, '2026-11 of CL1: what was frozen is missing or was changed'],
    [/^invoices\//, 'invoice CL1-2026-11-001: what was exported as json is missing or was changed'],
  ])('finds an object below %s that was changed', async (prefix, fault) => {
    const world = await closedTwice();
    const key = [...world.bucket.texts.keys()].find((name) => prefix.test(name)) as string;
    world.bucket.texts.set(key, 'something else');

    expect(await faultsOf(world)).toContain(fault);
  });

  it('finds a record that names what was frozen of another month', async () => {
    const world = await closedTwice();
    await freezeAnew(world, '2026-11', (frozen) => ({ ...frozen, month: '2026-10' }));

    expect(await faultsOf(world)).toEqual(['2026-11 of CL1: what was frozen is of something else']);
  });

  it('finds a correction that goes on from figures that no paper has told', async () => {
    const world = await closedTwice();
    await freezeAnew(world, '2026-12', (frozen) => {
      const [first, ...rest] = frozen.corrections;
      const before = { tokens: 1n, costUsd4: 1n };
      return { ...frozen, corrections: first ? [{ ...first, before }, ...rest] : [] };
    });

    expect(await faultsOf(world)).toEqual([
      expect.stringMatching(/^2026-12 of CL1: a correction of 2026-11-02#E1#C[12] goes on from other figures$/),
    ]);
  });
});
