import { SHARD_NAMES } from '../../adapters/dynamodb/keys.ts';
import { PAGE_ITEMS } from '../../adapters/dynamodb/query-partition.ts';
import { PAGE_ROWS } from '../../adapters/lake/query-result.ts';
import { markdownTable } from '../../bench/scale-tables.ts';
import { BATCHES_PER_OBJECT, OBJECTS_AT_ONCE } from '../../functions/run/plan-batches/step.ts';
import { PLAN_MEMORY_MB, PLAN_TIMEOUT } from '../../lib/run/run-functions.ts';

/** What *plan batches* takes, by the sizes in the code and what a request takes on AWS. `docs/scale.md` explains it. */

/** Seconds of a request. */
const SECONDS = { resultPage: 0.25, headPage: 0.1, object: 0.2 } as const;
/** Of a whole processor, for an employee with two sums and a head. */
const OWN_SECONDS = 0.0001;
/** How much memory comes with a whole processor. */
const PROCESSOR_MB = 1769;
const SUMS_PER_EMPLOYEE = 2;
const BATCH_SIZE = 100;
/** The names of the columns and the total. */
const ROWS_BESIDES = 2;

export interface PlanTime {
  readonly resultPages: number;
  /** Of the shard that has most, if heads lie evenly. */
  readonly headPages: number;
  readonly objects: number;
  /** As if nothing of it overlapped. */
  readonly seconds: {
    readonly result: number;
    readonly heads: number;
    readonly objects: number;
    readonly own: number;
    readonly together: number;
  };
  /** How often it fits into the function's time. */
  readonly margin: number;
}

/** Of a steady state, in which every employee has a head. */
export function planTime(employees: number): PlanTime {
  const resultPages = Math.ceil((employees * SUMS_PER_EMPLOYEE + ROWS_BESIDES) / PAGE_ROWS);
  const headPages = Math.ceil(employees / SHARD_NAMES.length / PAGE_ITEMS);
  const objects = Math.ceil(employees / BATCH_SIZE / BATCHES_PER_OBJECT);
  const parts = {
    result: resultPages * SECONDS.resultPage,
    heads: headPages * SECONDS.headPage,
    objects: Math.ceil(objects / OBJECTS_AT_ONCE) * SECONDS.object,
    own: employees * OWN_SECONDS * Math.max(1, PROCESSOR_MB / PLAN_MEMORY_MB),
  };
  const together = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { resultPages, headPages, objects, seconds: { ...parts, together }, margin: PLAN_TIMEOUT / together };
}

/** The table of the page, one row for each size. */
export function planTable(sizes: readonly number[]): string {
  const rows = sizes.map((employees) => {
    const { resultPages, headPages, objects, seconds, margin } = planTime(employees);
    const counts = [employees, resultPages, headPages, objects].map((count) => count.toLocaleString('en-US'));
    const { result, heads, together, own } = seconds;
    const times = [result, heads, seconds.objects, own, together].map((time) => time.toFixed(0));
    return [...counts, ...times, margin.toFixed(1)];
  });
  return markdownTable(TITLES, rows);
}

const TITLES = [
  'employees',
  'result pages',
  'head pages a shard',
  'objects',
  'result s',
  'heads s',
  'objects s',
  'own s',
  'together s',
  'margin',
];
