import { beforeAll, describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { readAnswer } from '../../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../../adapters/timesheets/etm/schema.ts';
import type { TimesheetSource } from '../../../core/timesheets/timesheet-source.ts';
import type { BatchTask } from '../../../functions/messages/events.ts';
import { allocateBatch } from '../../../functions/run/allocate/step.ts';
import { fetchTimesheets } from '../../../functions/run/fetch-timesheets/step.ts';
import { persist } from '../../../functions/run/persist/step.ts';
import { MemoryEvidenceStore } from '../../doubles/memory-evidence-store.ts';
import { NO_CALLS } from '../../doubles/memory-meter.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryStaleAcceptances } from '../../doubles/memory-stale-acceptances.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { onlyBatch } from '../../worlds/runs.ts';
import { rawWeek, spread } from '../../worlds/sheets.ts';
import { connect } from './engine-clients.ts';
import { readResting } from './ledger-faults.ts';
import { type Item, Sandbox } from './sandbox.ts';
import { interleavings, Turns } from './turns.ts';
import { pass } from './watch.ts';

/**
 * Two runs decide on one employee-week at the same time, in every order of their head reads, fetches, second head reads
 * and commits. Each fetch finds a newer timesheet, as if somebody worked on it all the time.
 */

const MONDAY = '2025-06-30';

/** When a writer has asked the lake, and what it was told: the later, the more. */
interface Writer {
  readonly name: 'A' | 'B';
  readonly usageAsOf: string;
  readonly costUsd6: bigint;
}

function writer(name: 'A' | 'B', minute: number): Writer {
  return { name, usageAsOf: `2025-07-08T06:0${minute}:00.000Z`, costUsd6: 45_000_000n + BigInt(minute) };
}

type Hours = (version: number) => Readonly<Record<string, string>>;

/** Other CWOs with each version. */
const moving: Hours = (version) => ({ C00: '10.00', [`C0${version}`]: '20.00' });
const still: Hours = () => ({ C00: '10.00', C01: '20.00' });
/** 60 CWOs with every odd version, 2 with every even one; and the other way round. */
const shrinking: Hours = (version) => (version % 2 === 1 ? spread(60) : { C00: '1.00', C59: '2.00' });
const growing: Hours = (version) => shrinking(version + 1);
/** 60 CWOs, but with version 2, A's, 48: 9 of them and 39 others, so that 51 lines are deleted after A's commit. */
const away: Hours = (version) => (version === 2 ? { ...spread(9), ...spread(39, 'D') } : spread(60));

/** Head read, fetch, second head read and commit of each. */
const EVERY_ORDER = interleavings(4, 4);
/** Both have read and fetched; second head read, pointers and commit of each. */
const AFTER_FETCH = interleavings(3, 3).map((order) => `AABB${order}`);

/** A has committed; B, who must decide again, has come so far when A deletes what is stale. */
const BEFORE_DELETES = [0, 1, 2, 3, 4, 5, 6].map((turns) => {
  return `AABBAA${'B'.repeat(turns)}${'A'.repeat(51)}${'B'.repeat(6 - turns)}`;
});

const scenes: [string, Hours, Writer, Writer, { readonly hasHead: boolean; readonly orders: readonly string[] }][] = [
  ['on nothing', moving, writer('A', 1), writer('B', 1), { hasHead: false, orders: EVERY_ORDER }],
  ['on nothing, A with older usage', moving, writer('A', 1), writer('B', 2), { hasHead: false, orders: EVERY_ORDER }],
  ['on a head', moving, writer('A', 1), writer('B', 1), { hasHead: true, orders: EVERY_ORDER }],
  ['on a head, A with older usage', moving, writer('A', 1), writer('B', 2), { hasHead: true, orders: EVERY_ORDER }],
  ['on a head that both confirm', still, writer('A', 0), writer('B', 0), { hasHead: true, orders: EVERY_ORDER }],
  ['on 60 CWOs, to 2 or to 60', shrinking, writer('A', 1), writer('B', 1), { hasHead: true, orders: AFTER_FETCH }],
  ['on 2 CWOs, to 60 or to 2', growing, writer('A', 1), writer('B', 1), { hasHead: true, orders: AFTER_FETCH }],
  ['on 60 CWOs, away and back', away, writer('A', 1), writer('B', 1), { hasHead: true, orders: BEFORE_DELETES }],
];

let engine: ReturnType<typeof connect>;
beforeAll(() => {
  engine = connect();
});

it('two writers with four turns each have 70 orders', () => {
  expect(EVERY_ORDER).toHaveLength(70);
  expect(new Set(EVERY_ORDER).size).toBe(70);
});

describe.each(scenes)('two writers %s', (_, hours, a, b, { hasHead, orders }) => {
  let items: readonly Item[];
  let fetched: Readonly<Record<string, Record<'A' | 'B' | 'before', number[]>>>;

  beforeAll(async () => {
    const sandbox = await Sandbox.create({ ...engine.clients, outputs: engine.outputs });
    const played = orders.map((_, index) => new Race(sandbox, `E-${index}`, hours));
    for (const [index, race] of played.entries()) {
      if (hasHead) await race.decide({ ...writer('A', 0), name: 'before' });
      const order = new Turns(orders[index] as string);
      await Promise.all([a, b].map((one) => order.play(one.name, () => race.decide(one))));
    }
    items = (await sandbox.dump()).ledger;
    fetched = Object.fromEntries(played.map((race) => [race.employeeId, race.fetched]));
    await sandbox.remove();
  });

  it('never leave a half, a double or a gap, in whatever order', () => {
    for (const index of orders.keys()) readResting(items, `E-${index}`, MONDAY);
  });

  it('leave the newest usage, and the newest timesheet that its writer has seen', () => {
    for (const [index, order] of orders.entries()) {
      const { inputs } = readResting(items, `E-${index}`, MONDAY);
      const { A = [], B = [] } = fetched[`E-${index}`] ?? {};
      const seen = a.usageAsOf === b.usageAsOf ? [...A, ...B] : B;

      expect(inputs.usageAsOf, order).toBe(b.usageAsOf);
      expect(inputs.sources[0]?.costUsd6, order).toBe(b.costUsd6);
      expect(inputs.timesheet?.version, order).toBe(Math.max(...seen));
    }
  });

  it('each commit raises the head version by one', () => {
    for (const [index, order] of orders.entries()) {
      const { headVersion, revisions } = readResting(items, `E-${index}`, MONDAY);
      const writers = hasHead ? 3 : 2;

      expect(headVersion).toBeGreaterThanOrEqual(revisions.length);
      expect(headVersion, order).toBeLessThanOrEqual(writers);
    }
  });
});

/** One employee-week, and those who decide on it. */
class Race {
  readonly employeeId: string;
  /** The versions that each writer was told. */
  readonly fetched: Record<'A' | 'B' | 'before', number[]> = { A: [], B: [], before: [] };
  readonly #ports;
  readonly #hours: Hours;
  #version = 0;

  constructor({ allocationTable }: Sandbox, employeeId: string, hours: Hours) {
    const clock = new TestClock('2025-07-08T07:00:00.000Z');
    this.employeeId = employeeId;
    this.#hours = hours;
    this.#ports = {
      clock,
      sha256,
      meter: NO_CALLS,
      store: new MemoryRunStore(),
      evidence: new MemoryEvidenceStore(),
      ledger: new DynamoLedger(engine.clients.dynamodb, allocationTable, { clock, sha256 }),
    };
  }

  /** Fetches, allocates and persists a batch of the one employee-week, again as long as races are lost. */
  async decide({ name, usageAsOf, costUsd6 }: Omit<Writer, 'name'> & { name: 'A' | 'B' | 'before' }): Promise<void> {
    const run = {
      runId: `${name} ${this.employeeId}`,
      mondayDate: MONDAY,
      trigger: 'MANUAL',
      startedAt: usageAsOf,
    } as const;
    const sources = [{ source: 'claude_code', tokens: 900n, costUsd6 }];
    const batches = onlyBatch([{ employeeId: this.employeeId, sources }], usageAsOf);
    const batchKey = await this.#ports.store.putHashed(`runs/${run.runId}/batches/0`, batches);
    const acceptances = new MemoryStaleAcceptances();
    const ports = { ...this.#ports, acceptances, timesheets: this.#timesheets(name) };
    const { signal } = new AbortController();
    let task: BatchTask | null = { run, batch: 0, batchKey, attempt: 1, onlyEmployees: null };
    while (task) {
      const decided = await allocateBatch(await fetchTimesheets(task, ports, signal), ports);
      task = (await persist(decided, ports)).again;
    }
  }

  #timesheets(name: 'A' | 'B' | 'before'): TimesheetSource {
    const fetchWeek = async (mondayDate: string, employeeIds: readonly string[]) => {
      this.#version += 1;
      this.fetched[name].push(this.#version);
      const sheet = { version: this.#version, hours: this.#hours(this.#version) };
      return readAnswer(envelopeSchema.parse(rawWeek({ [this.employeeId]: sheet }, mondayDate)), employeeIds);
    };
    return { fetchWeek: (mondayDate, ids) => pass('fetch', () => fetchWeek(mondayDate, ids)) };
  }
}
