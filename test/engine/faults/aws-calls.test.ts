import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnswer } from '../../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../../adapters/timesheets/etm/schema.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import { generateCompany, usageRows } from '../../../local/sample/company.ts';
import { openStore } from '../../../local/timesheets/store.ts';
import { connect, fillLake } from './engine-clients.ts';
import { Sandbox } from './sandbox.ts';
import { type StepName, WeekRun } from './week-run.ts';

/**
 * What a run asks of AWS, counted: 1,000 employees of the sample company in batches of 100, for the first time and
 * again. A run of 5,000 asks the same per batch and, for the whole run, less per employee: its pages of heads and usage
 * are fuller.
 */

const EMPLOYEES = 1000;
const BATCHES = 10;
const MONDAY = '2025-07-07';

const company = generateCompany({ employees: EMPLOYEES - 1, weeks: 1, lastMonday: MONDAY, clean: true });
const timesheets = openStore(':memory:');
let runs: Counted[];

interface Counted {
  readonly summary: RunSummary;
  /** Requests and invocations by step. */
  readonly steps: Readonly<Record<StepName, { readonly calls: number; readonly invocations: number }>>;
}

beforeAll(async () => {
  timesheets.load(company);
  const engine = connect();
  await fillLake(engine, MONDAY, usageRows(company, MONDAY));
  const sandbox = await Sandbox.create({ ...engine.clients, outputs: engine.outputs });
  runs = [await count(engine, sandbox, 1), await count(engine, sandbox, 2)];
  await sandbox.remove();
});

afterAll(() => timesheets.close());

async function count(engine: ReturnType<typeof connect>, sandbox: Sandbox, hour: number): Promise<Counted> {
  const steps: Record<string, { calls: number; invocations: number }> = {};
  const week = {
    ...engine,
    sandbox,
    mondayDate: MONDAY,
    batchSize: EMPLOYEES / BATCHES,
    now: `2025-07-15T0${hour}:00:00.000Z`,
    queryId: null,
    timesheets: {
      fetchWeek: async (mondayDate: string, employeeIds: readonly string[]) =>
        readAnswer(envelopeSchema.parse(timesheets.queryWeek(mondayDate, employeeIds)), employeeIds),
    },
  };
  const run = new WeekRun(week, async (name, step) => {
    const meter = engine.clients.meter.since();
    const result = await step(0);
    const before = steps[name] ?? { calls: 0, invocations: 0 };
    steps[name] = { calls: before.calls + meter.calls(), invocations: before.invocations + 1 };
    return result;
  });
  return { summary: await run.play(), steps: steps as Counted['steps'] };
}

const total = ({ steps }: Counted, of: 'calls' | 'invocations') =>
  Object.values(steps).reduce((sum, step) => sum + step[of], 0);

describe.each([
  ['the first run', 0, { calls: 0.3, perBatch: 14 }],
  ['the steady state', 1, { calls: 0.3, perBatch: 10 }],
] as const)('%s of 1,000 employees', (_, index, limits) => {
  it('succeeds with each of them', () => {
    const { status, read, totals } = (runs[index] as Counted).summary;

    expect(status).toBe('SUCCEEDED');
    expect(read.employees).toBe(EMPLOYEES);
    expect(index === 0 ? totals.employeesCommitted : totals.employeesConfirmed).toBe(EMPLOYEES);
  });

  it('takes few requests and invocations per employee-week', () => {
    const run = runs[index] as Counted;

    expect(total(run, 'calls') / EMPLOYEES).toBeLessThanOrEqual(limits.calls);
    expect(total(run, 'invocations') / EMPLOYEES).toBeLessThanOrEqual(0.035);
  });

  it('takes few requests per batch', () => {
    const { steps } = runs[index] as Counted;

    const calls = steps['fetch timesheets'].calls + steps.allocate.calls + steps.persist.calls;

    expect(calls / BATCHES).toBeLessThanOrEqual(limits.perBatch);
  });

  it('tells in its summary what it took', () => {
    const run = runs[index] as Counted;

    expect(run.summary.invocations).toBe(total(run, 'invocations'));
    expect(run.summary.awsCalls).toBe(total(run, 'calls'));
  });
});
