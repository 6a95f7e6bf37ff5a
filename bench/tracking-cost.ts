import { trackedKey } from '../adapters/dynamodb/budgets/keys.ts';
import { addDays } from '../core/values/week.ts';
import { TRACKING_BATCH_SIZE } from '../functions/names.ts';
import { totalItem, weekItem } from './budget-rows.ts';
import { type Billable, LIST_PRICES, type Quantity, writeUnits } from './cost-model.ts';
import { itemBytes } from './item-bytes.ts';
import { markdownTable } from './scale-tables.ts';

/** What refreshing budgets costs on AWS, computed from the items that are written; nothing here is measured. */

export interface TrackedCompany {
  readonly employees: number;
  readonly cwos: number;
  readonly linesPerEmployee: number;
  /** Weeks that a CWO has been tracked for. */
  readonly weeks: number;
}

export const TRACKED_COMPANY: TrackedCompany = { employees: 10_000, cwos: 500, linesPerEmployee: 2.2, weeks: 26 };

/** A line of the ledger by CWO, as `docs/scale.md` has measured it. */
const LINE_BYTES = 409;
/** What a query sums, by consistent reads. */
const UNIT_BYTES = 4096;
/** 512 MB for a second: an assumption, ten times what 25 CWOs of 44 lines take on the engine. */
const BATCH_GB_SECONDS = 0.5;
const BATCH_EXPRESS_GB_SECONDS = 64 / 1024;
/** *Plan* and *check tracking*, each half a second of at most 512 MB, and the sender of alerts. */
const RUN_GB_SECONDS = 2 * 0.25 + 1;
/** The states of the phases *budgets* and *alerts*. */
const RUN_TRANSITIONS = 5;

const FIRST_WEEK = '2026-01-05';
const CWO_ID = 'CWO-2026-0001';

/** USD per 1,000 employee-weeks, by what AWS bills. */
export function trackingCost(company: TrackedCompany, isFirst: boolean): Readonly<Partial<Record<Quantity, number>>> {
  const used = trackingUse(company, isFirst);
  const costs = Object.entries(used).map(([quantity, amount]) => {
    return [quantity, (amount * LIST_PRICES[quantity as Quantity].usd * 1000) / company.employees];
  });
  return Object.fromEntries(costs);
}

/** @param isFirst the week's rows are new, and with them its index */
function trackingUse({ employees, cwos, linesPerEmployee, weeks }: TrackedCompany, isFirst: boolean): Billable {
  const batches = Math.ceil(cwos / TRACKING_BATCH_SIZE);
  const rows = Array.from({ length: weeks }, (_, week) => weekItem(CWO_ID, addDays(FIRST_WEEK, 7 * week)));
  const totalBytes = itemBytes({ ...totalItem(CWO_ID, weeks, FIRST_WEEK) });
  const partition = rows.reduce((sum, row) => sum + itemBytes({ ...row }), totalBytes);
  const index = writeUnits(itemBytes({ ...trackedKey(FIRST_WEEK, CWO_ID) }), true);
  const written = writeUnits(itemBytes({ ...weekItem(CWO_ID, FIRST_WEEK) }), true) + writeUnits(totalBytes, true);
  const lines = (employees * linesPerEmployee * LINE_BYTES) / cwos;
  return {
    writeUnits: cwos * (written + (isFirst ? index : 0)),
    readUnits: cwos * (Math.ceil(partition / UNIT_BYTES) + Math.ceil(lines / UNIT_BYTES)),
    s3Writes: batches + 1,
    s3Reads: batches + 3,
    lambdaRequests: batches + 3,
    lambdaGbSeconds: batches * BATCH_GB_SECONDS + RUN_GB_SECONDS,
    expressRequests: batches,
    expressGbSeconds: batches * BATCH_EXPRESS_GB_SECONDS,
    standardTransitions: RUN_TRANSITIONS,
    logMegabytes: (batches + 3) / 1024,
  };
}

/** The table of `docs/scale.md`. */
export function trackingTable(company: TrackedCompany): string {
  const [first, later] = [trackingCost(company, true), trackingCost(company, false)];
  const total = (parts: typeof first) => Object.values(parts).reduce((sum, part) => sum + part, 0);
  const row = (label: string, a: number, b: number) => [label, a.toFixed(6), b.toFixed(6)];
  const quantities = Object.keys(first) as Quantity[];
  return markdownTable(
    ['USD per 1,000 employee-weeks', 'first run', 'steady state'],
    [
      ...quantities.map((one) => row(LIST_PRICES[one].label, first[one] ?? 0, later[one] ?? 0)),
      row('together', total(first), total(later)),
    ],
  );
}
