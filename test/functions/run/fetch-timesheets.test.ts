import { describe, expect, it } from 'vitest';
import type { Head } from '../../../core/ledger/revision.ts';
import { TimesheetSystemBusyError } from '../../../core/timesheets/timesheet-source.ts';
import type { EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import type { BatchTask } from '../../../functions/messages/events.ts';
import { type BatchEmployee, type Fetched, keys } from '../../../functions/messages/objects.ts';
import { fetchOrWait, fetchTimesheets } from '../../../functions/run/fetch-timesheets/step.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryStaleAcceptances } from '../../doubles/memory-stale-acceptances.ts';
import { MemoryTimesheetSource } from '../../doubles/memory-timesheet-source.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { headFor, onlyBatch, RUN, taskOf, USAGE_AS_OF } from '../../worlds/runs.ts';
import type { Sheets } from '../../worlds/sheets.ts';

const SOURCES = [{ source: 'cursor', tokens: 10n, costUsd6: 1_000_000n }];

interface World {
  readonly timesheets: MemoryTimesheetSource;
  readonly employees?: readonly BatchEmployee[];
  readonly heads?: readonly Head[];
  readonly acceptances?: MemoryStaleAcceptances;
  readonly task?: Partial<BatchTask>;
  readonly signal?: AbortSignal;
}

async function fetchBatch({ timesheets, heads = [], task, signal, ...world }: World) {
  const { acceptances = new MemoryStaleAcceptances() } = world;
  const { employees = ['E1', 'E2'].map((employeeId) => ({ employeeId, sources: SOURCES })) } = world;
  const store = new MemoryRunStore();
  const ledger = MemoryLedger.of(...heads);
  const clock = new TestClock();
  const batchKey = await store.putHashed(keys.batches(RUN, 0), onlyBatch(employees));
  const ports = { store, ledger, timesheets, acceptances, clock };
  const event = await fetchTimesheets(taskOf(batchKey, task), ports, signal ?? new AbortController().signal);
  return { event, clock, fetched: await store.get<Fetched>(event.fetchedKey) };
}

function onVersion(employeeId: string, version: number): Head {
  return headFor(employeeId, { inputs: { timesheet: { status: 'APPROVED', version } } });
}

const sheet = (version: number, hours = '8.00') => ({ version, hours: { C1: hours } });

/** Who was fetched with which version. */
function versions({ employees }: Fetched): Record<string, number | undefined> {
  return Object.fromEntries(
    employees.map(({ employeeId, answer }) => [
      employeeId,
      answer.kind === 'KNOWN' ? answer.record.timesheet?.version : undefined,
    ]),
  );
}

describe('a batch', () => {
  it('gets heads and answers; who is unknown too', async () => {
    const head = onVersion('E1', 1);

    const { event, fetched } = await fetchBatch({
      timesheets: MemoryTimesheetSource.of({ E1: sheet(1) }),
      heads: [head],
    });

    expect(fetched.employees).toEqual([
      {
        employeeId: 'E1',
        origin: 'LAKE',
        sources: SOURCES,
        usageAsOf: USAGE_AS_OF,
        head,
        answer: expect.objectContaining({ kind: 'KNOWN' }),
      },
      expect.objectContaining({ employeeId: 'E2', head: null, answer: { kind: 'UNKNOWN' } }),
    ]);
    expect(event).toMatchObject({ run: RUN, batch: 0, attempt: 1, fetchedKey: expect.stringContaining('/fetched/') });
  });

  it('reads its heads before its timesheets: whoever commits on them has seen one at least as new', async () => {
    const order: string[] = [];
    const [store, ledger, timesheets] = [new MemoryRunStore(), new MemoryLedger(), MemoryTimesheetSource.of()];
    ledger.readHeads = async () => {
      order.push('heads');
      return new Map();
    };
    timesheets.fetchWeek = async () => {
      order.push('timesheets');
      return { employees: new Map(), chain: { tasks: [], allocations: [], cwoRoles: [], cwos: [], projects: [] } };
    };
    const batchKey = await store.putHashed('batches', onlyBatch([]));
    const acceptances = new MemoryStaleAcceptances();
    const ports = { store, ledger, timesheets, acceptances, clock: new TestClock() };

    await fetchTimesheets(taskOf(batchKey), ports, new AbortController().signal);

    expect(order).toEqual(['heads', 'timesheets']);
  });

  it.each([
    [1, ['E2']],
    [2, ['E1', 'E2']],
  ])(
    'in try %i reads the heads of %j: who had none when it was planned is not asked for at first',
    async (attempt, ids) => {
      const heads = [onVersion('E1', 1), onVersion('E2', 1)];
      const employees = [
        { employeeId: 'E1', sources: SOURCES, isNew: true as const },
        { employeeId: 'E2', sources: SOURCES },
      ];

      const timesheets = MemoryTimesheetSource.of({ E1: sheet(1), E2: sheet(1) });
      const { fetched } = await fetchBatch({ timesheets, heads, employees, task: { attempt } });

      expect(fetched.employees.filter(({ head }) => head).map(({ employeeId }) => employeeId)).toEqual(ids);
    },
  );

  describe('that shares its object with others', () => {
    const batches = ['E1', 'E2', 'E3'].map((employeeId) => [{ employeeId, sources: SOURCES }]);

    async function fetchThe(batch: number) {
      const store = MemoryRunStore.of({ shared: { usageAsOf: USAGE_AS_OF, first: 20, batches } });
      const timesheets = MemoryTimesheetSource.of();
      const acceptances = new MemoryStaleAcceptances();
      const ports = { store, ledger: new MemoryLedger(), timesheets, acceptances, clock: new TestClock() };
      await fetchTimesheets(taskOf('shared', { batch }), ports, new AbortController().signal);
      return timesheets.asked;
    }

    it.each([
      [20, 'E1'],
      [21, 'E2'],
      [22, 'E3'],
    ])('is fetched by its number: %i is %s', async (batch, employeeId) => {
      expect(await fetchThe(batch)).toEqual([[employeeId]]);
    });

    it.each([19, 23])('fails where the object does not hold it: %i', async (batch) => {
      await expect(fetchThe(batch)).rejects.toThrow(`there is no batch ${batch} in shared`);
    });
  });

  it('that is decided again is fetched for those alone who lost', async () => {
    const timesheets = MemoryTimesheetSource.of({ E1: sheet(1), E2: sheet(1) });

    const { fetched } = await fetchBatch({ timesheets, task: { attempt: 2, onlyEmployees: ['E2'] } });

    expect(timesheets.asked).toEqual([['E2']]);
    expect(fetched.employees.map(({ employeeId }) => employeeId)).toEqual(['E2']);
  });

  it('of a recalculation takes the usage, and when the lake was asked for it, from the newest inputs of the head', async () => {
    const later = { ...headFor('E2').revision.inputs, sources: SOURCES, usageAsOf: '2026-11-24T09:00:00.000Z' };
    const heads = [headFor('E1'), { ...headFor('E2'), confirmation: later }];

    const { fetched } = await fetchBatch({
      timesheets: MemoryTimesheetSource.of({ E1: sheet(2), E2: sheet(2) }),
      heads,
      employees: ['E1', 'E2'].map((employeeId) => ({ employeeId, sources: null })),
    });

    expect(fetched.employees).toMatchObject([
      { origin: 'HEAD', sources: heads[0]?.revision.inputs.sources, usageAsOf: '2026-11-23T06:00:00.000Z' },
      { origin: 'HEAD', sources: SOURCES, usageAsOf: '2026-11-24T09:00:00.000Z' },
    ]);
  });
});

describe('an answer older than the head was decided on', () => {
  it.each([
    [2, [{ E1: sheet(2) }, { E1: sheet(3) }]],
    [3, [{ E1: sheet(1) }, { E1: sheet(2) }, { E1: sheet(3) }]],
    [2, [{ E1: sheet(2) }, { E1: sheet(4) }]],
  ])('is asked for again, %i requests in all, until it is as new', async (requests, states) => {
    const timesheets = MemoryTimesheetSource.of(...states);

    const { fetched, clock } = await fetchBatch({
      timesheets,
      heads: [onVersion('E1', 3)],
      employees: [{ employeeId: 'E1', sources: SOURCES }],
    });

    expect(timesheets.asked).toHaveLength(requests);
    expect(clock.pauses).toEqual(Array(requests - 1).fill(500));
    expect(versions(fetched)).toEqual({ E1: states.at(-1)?.E1.version });
    expect(fetched.ended).toEqual([]);
  });

  it('that stays so ends as STALE_TIMESHEET, after three requests, and the others go on', async () => {
    const timesheets = MemoryTimesheetSource.of({ E1: sheet(2), E2: sheet(1) });

    const { fetched } = await fetchBatch({ timesheets, heads: [onVersion('E1', 3), onVersion('E2', 1)] });

    expect(timesheets.asked).toEqual(Array(3).fill(['E1', 'E2']));
    expect(versions(fetched)).toEqual({ E2: 1 });
    expect(fetched.ended).toEqual([
      expect.objectContaining({
        employeeId: 'E1',
        kind: 'FAILED',
        reason: 'STALE_TIMESHEET',
        amount: { tokens: 10n, costUsd4: 10_000n },
        breakdown: null,
      }),
    ]);
  });

  it('is measured by the newest inputs of the head, a confirmation among them', async () => {
    const head = onVersion('E1', 1);
    const confirmation = { ...head.revision.inputs, timesheet: { status: 'APPROVED' as const, version: 5 } };
    const timesheets = MemoryTimesheetSource.of({ E1: sheet(4) }, { E1: sheet(5) });

    const { fetched } = await fetchBatch({
      timesheets,
      heads: [{ ...head, confirmation }],
      employees: [{ employeeId: 'E1', sources: SOURCES }],
    });

    expect(versions(fetched)).toEqual({ E1: 5 });
  });

  it.each([
    ['the same version', { E1: sheet(3) }],
    ['an employee nobody knows any more', {}],
  ])('is not %s', async (_, state) => {
    const timesheets = MemoryTimesheetSource.of(state);

    const { fetched } = await fetchBatch({
      timesheets,
      heads: [onVersion('E1', 3)],
      employees: [{ employeeId: 'E1', sources: SOURCES }],
    });

    expect(timesheets.asked).toHaveLength(1);
    expect(fetched.ended).toEqual([]);
  });

  it('when asked for again tells all of the batch anew, and nothing of the older answer stays', async () => {
    const states: Sheets[] = [
      { E1: sheet(2), E2: sheet(1) },
      { E1: { version: 3, hours: { C7: '8.00' } }, E2: { version: 1, hours: { C8: '8.00' } } },
    ];

    const { fetched } = await fetchBatch({
      timesheets: MemoryTimesheetSource.of(...states),
      heads: [onVersion('E1', 3)],
    });

    expect(fetched.chain.cwos.map(({ cwoId }) => cwoId)).toEqual(['C7', 'C8']);
    expect(versions(fetched)).toEqual({ E1: 3, E2: 1 });
  });
});

describe('an answer without the sheet that the head was decided on', () => {
  /** @param without how many answers have no sheet, before one has */
  function ask(without: number) {
    const timesheets = MemoryTimesheetSource.of({ E1: sheet(3) });
    const fetchWeek = timesheets.fetchWeek.bind(timesheets);
    timesheets.fetchWeek = async (...asked) => {
      const { employees, ...answer } = await fetchWeek(...asked);
      const gone = [...employees].map(([id, one]): [string, EmployeeAnswer] => {
        const isGone = one.kind === 'KNOWN' && timesheets.asked.length <= without;
        return [id, isGone ? { ...one, record: { ...one.record, timesheet: null, entries: [] } } : one];
      });
      return { ...answer, employees: new Map(gone) };
    };
    const employees = [{ employeeId: 'E1', sources: SOURCES }];
    return fetchBatch({ timesheets, heads: [onVersion('E1', 3)], employees });
  }

  it('is asked for again: a replica may not have it yet', async () => {
    const { fetched, clock } = await ask(1);

    expect(versions(fetched)).toEqual({ E1: 3 });
    expect(clock.pauses).toHaveLength(1);
  });

  it('is believed where it stays so: a sheet may be deleted', async () => {
    const { fetched, clock } = await ask(9);

    expect(fetched.employees).toMatchObject([{ answer: { kind: 'KNOWN', record: { timesheet: null } } }]);
    expect(fetched.ended).toEqual([]);
    expect(clock.pauses).toHaveLength(2);
  });
});

describe('an answer older than the head that an operator has accepted', () => {
  const head = onVersion('E1', 3);
  const word = { by: 'E-9001', why: 'created anew', at: '2026-11-24T10:00:00.000Z' };

  async function fetchAccepted(insteadOf: string, mondayDate = RUN.mondayDate, heads = [head]) {
    const acceptances = new MemoryStaleAcceptances();
    await acceptances.put({ employeeId: 'E1', mondayDate }, { insteadOf, ...word });
    const timesheets = MemoryTimesheetSource.of({ E1: sheet(1), E2: sheet(1) });
    return { timesheets, acceptances, ...(await fetchBatch({ timesheets, heads, acceptances })) };
  }

  it('is taken at once, with the word it was taken on', async () => {
    const { timesheets, acceptances, fetched } = await fetchAccepted(head.decisionId);

    expect(timesheets.asked).toHaveLength(1);
    expect(acceptances.asked).toEqual([['E1']]);
    expect(versions(fetched)).toEqual({ E1: 1, E2: 1 });
    expect(fetched.employees.map(({ accepted }) => accepted)).toEqual([
      { insteadOf: head.decisionId, ...word },
      undefined,
    ]);
    expect(fetched.ended).toEqual([]);
  });

  it.each([
    ['of another head', 'another decision', RUN.mondayDate],
    ['of another week', head.decisionId, '2026-11-09'],
  ])('%s stays stale', async (_, insteadOf, mondayDate) => {
    const { fetched } = await fetchAccepted(insteadOf, mondayDate);

    expect(versions(fetched)).toEqual({ E2: 1 });
    expect(fetched.ended).toMatchObject([{ employeeId: 'E1', reason: 'STALE_TIMESHEET' }]);
  });

  it('does not hide that another employee of the batch is behind', async () => {
    const { fetched } = await fetchAccepted(head.decisionId, RUN.mondayDate, [head, onVersion('E2', 2)]);

    expect(versions(fetched)).toEqual({ E1: 1 });
    expect(fetched.ended).toMatchObject([{ employeeId: 'E2', reason: 'STALE_TIMESHEET' }]);
  });

  it('is asked for only where an answer is older', async () => {
    const acceptances = new MemoryStaleAcceptances();
    await fetchBatch({
      timesheets: MemoryTimesheetSource.of({ E1: sheet(3), E2: sheet(1) }),
      heads: [head],
      acceptances,
    });

    expect(acceptances.asked).toEqual([]);
  });
});

describe('a timesheet system that fails', () => {
  it('fails the step: nothing is guessed', async () => {
    const timesheets = MemoryTimesheetSource.of({});
    timesheets.fetchWeek = () => Promise.reject(new Error('timesheet system: answered 503'));

    await expect(fetchBatch({ timesheets })).rejects.toThrow('answered 503');
  });

  it('is left as soon as the function runs out of time', async () => {
    const signal = AbortSignal.abort(new Error('out of time'));

    await expect(fetchBatch({ timesheets: MemoryTimesheetSource.of({}), signal })).rejects.toThrow('out of time');
  });
});

describe('a timesheet system that asks for a pause', () => {
  async function fetchFrom(failure: Error) {
    const [store, timesheets] = [new MemoryRunStore(), MemoryTimesheetSource.of()];
    timesheets.fetchWeek = () => Promise.reject(failure);
    const batchKey = await store.putHashed('batches', onlyBatch([]));
    const acceptances = new MemoryStaleAcceptances();
    const ports = { store, ledger: new MemoryLedger(), timesheets, acceptances, clock: new TestClock() };
    const task = taskOf(batchKey, { attempt: 2, onlyEmployees: ['E1'] });
    return { task, store, result: fetchOrWait(task, ports, new AbortController().signal) };
  }

  it.each([
    [20_000, 20],
    [20_001, 21],
  ])(
    'of %i ms is waited for by the workflow: the batch comes back as it was, with the seconds',
    async (ms, seconds) => {
      const { task, store, result } = await fetchFrom(new TimesheetSystemBusyError(ms));

      expect(await result).toEqual({
        ...task,
        waitSeconds: seconds,
        error: 'TimesheetSystemBusyError',
        cause: `the timesheet system asked for a pause of ${seconds} s`,
      });
      expect(store.keys(`runs/${RUN.runId}/fetched`)).toEqual([]);
    },
  );

  it('is told from one that fails', async () => {
    const failure = new Error('answered 503');
    const { result } = await fetchFrom(failure);

    await expect(result).rejects.toBe(failure);
  });
});
