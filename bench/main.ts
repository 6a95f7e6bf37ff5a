import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { ROOT } from '../local/paths.ts';
import { EMPLOYEES_MIN } from '../local/sample/company.ts';
import { benchCore } from './core.ts';
import { costPer1000, REFERENCE_WORKLOAD } from './cost-model.ts';
import { benchPipeline, type PipelineSize } from './pipeline.ts';
import { coreTable, costTable, growthLines, memoryTable, phaseTable, runTable } from './report.ts';
import { firstRunShape, steadyShape } from './run-shape.ts';

/** `npm run bench`: the core, the whole pipeline on the engine, and what that costs on AWS; also as JSON. */
interface Options {
  readonly employees: readonly number[];
  readonly repeat: number;
  readonly quick?: boolean;
}

const SIZES = [1_000, 5_000, 20_000];
const QUICK = { sizes: [500], repeat: 1 };

await new Command('bench')
  .description('Measures the allocation core and the whole pipeline on the embedded engine.')
  .option('--employees <numbers>', 'sizes of the companies, comma separated', parseSizes, SIZES)
  .option('--repeat <n>', 'samples of each size, of which the median counts', parseCount, 3)
  .option('--quick', 'one small company, once')
  .action((options: Options) => bench(options))
  .parseAsync();

function bench({ employees, repeat, quick }: Options): void {
  const machine = describeMachine();
  title(`On ${machine.processor}, ${machine.processors} processors, ${machine.memoryGb} GB, Node ${machine.node}`);
  const core = benchCore().rows;
  console.log(coreTable(core));
  const sizes = quick ? benchPipeline(QUICK.sizes, QUICK.repeat) : benchPipeline(employees, repeat);
  title('The whole pipeline on the embedded engine, by employee-week (EW)');
  console.log(runTable(sizes));
  for (const line of growthLines(sizes)) console.log(line);
  console.log(phaseTable(sizes));
  console.log(memoryTable(sizes));
  const { shapes, costs } = priceOf(sizes);
  title('AWS list price, modelled for 10,000 employees with 2.2 lines each');
  console.log(costTable(costs));
  write(new Date().toISOString(), { machine, core, pipeline: sizes, shapes, costs });
}

/** Priced from the last sample of the largest company. */
function priceOf(sizes: readonly PipelineSize[]) {
  const sample = sizes
    .toSorted((a, b) => a.employees - b.employees)
    .at(-1)
    ?.samples.at(-1);
  if (!sample) throw new Error('nothing was measured');
  const shapes = { first: firstRunShape(sample.first), steady: steadyShape(sample.steady) };
  const costs = {
    first: costPer1000(shapes.first, REFERENCE_WORKLOAD),
    steady: costPer1000(shapes.steady, REFERENCE_WORKLOAD),
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

function write(at: string, results: object): void {
  const folder = `${ROOT}bench/results`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${at.replace(/[:.]/g, '-')}.json`;
  writeFileSync(file, `${JSON.stringify({ at, ...results }, null, 2)}\n`);
  console.log(`\nwritten: ${file}`);
}

function parseSizes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size >= EMPLOYEES_MIN)) return sizes;
  throw new InvalidArgumentError(`They are whole numbers of at least ${EMPLOYEES_MIN}.`);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It is no whole number of at least 1.');
}

function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}
