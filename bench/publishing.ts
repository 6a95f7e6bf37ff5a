import { PUBLISH_MEMORY_MB } from '../lib/publication/publication.ts';
import { type Cost, LIST_PRICES, QUANTITIES, type RunShape } from './cost-model.ts';
import { BATCH_SIZE } from './large-week.ts';
import type { LargeWeekUse } from './large-week-clients.ts';
import { runSample } from './run-sample.ts';
import { markdownTable } from './scale-tables.ts';

/** One week, published once. */
export interface PublishingSample {
  readonly lines: number;
  readonly employees: number;
  readonly seconds: number;
  /** What the heap held behind a sweep, at most. */
  readonly heapMb: number;
  /** The largest resident size of the process, with what waits to be sent. */
  readonly residentMb: number;
  readonly used: LargeWeekUse;
}

/** Node sweeps late: what shows is what is needed. */
const FLAGS = ['--max-old-space-size=128'];
const SAMPLE_MAX_MINUTES = 20;
/** *Publish now?* and *Publish week*. */
const TRANSITIONS = 2;

/** A sample of each size, one after the other, each in a process of its own. */
export function benchPublishing(sizes: readonly number[]): PublishingSample[] {
  const sample = { script: 'bench/publishing-sample.ts', flags: FLAGS, minutesMax: SAMPLE_MAX_MINUTES };
  return sizes.map((lines) => runSample({ ...sample, args: [lines], of: `${lines} lines` }));
}

/** What publishing bills, by a sample: what does not follow the week, each batch's evidence, and each employee-week. */
export function publishingShape({ employees, seconds, used }: PublishingSample): RunShape {
  const { ledgerUnits, otherUnits, writeUnits, s3Writes, s3Heads, s3Gets } = used;
  return {
    perRun: {
      standardTransitions: TRANSITIONS,
      lambdaRequests: 1,
      writeUnits,
      readUnits: otherUnits,
      s3Writes,
      s3Reads: s3Heads,
      logMegabytes: 1 / 1024,
    },
    perBatch: { s3Reads: s3Gets / Math.ceil(employees / BATCH_SIZE) },
    perEmployeeWeek: {
      lambdaGbSeconds: Number(((seconds * (PUBLISH_MEMORY_MB / 1024)) / employees).toPrecision(3)),
      readUnits: Number((ledgerUnits / employees).toFixed(4)),
    },
    perLine: {},
  };
}

/** The table of sizes of `docs/scale.md`. */
export function publishingTable(samples: readonly PublishingSample[]): string {
  const rows = samples.map(({ lines, employees, seconds, heapMb, residentMb, used }) => [
    (Math.floor(lines / 1000) * 1000).toLocaleString('en'),
    seconds.toFixed(0),
    Math.round(lines / seconds).toLocaleString('en'),
    ((used.s3Writes * 10_000) / lines).toFixed(2),
    heapMb.toFixed(0),
    residentMb.toFixed(0),
    employees.toLocaleString('en'),
  ]);
  return markdownTable(
    ['lines', 's', 'lines/s', 'S3 writes per 10,000', 'peak MB of heap', 'peak MB resident', 'employees'],
    rows,
  );
}

/** The price by quantity, in USD per 1,000 employee-weeks. */
export function publishingPriceTable({ total, parts }: Cost): string {
  const used = QUANTITIES.filter((quantity) => parts[quantity] > 0);
  return markdownTable(
    ['USD per 1,000 employee-weeks', 'a week published'],
    [
      ...used.map((quantity) => [LIST_PRICES[quantity].label, parts[quantity].toFixed(6)]),
      ['together', total.toFixed(6)],
    ],
  );
}
