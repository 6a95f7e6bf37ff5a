import { rmSync } from 'node:fs';
import { down, up } from '../cli/commands/local/up.ts';
import { run } from '../cli/commands/run/run.ts';
import { loadUsage } from '../cli/commands/usage/load.ts';
import type { Deployment } from '../cli/deployment.ts';
import { addDays } from '../core/values/week.ts';
import { PATHS } from '../local/paths.ts';
import { COMPANY_DEFAULTS, generateCompany, usageRows } from '../local/sample/company.ts';
import { seedTimesheets, writeUsageFile } from '../local/sample/seed.ts';
import { readState } from '../local/state.ts';
import { limitHeaps, readFunctionUse } from './engine-functions.ts';
import { measureExecution } from './execution.ts';
import type { RunMeasure, Sample } from './measures.ts';
import { MemorySampler } from './memory-sampler.ts';
import { countEvidence, measureLedger, measureObjects } from './rest-use.ts';

/**
 * One sample, in a process of its own, since TOKENLEDGER_LOCAL names its folder: a fresh engine, a clean company of the
 * given number of employees. The week before is run first, so that no function of the others has to start; then its week
 * is run twice. Prints the sample as JSON; progress goes beside it.
 */
const MONDAY = COMPANY_DEFAULTS.lastMonday;
const WEEK_BEFORE = addDays(MONDAY, -7);

if (process.env.TOKENLEDGER_LOCAL === undefined)
  throw new Error('a sample needs TOKENLEDGER_LOCAL, a folder of its own');
process.once('SIGINT', () => void down().finally(() => process.exit(130)));
try {
  console.log(JSON.stringify(await takeSample(Number(process.argv[2]))));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await down();
}

async function takeSample(employees: number): Promise<Sample> {
  await down();
  rmSync(PATHS.folder, { recursive: true, force: true });
  const company = generateCompany({ employees, weeks: 2, clean: true });
  seedTimesheets(company);
  const deployment = await up({}, tell);
  await limitHeaps(deployment.output('EndpointUrl'));
  for (const monday of [WEEK_BEFORE, MONDAY]) {
    tell(await loadUsage(deployment, [writeUsageFile(`usage-${monday}`, usageRows(company, monday))], monday));
  }
  await run(deployment, WEEK_BEFORE, () => {});
  const memory = new MemorySampler(readState()?.engine.pid as number);
  const first = await measureRun(deployment);
  tell(`${employees} employees, first run: ${first.seconds.toFixed(1)} s`);
  const steady = await measureRun(deployment);
  tell(`${employees} employees, steady state: ${steady.seconds.toFixed(1)} s`);
  return { employees, first, steady, peakMemoryMb: await memory.stop() };
}

/** @throws Error where the run did not succeed: its figures would say nothing */
async function measureRun(deployment: Deployment): Promise<RunMeasure> {
  const evidenceBefore = await countEvidence(deployment);
  const { runId, status, failure, startedAt, endedAt, read, totals, awsCalls, invocations } = await run(
    deployment,
    MONDAY,
    () => {},
  );
  if (status !== 'SUCCEEDED' || endedAt === null)
    throw new Error(`run ${runId} ended as ${status}: ${failure?.message}`);
  const execution = await measureExecution(deployment.stepFunctions, deployment.output('WorkflowArn'));
  return {
    employees: read.employees,
    lines: totals.lines,
    revisionsWritten: totals.employeesCommitted,
    seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
    awsCalls,
    invocations,
    ...execution,
    functions: await readFunctionUse(deployment.output('EndpointUrl'), execution.startedAt),
    objects: await measureObjects(deployment, runId, evidenceBefore),
    ledger: await measureLedger(deployment, MONDAY),
  };
}

function tell(line: string): void {
  console.error(`  … ${line}`);
}
