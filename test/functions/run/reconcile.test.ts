import { describe, expect, it } from 'vitest';
import type { Head } from '../../../core/ledger/revision.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import type { SeenCwo } from '../../../core/timesheets/cwo-registry.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import { addAmounts, ZERO_AMOUNT } from '../../../core/values/money.ts';
import { keys, type Plan, type Receipt, type Reconciled } from '../../../functions/messages/objects.ts';
import { reconcile } from '../../../functions/run/reconcile/step.ts';
import { MemoryCwoChanges } from '../../doubles/memory-cwo-changes.ts';
import { MemoryCwoRegistry } from '../../doubles/memory-cwo-registry.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { MemoryMeter } from '../../doubles/memory-meter.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { describedCwo, seenCwo } from '../../worlds/cwos.ts';
import { allocationOf, line } from '../../worlds/heads.ts';
import { headFor, outcomeOf, RUN } from '../../worlds/runs.ts';

const EACH = { tokens: 900n, costUsd4: 450_000n };

/** The head that this run wrote for an employee. */
function written(employeeId: string): Head {
  return headFor(employeeId, { inputs: { runId: RUN.runId } });
}

/** A run of two batches, E1 and E2 in the first and E3 in the second, all of it committed. */
class World {
  readonly store = new MemoryRunStore();
  readonly ledger = MemoryLedger.of(...['E1', 'E2', 'E3'].map(written));
  readonly registry = new MemoryCwoRegistry();
  readonly meter = new MemoryMeter(20, 3);
  readonly cwoChanges = new MemoryCwoChanges();
  readonly batches: Outcome[][] = [['E1', 'E2'].map((id) => outcomeOf(written(id))), [outcomeOf(written('E3'))]];

  async receipt(batch: number, attempt: number, receipt: Partial<Receipt>): Promise<void> {
    const whole = { outcomes: [], again: [], cwos: [], effort: { awsCalls: 10, invocations: 3 }, ...receipt };
    await this.store.put(keys.receipt(RUN, batch, attempt), whole);
  }

  async reconcile(): Promise<Reconciled> {
    const outcomes = this.batches.flat();
    const sum = (some: readonly Outcome[]) => some.map(({ amount }) => amount).reduce(addAmounts, ZERO_AMOUNT);
    const lake = (some: readonly Outcome[]) => sum(some.filter(({ origin }) => origin === 'LAKE'));
    const plan: Plan = {
      read: { ...NO_USAGE_READ, usage: lake(outcomes), employees: outcomes.length },
      batches: this.batches.map((some, batch) => ({ batch, employees: some.length, amount: lake(some) })),
    };
    await this.store.put(keys.plan(RUN), plan);
    const { store, ledger, registry, cwoChanges } = this;
    const ports = { store, ledger, registry, cwoChanges, meter: this.meter };
    const { reconciledKey, touched } = await reconcile({ run: RUN, planKey: keys.plan(RUN) }, ports);
    const reconciled = await this.store.get<Reconciled>(reconciledKey);
    expect(touched).toBe(reconciled.touched.length);
    return reconciled;
  }
}

describe('a run of which all is in the ledger', () => {
  it('adds up', async () => {
    const world = new World();
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });

    const reconciled = await world.reconcile();

    expect(reconciled).toMatchObject({
      difference: null,
      failures: [],
      totals: {
        employeesCommitted: 3,
        committed: { tokens: 2700n, costUsd4: 1_350_000n },
        employeesFailed: 0,
        lines: 3,
      },
    });
    expect(world.meter.total(1)).toEqual({ awsCalls: 20 + 2 * 10 + 1, invocations: 3 + 2 * 3 });
  });

  it('adds up over the attempts of a batch', async () => {
    const world = new World();
    const [first, second] = world.batches[0] as [Outcome, Outcome];
    await world.receipt(0, 1, { outcomes: [second], again: ['E1'] });
    await world.receipt(0, 2, { outcomes: [], again: ['E1'] });
    await world.receipt(0, 3, { outcomes: [first] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });

    const reconciled = await world.reconcile();

    expect(reconciled).toMatchObject({ difference: null, failures: [], totals: { employeesCommitted: 3 } });
  });

  it('adds up when a later run has decided some of it again', async () => {
    const world = new World();
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });
    const decidedAt = '2026-11-24T06:00:05.000Z';
    const inputs = { runId: 'a later run', decidedAt, sources: [] };
    world.ledger.heads.set('E2', headFor('E2', { inputs, allocation: allocationOf([]) }));

    expect((await world.reconcile()).difference).toBeNull();
  });

  it('does not where a head is still the one from before it: a commit is lost', async () => {
    const world = new World();
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });
    world.ledger.heads.set('E2', headFor('E2', { inputs: { runId: 'an earlier run' } }));

    expect((await world.reconcile()).difference).toContain('the head of E2 is not of this run');
  });

  it('does not where a head is missing, first, last or in between', async () => {
    for (const id of ['E1', 'E2', 'E3']) {
      const world = new World();
      await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
      await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });
      world.ledger.heads.delete(id);

      expect((await world.reconcile()).difference).toContain(`${id} has no head`);
    }
  });

  it('adds up whatever other heads the week has', async () => {
    const world = new World();
    for (const id of ['E0', 'E11', 'E25', 'E4']) world.ledger.heads.set(id, headFor(id));
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });

    expect((await world.reconcile()).difference).toBeNull();
  });

  it('counts usage that was taken from heads when it was decided on', async () => {
    const world = new World();
    world.batches[1] = [outcomeOf(written('E3'), { origin: 'HEAD' })];
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] });

    const { read, totals, difference } = await world.reconcile();

    expect(difference).toBeNull();
    expect(read.usage).toEqual({ tokens: 2700n, costUsd4: 1_350_000n });
    expect(totals.committed).toEqual(read.usage);
  });
});

