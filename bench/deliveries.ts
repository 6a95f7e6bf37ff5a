import { mkdirSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { renderTable } from '../cli/view/table.ts';
import { ROOT } from '../local/paths.ts';
import { runSample } from './run-sample.ts';

/** What signed deliveries on the embedded engine came to. */
export interface DeliveriesMeasure {
  readonly deliveries: number;
  /** Of them, those that tell again what was told. */
  readonly repeated: number;
  readonly seconds: number;
  /** Answers by status, those to repeated attempts included; 0 is none at all. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Deliveries that never got their 202. */
  readonly unanswered: number;
  /** From the time a delivery was due to its 202. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the last answer until nothing waited and no run went on. */
  readonly settledSeconds: number;
  /** Runs that the webhooks started, what they recalculated, and requests to AWS for each from *plan batches* on. */
  readonly runs: number;
  readonly recalculated: number;
  readonly callsPerEmployeeWeek: number;
  /** Messages drained at once after all that, and the drainer's requests for each. */
  readonly drainedAtOnce: number;
  readonly callsPerMessage: number;
  /** Employee-weeks that the ledger holds otherwise than the timesheets say, once the webhooks were dealt with. */
  readonly wrongBeforeSweep: number;
  readonly wrongAfterSweep: number;
  readonly isSweepComplete: boolean;
}

export interface DeliveriesOptions {
  readonly deliveries: number;
  readonly seconds: number;
}

const DEFAULTS: DeliveriesOptions = { deliveries: 3_000, seconds: 60 };
const SAMPLE_MAX_MINUTES = 30;

/**
 * Sends signed deliveries to a fresh engine below `.local/bench`, 30 % of them repeated, and waits until all is quiet.
 * @throws Error where one was lost: not answered, or not in the ledger
 */
export function benchDeliveries({ deliveries, seconds }: DeliveriesOptions = DEFAULTS): DeliveriesMeasure {
  const measure = runSample<DeliveriesMeasure>({
    ...{ script: 'bench/deliveries-sample.ts', args: [deliveries, seconds] },
    ...{ of: `${deliveries} deliveries`, minutesMax: SAMPLE_MAX_MINUTES },
  });
  const { unanswered, wrongBeforeSweep, wrongAfterSweep, isSweepComplete } = measure;
  if (unanswered + wrongBeforeSweep + wrongAfterSweep === 0 && isSweepComplete) return measure;
  throw new Error(`deliveries were lost: ${JSON.stringify(measure)}`);
}

export function deliveriesTable(measure: DeliveriesMeasure): string {
  const { deliveries, repeated, seconds, statuses } = measure;
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  const rows: readonly (readonly [string, string])[] = [
    ['deliveries', `${deliveries.toLocaleString('en')} in ${seconds} s, ${repeated.toLocaleString('en')} repeated`],
    ['answers', answers.join(', ')],
    ['lost', '0'],
    ['answered in, p50', `${measure.p50Ms.toFixed(0)} ms`],
    ['answered in, p99', `${measure.p99Ms.toFixed(0)} ms`],
    ['quiet after', `${measure.settledSeconds.toFixed(0)} s`],
    ['runs started by webhooks', String(measure.runs)],
    ['employee-weeks recalculated', measure.recalculated.toLocaleString('en')],
    ['AWS calls/EW from plan batches on', measure.callsPerEmployeeWeek.toFixed(3)],
    [`AWS calls/message, draining ${measure.drainedAtOnce}`, measure.callsPerMessage.toFixed(3)],
  ];
  return renderTable(rows, [
    { title: 'webhooks', of: ([what]) => what },
    { title: 'measured', of: ([, value]) => value, isNumber: true },
  ]);
}

if (import.meta.main) {
  const { deliveries, seconds } = new Command('deliveries')
    .description('Measures signed deliveries on the embedded engine.')
    .option('--deliveries <n>', 'how many', parseCount, DEFAULTS.deliveries)
    .option('--seconds <n>', 'in how many seconds', parseCount, DEFAULTS.seconds)
    .parse()
    .opts<DeliveriesOptions>();
  const measure = benchDeliveries({ deliveries, seconds });
  console.log(deliveriesTable(measure));
  const at = new Date().toISOString();
  const folder = `${ROOT}bench/results`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${at.replace(/[:.]/g, '-')}-deliveries.json`;
  writeFileSync(file, `${JSON.stringify({ at, deliveries: measure }, null, 2)}\n`);
  console.log(`\nwritten: ${file}`);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It is no whole number of at least 1.');
}
