import { describe, expect, it } from 'vitest';
import { COMMIT_REFUSALS, type Commit, type CommitResult } from '../../../core/ledger/ledger.ts';
import { type Decided, keys, type QuarantineEntry, type Receipt } from '../../../functions/messages/objects.ts';
import { persist } from '../../../functions/run/persist/step.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { MemoryMeter, NO_CALLS } from '../../doubles/memory-meter.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { headFor, outcomeOf, RUN, taskOf } from '../../worlds/runs.ts';

function commitOf(employeeId: string): Commit {
  return {
    employeeId,
    basedOn: 0,
    decisionId: `decision-${employeeId}`,
    write: { kind: 'REVISE', revision: headFor(employeeId).revision },
  };
}

interface World {
  readonly store?: MemoryRunStore;
  readonly batch?: number;
  readonly attempt?: number;
  readonly ended?: Decided['ended'];
  readonly results?: Readonly<Record<string, CommitResult>>;
}

async function persistBatch(world: World, ledger = new MemoryLedger()) {
  const { store = new MemoryRunStore(), batch = 0, attempt = 1, ended = [], results = {} } = world;
  ledger.beforeCommit = ({ employeeId }) => results[employeeId];
  const decided: Decided = {
    commits: ['E1', 'E2', 'E3'].map((id) => ({ commit: commitOf(id), outcome: outcomeOf(headFor(id)) })),
    ended,
    cwos: [],
    touched: [],
  };
  const task = taskOf('batch', { batch, attempt, onlyEmployees: attempt === 1 ? null : ['E1', 'E2', 'E3'] });
  const decidedKey = await store.putHashed(keys.decided(task), decided);
  const event = { ...task, decidedKey, effort: { awsCalls: 6, invocations: 2 } };
  const result = await persist(event, { store, ledger, meter: new MemoryMeter(9, 3) });
  return { result, store, ledger, receipt: await store.get<Receipt>(keys.receipt(RUN, batch, attempt)) };
}

function kinds({ outcomes }: Receipt): [string, string, string | null][] {
  return outcomes.map(({ employeeId, kind, reason }) => [employeeId, kind, reason]);
}

describe('a batch', () => {
  it('that was committed whole leaves its receipt and is done', async () => {
    const { result, receipt, ledger } = await persistBatch({});

    expect(result).toEqual({ again: null });
    expect(kinds(receipt)).toEqual([
      ['E1', 'COMMITTED', null],
      ['E2', 'COMMITTED', null],
      ['E3', 'COMMITTED', null],
    ]);
    expect(receipt).toMatchObject({ again: [], effort: { awsCalls: 9 + 1, invocations: 3 } });
    expect([...ledger.heads.keys()]).toEqual(['E1', 'E2', 'E3']);
  });

  it('that is persisted again, its receipt lost, leaves the same', async () => {
    const first = await persistBatch({});
    const heads = new Map(first.ledger.heads);

    const second = await persistBatch({}, first.ledger);

    expect(second.receipt).toEqual(first.receipt);
    expect(second.ledger.heads).toEqual(heads);
  });

  it('that the ledger does not take leaves no receipt', async () => {
    const store = new MemoryRunStore();
    const ledger = Object.assign(new MemoryLedger(), { commit: () => Promise.reject(new Error('unavailable')) });
    const decidedKey = await store.putHashed('decided', { commits: [], ended: [], cwos: [] });

    const failed = persist({ ...taskOf('batch'), decidedKey }, { store, ledger, meter: NO_CALLS });

    await expect(failed).rejects.toThrow('unavailable');
    expect(store.keys(`runs/${RUN.runId}/receipts`)).toEqual([]);
  });
});

describe('employees who lost a race', () => {
  const results = { E1: 'CONTENDED', E3: 'CONTENDED' } as const;

  it.each([1, 2])('are decided again after attempt %i, and only they', async (attempt) => {
    const { result, receipt } = await persistBatch({ attempt, results });

    expect(result.again).toEqual(taskOf('batch', { attempt: attempt + 1, onlyEmployees: ['E1', 'E3'] }));
    expect(receipt.again).toEqual(['E1', 'E3']);
    expect(kinds(receipt)).toEqual([['E2', 'COMMITTED', null]]);
  });

  it('for the third time are left to the writer that won', async () => {
    const { result, receipt } = await persistBatch({ attempt: 3, results });

    expect(result).toEqual({ again: null });
    expect(receipt.again).toEqual([]);
    expect(kinds(receipt)).toEqual([
      ['E1', 'FAILED', 'CONTENDED'],
      ['E2', 'COMMITTED', null],
      ['E3', 'FAILED', 'CONTENDED'],
    ]);
    expect(receipt.outcomes[0]?.breakdown).toBeNull();
  });
});

describe('an employee-week', () => {
  it.each(COMMIT_REFUSALS)('of %s fails by itself and is not tried again', async (refusal) => {
    const { result, receipt } = await persistBatch({ results: { E2: refusal } });

    expect(result).toEqual({ again: null });
    expect(kinds(receipt)).toEqual([
      ['E1', 'COMMITTED', null],
      ['E2', 'FAILED', refusal],
      ['E3', 'COMMITTED', null],
    ]);
  });

  it('that was set aside is listed in the quarantine', async () => {
    const setAside = outcomeOf(headFor('E5'), {
      kind: 'QUARANTINED',
      reason: 'NEGATIVE_HOURS',
      detail: 'hours of C1 sum to -1.00',
      breakdown: null,
    });

    const { store, receipt } = await persistBatch({ ended: [setAside] });

    const [key] = store.keys(`runs/${RUN.runId}/quarantine/`);
    expect(await store.get<QuarantineEntry[]>(key ?? '')).toEqual([
      {
        kind: 'EMPLOYEE_WEEK',
        employeeId: 'E5',
        reason: 'NEGATIVE_HOURS',
        detail: 'hours of C1 sum to -1.00',
        tokens: 900n,
        costUsd6: 45_000_000n,
      },
    ]);
    expect(kinds(receipt)[0]).toEqual(['E5', 'QUARANTINED', 'NEGATIVE_HOURS']);
  });

  it('that was set aside hides none of another batch or another attempt', async () => {
    const store = new MemoryRunStore();
    const tries = [
      { employeeId: 'E5', batch: 0, attempt: 1 },
      { employeeId: 'E6', batch: 1, attempt: 1 },
      { employeeId: 'E7', batch: 0, attempt: 2 },
    ];
    for (const { employeeId, ...task } of tries) {
      const setAside = outcomeOf(headFor(employeeId), {
        kind: 'QUARANTINED',
        reason: 'NEGATIVE_HOURS',
        breakdown: null,
      });
      await persistBatch({ store, ...task, ended: [setAside] });
    }

    const entries = store.keys(`runs/${RUN.runId}/quarantine/`).map((key) => store.get<QuarantineEntry[]>(key));
    expect((await Promise.all(entries)).flat().map(({ employeeId }) => employeeId)).toEqual(['E5', 'E7', 'E6']);
  });

  it('that was not leaves no quarantine', async () => {
    const { store } = await persistBatch({
      ended: [outcomeOf(headFor('E5'), { kind: 'SUPERSEDED', breakdown: null })],
    });

    expect(store.keys(`runs/${RUN.runId}/quarantine/`)).toEqual([]);
  });
});