describe('usage of heads', () => {
  it.each([
    [450_000_050n, -50n],
    [450_000_051n, 49n],
  ])('(%d) counts with what it was rounded by (%d)', async (costUsd6, roundingUsd6) => {
    const world = new World();
    const sources = [{ source: 'cursor', tokens: 1n, costUsd6 }];
    const head = headFor('E3', { inputs: { runId: RUN.runId, sources } });
    world.ledger.heads.set('E3', head);
    world.batches[1] = [outcomeOf(head, { origin: 'HEAD' })];
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] });

    expect((await world.reconcile()).read.roundingUsd6).toBe(roundingUsd6);
  });
});

describe('the CWOs that a run has seen', () => {
  const seen = (cwoId: string, name: string, manager: string | null) => seenCwo(cwoId, { name, manager });
  const known = ({ registry }: World) =>
    Object.fromEntries(
      [...registry.known].map(([id, { cwo, email }]) => [id, [cwo.name, cwo.projectManager?.employeeId, email]]),
    );

  async function worldThatSaw(...batches: readonly (readonly SeenCwo[])[]): Promise<World> {
    const world = new World();
    for (const [batch, cwos] of batches.entries()) {
      await world.receipt(batch, 1, { outcomes: world.batches[batch] ?? [], cwos });
    }
    return world;
  }

  const described = (cwoId: string, name: string, manager: string, email: string) =>
    describedCwo(cwoId, email, { name, manager });

  it('are known afterwards, each once as the last batch has it, and those with a new PM are asked for', async () => {
    const world = await worldThatSaw([seen('C1', 'old', 'E9'), seen('C2', 'other', null)], [seen('C1', 'new', 'E9')]);

    await world.reconcile();

    expect(known(world)).toEqual({ C1: ['new', 'E9', null], C2: ['other', undefined, null] });
    expect(world.cwoChanges.sent).toEqual(['C1']);
  });

  it('keep the address of a PM who stays, and are not asked for again', async () => {
    const world = await worldThatSaw([seen('C1', 'new', 'E9')], []);
    await world.registry.record(described('C1', 'old', 'E9', 'e9@example.com'), '2026-01-01T00:00:00.000Z');

    await world.reconcile();

    expect(known(world)).toEqual({ C1: ['new', 'E9', 'e9@example.com'] });
    expect(world.cwoChanges.sent).toEqual([]);
  });

  it('never take the place of what was asked for since the run began', async () => {
    const world = await worldThatSaw([seen('C1', 'former', 'E9')], []);
    await world.registry.record(described('C1', 'now', 'E8', 'e8@example.com'), '2027-01-01T00:00:00.000Z');

    await world.reconcile();

    expect(known(world)).toEqual({ C1: ['now', 'E8', 'e8@example.com'] });
  });

  it('stay unknown where the queue takes nothing, so that the run tries again and meets the PM as new', async () => {
    const world = await worldThatSaw([seen('C1', 'new', 'E9')], []);
    world.cwoChanges.isTaking = false;

    await expect(world.reconcile()).rejects.toThrow('not taken');
    expect(known(world)).toEqual({});

    world.cwoChanges.isTaking = true;
    await world.reconcile();
    expect(world.cwoChanges.sent).toEqual(['C1']);
  });
});

