import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { ROOT } from '../local/paths.ts';
import { EMPLOYEES_MIN } from '../local/sample/company.ts';
import { benchCollectedWeeks, collectedWeeksTable } from './collected-week.ts';
import { benchCore } from './core.ts';
import { costPer1000, costWithLookbacks, REFERENCE_WORKLOAD } from './cost-model.ts';
import { benchDeliveries, deliveriesTable } from './deliveries.ts';
import { benchLocalLogs, localLogsTable } from './local-logs.ts';
import { benchPipeline, bySize, medianSample, type PipelineSize } from './pipeline.ts';
import {
  benchPublishing,
  type PublishingSample,
  publishingPriceTable,
  publishingShape,
  publishingTable,
} from './publishing.ts';
import { coreTable, growthLines, memoryTable, phaseTable, runTable } from './report.ts';
import { firstRunShape, steadyShape } from './run-shape.ts';
import { priceTable, shapeTable } from './scale-tables.ts';
import { benchTimesheetPulls, timesheetPullsTable } from './timesheet-pull.ts';
import { TRACKED_COMPANY, trackingTable } from './tracking-cost.ts';

/** `npm run bench`: the core, the whole pipeline on the engine, and what that costs on AWS; also as JSON. */
interface Options {
  readonly employees: readonly number[];
  readonly repeat: number;
  readonly deliveries: number;
  readonly weeks: readonly number[];
  readonly logs: number;
  readonly collected: readonly number[];
  readonly timesheets: readonly number[];
  readonly quick?: boolean;
}

const QUICK: Options = {
  ...{ employees: [500], repeat: 1, deliveries: 300, weeks: [10_000], logs: 20 },
  ...{ collected: [50_000], timesheets: [500] },
};
/** Of the import of local logs and of ccusage, in turns. */
const LOG_ROUNDS = 5;
/** 50 a second. */
const DELIVERIES_PER_SECOND = 50;

const program = new Command('bench')
  .description('Measures the allocation core and the whole pipeline on the embedded engine.')
  .option('--employees <numbers>', 'sizes of the companies, comma separated', parseSizes, [1_000, 5_000, 20_000])
  .option('--repeat <n>', 'samples of each size, of which the median counts', parseCount, 3)
  .option('--deliveries <n>', 'signed webhooks, 50 a second', parseCount, 3_000)
  .option('--weeks <numbers>', 'lines of the weeks that are published', parseWeeks, [50_000, 100_000, 200_000])
  .option('--logs <megabytes>', 'local logs that are imported', parseCount, 200)
  .option('--collected <numbers>', 'daily rows of the weeks that are built', parseWeeks, [100_000, 1_000_000])
  .option('--timesheets <numbers>', 'people of the weeks that are pulled', parseWeeks, [5_000, 10_000])
  .option('--quick', 'one small company, once, and few webhooks')
  .action((options: Options) => bench(options.quick ? QUICK : options));
try {
  program.parse();
} catch (error) {
  console.error(error instanceof Error ? `error: ${error.message}` : error);
  process.exitCode = 1;
}

function bench({ employees, repeat, deliveries, weeks, logs, collected, timesheets }: Options): void {
  const machine = describeMachine();
  title(`On ${machine.processor}, ${machine.processors} processors, ${machine.memoryGb} GB, Node ${machine.node}`);
  const core = benchCore().rows;
  console.log(coreTable(core));
  title('Local logs');
  const localLogs = benchLocalLogs(logs, LOG_ROUNDS);
  console.log(localLogsTable(localLogs));
  title('Weeks built from daily rows on the embedded engine, in one query each');
  const collectedWeeks = benchCollectedWeeks(collected);
  console.log(collectedWeeksTable(collectedWeeks));
  title('Weeks of timesheet systems, each pulled from its stand-in, and one applied');
  const timesheetPulls = benchTimesheetPulls(timesheets);
  console.log(timesheetPullsTable(timesheetPulls));
  const pipeline = benchPipeline(employees, repeat);
  title('The whole pipeline on the embedded engine, by employee-week (EW)');
  console.log([runTable(pipeline), ...growthLines(pipeline)].join('\n'));
  console.log([phaseTable(pipeline), memoryTable(pipeline)].join('\n'));
  const { shapes, costs } = price(pipeline);
  const delivered = benchDeliveries({ deliveries, seconds: Math.ceil(deliveries / DELIVERIES_PER_SECOND) });
  title('Webhooks on the embedded engine');
  console.log(deliveriesTable(delivered));
  title('What AWS bills for a first run');
  console.log(shapeTable(shapes['first run']));
  title('What AWS bills in the steady state');
  console.log(shapeTable(shapes['steady state']));
  title('What that costs at list prices, modelled for 10,000 employees with 2.2 lines each');
  console.log(priceTable(costs));
  const whole = costWithLookbacks(costs['first run'], costs['steady state']);
  console.log(`A first run and its four look-backs: ${whole.toFixed(4)} USD per 1,000 employee-weeks.`);
  title('What budgets add, for 10,000 employees and 500 CWOs');
  console.log(trackingTable(TRACKED_COMPANY));
  title('Publishing a week that lies in two months, for 500 CWOs');
  const publishing = benchPublishing(weeks);
  console.log(publishingTable(publishing));
  const published = publishingShape(publishing[Math.floor(publishing.length / 2)] as PublishingSample);
  console.log([shapeTable(published), publishingPriceTable(costPer1000(published, REFERENCE_WORKLOAD))].join('\n'));
  write({
    at: new Date().toISOString(),
    machine,
    core,
    localLogs,
    collectedWeeks,
    timesheetPulls,
    pipeline,
    deliveries: delivered,
    shapes,
    costs,
    publishing,
  });
}

/** Priced from a sample of the largest company. */
function price(pipeline: readonly PipelineSize[]) {
  const { first, steady } = medianSample(bySize(pipeline).at(-1) as PipelineSize);
  const shapes = { 'first run': firstRunShape(first), 'steady state': steadyShape(steady) };
  const costs = {
    'first run': costPer1000(shapes['first run'], REFERENCE_WORKLOAD),
    'steady state': costPer1000(shapes['steady state'], REFERENCE_WORKLOAD),
  };
  return { shapes, costs };
}

function describeMachine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    processors: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}

function write(results: Readonly<Record<string, unknown>>): void {
  const folder = `${ROOT}bench/results`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${String(results.at).replace(/[:.]/g, '-')}.json`;
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nwritten: ${file}`);
}

function parseSizes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size >= EMPLOYEES_MIN)) return sizes;
  throw new InvalidArgumentError(`They are whole numbers of at least ${EMPLOYEES_MIN}.`);
}

function parseWeeks(text: string): number[] {
  return text.split(',').map(parseCount);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It is no whole number of at least 1.');
}

function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}
