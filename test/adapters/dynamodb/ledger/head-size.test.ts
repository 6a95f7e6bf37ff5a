import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from '../../../../adapters/dynamodb/keys.ts';
import type { HeadItem } from '../../../../adapters/dynamodb/ledger/items.ts';
import { encodeConfirmation, encodeRevision } from '../../../../adapters/dynamodb/ledger/revision-codec.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { itemBytes } from '../../../../bench/item-bytes.ts';
import type { Head } from '../../../../core/ledger/revision.ts';
import { chunksOf } from '../../../../core/values/chunks.ts';
import { parseDecimal } from '../../../../core/values/decimal.ts';
import type { BatchEmployee } from '../../../../functions/messages/objects.ts';
import { allocateBatch } from '../../../../functions/run/allocate/step.ts';
import { fetchTimesheets } from '../../../../functions/run/fetch-timesheets/step.ts';
import { persist } from '../../../../functions/run/persist/step.ts';
import { generateCompany, usageRows } from '../../../../local/sample/company.ts';
import { openStore } from '../../../../local/timesheets/store.ts';
import { MemoryEvidenceStore } from '../../../doubles/memory-evidence-store.ts';
import { MemoryLedger } from '../../../doubles/memory-ledger.ts';
import { NO_CALLS } from '../../../doubles/memory-meter.ts';
import { MemoryRunStore } from '../../../doubles/memory-run-store.ts';
import { MemoryStaleAcceptances } from '../../../doubles/memory-stale-acceptances.ts';
import { MemoryTimesheetSource } from '../../../doubles/memory-timesheet-source.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { onlyBatch, RUN, taskOf } from '../../../worlds/runs.ts';

/** A head above 1 KB costs two write units in place of one, also for a confirmation: the sample company's stay below. */

const BATCH_SIZE = 100;
const keys = new Keys(sha256);
const company = generateCompany({ employees: 1000, weeks: 1, lastMonday: RUN.mondayDate, clean: true });
const timesheets = openStore(':memory:');
const ledger = new MemoryLedger();

beforeAll(async () => {
  timesheets.load(company);
  const employees = employeesOf(company);
  for (const batch of chunksOf(employees, BATCH_SIZE)) {
    await decide(batch);
    await decide(batch);
  }
});

afterAll(() => timesheets.close());

function employeesOf(of: typeof company): BatchEmployee[] {
  const rows = Map.groupBy(usageRows(of, RUN.mondayDate), ({ employee_id }) => employee_id);
  return [...rows].map(([employeeId, own]) => ({
    employeeId,
    sources: [...Map.groupBy(own, ({ source }) => source ?? 'unspecified')].map(([source, some]) => ({
      source,
      tokens: some.reduce((sum, { total_tokens }) => sum + (total_tokens ?? 0n), 0n),
      costUsd6: some.reduce((sum, { cost_usd }) => sum + (parseDecimal(cost_usd ?? '0', 6) ?? 0n), 0n),
    })),
  }));
}

async function decide(employees: readonly BatchEmployee[]): Promise<void> {
  const ports = {
    store: new MemoryRunStore(),
    evidence: new MemoryEvidenceStore(),
    ledger,
    timesheets: MemoryTimesheetSource.from(timesheets),
    acceptances: new MemoryStaleAcceptances(),
    clock: new TestClock(),
    sha256,
    meter: NO_CALLS,
  };
  const batchKey = await ports.store.putHashed('batches', onlyBatch(employees));
  const fetched = await fetchTimesheets(taskOf(batchKey), ports, new AbortController().signal);
  await persist(await allocateBatch(fetched, ports), ports);
}

function toItem({ headVersion, revision, confirmation, decisionId }: Head): HeadItem {
  const body = encodeRevision(revision);
  return {
    ...keys.head(revision.employeeId, revision.mondayDate),
    headVersion,
    body,
    hash: sha256(body),
    decisionId,
    ...(confirmation && { confirmation: encodeConfirmation(confirmation, revision.inputs.sources) }),
  };
}

describe('the heads of 1,000 employees', () => {
  const heads = () => [...ledger.heads.values()];
  const average = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

  it('hold 2.2 lines on the average, all confirmed', () => {
    expect(heads().length).toBeGreaterThan(990);
    expect(average(heads().map(({ revision }) => revision.allocation.lines.length))).toBeCloseTo(2.2, 1);
    expect(heads().every(({ confirmation }) => confirmation !== null)).toBe(true);
  });

  it('stay below 1 KB once they are confirmed, 95 % of them at least', () => {
    const sizes = heads().map((head) => itemBytes({ ...toItem(head) }));

    expect(sizes.filter((size) => size < 1024).length / sizes.length).toBeGreaterThanOrEqual(0.95);
    expect(average(sizes)).toBeLessThan(850);
  });

  it('grow by less than 200 bytes when they are confirmed', () => {
    const growth = heads().map((head) => {
      return itemBytes({ ...toItem(head) }) - itemBytes({ ...toItem({ ...head, confirmation: null }) });
    });

    expect(average(growth)).toBeLessThan(200);
  });
});
