import { compareIds } from '../../core/ids.ts';
import { addAmounts, ZERO_AMOUNT } from '../../core/money.ts';
import type {
  CallMeter,
  HeadDigest,
  Ledger,
  RunStore,
  UsageGroup,
  UsageResultRow,
  UsageSource,
} from '../../core/ports.ts';
import type { RunFailure } from '../../core/run.ts';
import { isZeroUsage, type SourceUsage, sumUsage } from '../../core/usage.ts';
import { UsageTally } from '../../core/usage-tally.ts';
import type { BatchTask, PlanBatchesEvent, Run } from '../contract/events.ts';
import {
  type Batch,
  type BatchEmployee,
  keys,
  type Plan,
  type PlannedBatch,
  type QuarantineEntry,
} from '../contract/objects.ts';

export interface PlanPorts {
  readonly usage: UsageSource;
  readonly ledger: Ledger;
  readonly store: RunStore;
  readonly meter: CallMeter;
}

export type PlanResult =
  | { readonly kind: 'PLANNED'; readonly planKey: string; readonly manifestKey: string; readonly batches: number }
  | { readonly kind: 'ENDED'; readonly failure: RunFailure };

const QUARANTINE_PART = 1000;

/**
 * Streams the usage result into batches of employees and one manifest. Bad rows are quarantined; employees whose head
 * rests on usage that is no longer in the result join with none. Holds one page, one batch and the list of batches.
 */
export async function planBatches(event: PlanBatchesEvent, ports: PlanPorts, batchSize: number): Promise<PlanResult> {
  const { run, query } = event;
  const tally = new UsageTally();
  const quarantine = new QuarantineWriter(run, ports.store);
  const groups = usableGroups(ports.usage.read(query.queryId), tally, quarantine);
  const employees = withVanished(byEmployee(groups), () => heads(run, tally, ports.ledger));
  const batches = await writeBatches(event, employees, tally, ports.store, batchSize);
  await quarantine.flush();

  const difference = tally.findDifference();
  if (difference !== null) return ended('USAGE_TOTALS_DIFFER', difference);
  if (tally.isEmpty() && !(await isQuietLookback(run, ports.ledger))) {
    return ended('NO_USAGE', `no usage for week ${run.mondayDate}`);
  }
  return writePlan(event, batches, tally, ports);
}

function ended(code: RunFailure['code'], message: string): PlanResult {
  return { kind: 'ENDED', failure: { code, message } };
}

async function* usableGroups(
  pages: AsyncIterable<readonly UsageResultRow[]>,
  tally: UsageTally,
  quarantine: QuarantineWriter,
): AsyncGenerator<UsageGroup> {
  for await (const page of pages) {
    for (const row of page) {
      tally.addRow(row);
      if (row.kind === 'TOTAL') continue;
      if (row.reason === null) yield row;
      else await quarantine.add({ ...row, reason: row.reason });
    }
  }
}

async function* byEmployee(groups: AsyncIterable<UsageGroup>): AsyncGenerator<BatchEmployee> {
  let current: { employeeId: string; sources: SourceUsage[] } | undefined;
  for await (const { employeeId, source, tokens, costUsd6 } of groups) {
    if (employeeId === null) continue;
    if (current?.employeeId !== employeeId) {
      if (current) yield current;
      current = { employeeId, sources: [] };
    }
    current.sources.push({ source, tokens, costUsd6 });
  }
  if (current) yield current;
}

/** A week without any usage is a failure, not a reason to take back what the ledger holds. */
async function* heads(run: Run, tally: UsageTally, ledger: Ledger): AsyncGenerator<HeadDigest> {
  if (!tally.isEmpty()) yield* ledger.listHeads(run.mondayDate);
}

/** Merges the employees of the result with those of the heads, both ascending. */
async function* withVanished(
  employees: AsyncGenerator<BatchEmployee>,
  listHeads: () => AsyncGenerator<HeadDigest>,
): AsyncGenerator<BatchEmployee> {
  let next = await employees.next();
  for await (const head of listHeads()) {
    while (!next.done && compareIds(next.value.employeeId, head.employeeId) < 0) {
      yield next.value;
      next = await employees.next();
    }
    const isInResult = !next.done && next.value.employeeId === head.employeeId;
    if (!isInResult && !isZeroUsage(sumUsage(head.sources))) yield { employeeId: head.employeeId, sources: [] };
  }
  while (!next.done) {
    yield next.value;
    next = await employees.next();
  }
}

async function writeBatches(
  { run, query }: PlanBatchesEvent,
  employees: AsyncIterable<BatchEmployee>,
  tally: UsageTally,
  store: RunStore,
  batchSize: number,
): Promise<WrittenBatch[]> {
  const written: WrittenBatch[] = [];
  let part: BatchEmployee[] = [];
  let amount = ZERO_AMOUNT;
  const flush = async () => {
    if (part.length === 0) return;
    const batch = written.length;
    const content: Batch = { usageAsOf: query.usageAsOf, employees: part };
    const batchKey = await store.putHashed(keys.batch(run, batch), content);
    written.push({ batchKey, batch, employees: part.length, amount });
    part = [];
    amount = ZERO_AMOUNT;
  };
  for await (const employee of employees) {
    part.push(employee);
    amount = addAmounts(amount, tally.addEmployeeWeek(employee.sources));
    if (part.length === batchSize) await flush();
  }
  await flush();
  return written;
}

interface WrittenBatch extends PlannedBatch {
  readonly batchKey: string;
}

async function writePlan(
  { run, query }: PlanBatchesEvent,
  written: readonly WrittenBatch[],
  tally: UsageTally,
  { store, meter }: PlanPorts,
): Promise<PlanResult> {
  const manifest = written.map(
    ({ batch, batchKey }): BatchTask => ({ run, batch, batchKey, attempt: 1, onlyEmployees: null }),
  );
  const manifestKey = keys.manifest(run);
  await store.put(manifestKey, manifest);
  const plan: Plan = {
    usageAsOf: query.usageAsOf,
    read: tally.read(),
    batches: written.map(({ batchKey: _, ...batch }) => batch),
    // Open run, start usage query and this step; the put below is one more request.
    effort: { awsCalls: meter.calls() + 1 + 2, invocations: 3 },
  };
  const planKey = keys.plan(run);
  await store.put(planKey, plan);
  return { kind: 'PLANNED', planKey, manifestKey, batches: written.length };
}

/** A look-back reaches weeks from before the first run: nothing there and nothing in the ledger is no failure. */
async function isQuietLookback(run: Run, ledger: Ledger): Promise<boolean> {
  if (run.trigger !== 'LOOKBACK') return false;
  for await (const _ of ledger.listHeads(run.mondayDate)) return false;
  return true;
}

/** Writes quarantined usage rows in parts, so that any number of them fits. */
class QuarantineWriter {
  readonly #run: Run;
  readonly #store: RunStore;
  #part = 0;
  #entries: QuarantineEntry[] = [];

  constructor(run: Run, store: RunStore) {
    this.#run = run;
    this.#store = store;
  }

  async add(group: UsageGroup & { readonly reason: NonNullable<UsageGroup['reason']> }): Promise<void> {
    const { employeeId, reason, source, rows, tokens, costUsd6 } = group;
    this.#entries.push({ kind: 'USAGE_ROW', employeeId, reason, source, rows, tokens, costUsd6 });
    if (this.#entries.length === QUARANTINE_PART) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#entries.length === 0) return;
    await this.#store.put(keys.quarantinedRows(this.#run, this.#part), this.#entries);
    this.#part += 1;
    this.#entries = [];
  }
}