describe('a batch', () => {
  it('without receipt has failed, and the rest is in the ledger', async () => {
    const world = new World();
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });

    const reconciled = await world.reconcile();

    expect(reconciled).toMatchObject({
      difference: null,
      failures: ['batch 1: it left no receipt'],
      totals: { employeesCommitted: 2, employeesFailed: 1, failed: EACH },
    });
  });

  it('with the receipt of a failure tells why', async () => {
    const world = new World();
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.store.put(keys.failedReceipt(RUN, 1), { error: 'LedgerUnavailableError', cause: 'for too long' });

    const { failures, totals } = await world.reconcile();

    expect(failures).toEqual(['batch 1: LedgerUnavailableError: for too long']);
    expect(totals.employeesFailed).toBe(1);
  });

  it('that failed while it decided some again has failed for them alone', async () => {
    const world = new World();
    const [first] = world.batches[0] as [Outcome];
    await world.receipt(0, 1, { outcomes: [first], again: ['E2'] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });
    await world.store.put(keys.failedReceipt(RUN, 0), { error: 'TimesheetSystemUnavailableError', cause: '503' });

    const { failures, totals, difference } = await world.reconcile();

    expect(difference).toBeNull();
    expect(failures).toEqual(['batch 0: TimesheetSystemUnavailableError: 503']);
    expect(totals).toMatchObject({ employeesCommitted: 2, employeesFailed: 1, failed: EACH });
  });

  it('tells of twenty failures at most', async () => {
    const world = new World();
    world.batches.splice(0, 2, ...Array.from({ length: 30 }, (_, batch) => [outcomeOf(written(`E${batch}`))]));

    const { failures, totals } = await world.reconcile();

    expect(failures).toHaveLength(20);
    expect(totals.employeesFailed).toBe(30);
  });
});

describe('a receipt that the ledger does not bear out', () => {
  async function differenceAfter(change: (world: World) => void): Promise<string | null> {
    const world = new World();
    change(world);
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: world.batches[1] ?? [] });
    return (await world.reconcile()).difference;
  }

  it.each<[string, (world: World) => void, string]>([
    ['a head is missing', ({ ledger }) => ledger.heads.delete('E2'), 'E2 has no head'],
    [
      'a head has another amount',
      ({ ledger }) => ledger.heads.set('E2', headFor('E2', { inputs: { runId: RUN.runId, sources: [] } })),
      'E2 has a head of another amount',
    ],
    [
      'a head lost a line',
      ({ ledger }) =>
        ledger.heads.set('E2', headFor('E2', { inputs: { runId: RUN.runId }, allocation: allocationOf([]) })),
      'E2 has a head of another amount',
    ],
    [
      'a head that was confirmed has another amount',
      ({ ledger }) => {
        const head = headFor('E3');
        ledger.heads.set('E3', { ...head, confirmation: { ...head.revision.inputs, runId: RUN.runId, sources: [] } });
      },
      'E3 has a head of another amount',
    ],
    [
      'a line is missing in an outcome',
      ({ batches }) => {
        const [outcome] = batches[1] as [Outcome];
        batches[1] = [{ ...outcome, breakdown: outcome.breakdown && { ...outcome.breakdown, allocated: ZERO_AMOUNT } }];
      },
      'in its lines',
    ],
  ])('(%s) is a difference', async (_, change, message) => {
    expect(await differenceAfter(change)).toContain(message);
  });

  it('several times is counted, and the first is named', async () => {
    const difference = await differenceAfter(({ ledger }) => ledger.heads.clear());

    expect(difference).toBe('3 employee-weeks differ from the ledger, the first: E1 has no head');
  });

  it('is not looked for where nothing was to be written', async () => {
    const difference = await differenceAfter(({ batches, ledger }) => {
      ledger.heads.delete('E3');
      batches[1] = [outcomeOf(written('E3'), { kind: 'SUPERSEDED', breakdown: null })];
    });

    expect(difference).toBeNull();
  });
});

describe('an employee whom nobody knows any more', () => {
  const kept = outcomeOf(headFor('E3'), { kind: 'CONFIRMED', hasVanished: true });

  async function differenceWith(head: Head): Promise<string | null> {
    const world = new World();
    world.batches[1] = [kept];
    world.ledger.heads.set('E3', head);
    await world.receipt(0, 1, { outcomes: world.batches[0] ?? [] });
    await world.receipt(1, 1, { outcomes: [kept] });
    return (await world.reconcile()).difference;
  }

  it('keeps a head of an earlier run, of the same amount', async () => {
    expect(await differenceWith(headFor('E3'))).toBeNull();
  });

  it("and is known to a later run again, which has decided otherwise since, is that run's business", async () => {
    const inputs = { runId: 'a later run', usageAsOf: '2026-11-24T07:00:00.000Z', sources: [] };

    expect(
      await differenceWith(headFor('E3', { inputs, allocation: allocationOf([line({ tokens: 1n })]) })),
    ).toBeNull();
  });
});
