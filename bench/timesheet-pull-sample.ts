import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { DynamoSyncLeases } from '../adapters/dynamodb/timesheets/sync-leases.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import { down, up } from '../cli/commands/local/up.ts';
import { checkMapping, putMapping } from '../cli/commands/timesheets/mapping.ts';
import type { Deployment } from '../cli/deployment.ts';
import { mirrorOf } from '../cli/mirror.ts';
import { addDays } from '../core/values/week.ts';
import type { PullWeekResult, WeekResult } from '../functions/messages/timesheets.ts';
import { PULL_SEMI_SPACE_MB } from '../lib/timesheets/sync-functions.ts';
import { writeMapping } from '../local/demo/mapping-files.ts';
import { PATHS, ROOT } from '../local/paths.ts';
import { COMPANY_DEFAULTS, generateCompany } from '../local/sample/company.ts';
import { type StandIn, startStandIn } from '../local/stand-ins/stand-in.ts';
import { TimesheetCompany } from '../local/stand-ins/timesheets/company.ts';
import { STAND_IN_SYSTEMS, type StandInSystem, standInTimesheets } from '../local/stand-ins/timesheets/systems.ts';
import type { TimesheetSample } from './timesheet-pull.ts';

/**
 * The samples of timesheet pulls, in a process of its own, since TOKENLEDGER_LOCAL names its folder: a fresh engine for
 * each system, and each step of the sync in a process of its own. Prints them as JSON; progress goes beside it.
 */
const WEEK = COMPANY_DEFAULTS.lastMonday;
/** Of which the week is applied too: that is the same of all. */
const APPLIED = 'harvest';
const NOWHERE = { url: 'http://127.0.0.1:9' };
const STEP = `${ROOT}bench/timesheet-pull-step.ts`;
/** Node sweeps late: with little room, what shows is what is needed. */
const HEAP_LIMIT = '--max-old-space-size=160';
/** As each step's function has it. */
const FUNCTION_LIMITS = { pull: [`--max-semi-space-size=${PULL_SEMI_SPACE_MB}`], apply: [] } as const;
/** Where a step works. */
const OUTPUTS = ['MirrorTableName', 'RunBucketName', 'EvidenceBucketName', 'MirrorSettings'];
const STEP_MAX_MS = 30 * 60_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;
/** A connector's pace is its customer's: here it is not waited for. */
const NO_PACE = 10_000;
const run = promisify(execFile);

interface Measured<Result> {
  readonly result: Result;
  readonly seconds: number;
  readonly residentMb: number;
}

if (process.env.TOKENLEDGER_LOCAL === undefined)
  throw new Error('a sample needs TOKENLEDGER_LOCAL, a folder of its own');
process.once('SIGINT', () => void down().finally(() => process.exit(130)));
try {
  console.log(JSON.stringify(await takeSamples(process.argv.slice(2).map(Number))));
} finally {
  await down();
}

async function takeSamples(sizes: readonly number[]): Promise<TimesheetSample[]> {
  const samples: TimesheetSample[] = [];
  for (const name of Object.keys(STAND_IN_SYSTEMS)) {
    const deployment = await freshEngine();
    for (const people of sizes) samples.push(...(await sampleOf(deployment, name, people)));
  }
  return samples;
}

/** A company has one system; and the engine is the slower at a query, the more addresses of others lie beside. */
async function freshEngine(): Promise<Deployment> {
  await down();
  rmSync(PATHS.folder, { recursive: true, force: true });
  const sources = [standInTimesheets(APPLIED, systemOf(APPLIED), NOWHERE)];
  return up({ timesheets: { sources, secrets: {} } }, tell);
}

/** A pull from a stand-in that has made its answers before; of one system the week is applied as well. */
async function sampleOf(deployment: Deployment, name: string, people: number): Promise<TimesheetSample[]> {
  const company = new TimesheetCompany({ seed: people, people, clock: systemClock });
  const { routes, isAllowed } = systemOf(name);
  const standIn = await startStandIn({ routes: routes(company, WEEK), isAllowed, clock: systemClock, port: 0 });
  try {
    const pull = () => step<PullWeekResult>(deployment, 'pull', pullOf(name, standIn), systemOf(name).secret);
    await pull();
    const pulled = await pull();
    if (pulled.result.status !== 'DONE') throw new Error(`${name} was not pulled: ${JSON.stringify(pulled.result)}`);
    const { snapshotKey } = pulled.result;
    const { requests } = pulled.result.position;
    const samples = [sampleBy(`pull, ${name}`, company, requests, pulled)];
    if (name === APPLIED) samples.push(await appliedSample(deployment, company, snapshotKey));
    return samples;
  } finally {
    await standIn.close();
  }
}

async function appliedSample(
  deployment: Deployment,
  company: TimesheetCompany,
  snapshotKey: string,
): Promise<TimesheetSample> {
  const mirror = mirrorOf(deployment);
  const folder = writeMapping({ company, week: WEEK }, systemOf(APPLIED), generateCompany({ lastMonday: WEEK }));
  await putMapping((await checkMapping(folder, mirror, systemClock)).mapping, mirror);
  const week = { source: APPLIED, weekStartDate: WEEK, snapshotKey, complete: true, acceptDrop: true };
  return sampleBy('apply', company, null, await step<WeekResult>(deployment, 'apply', week));
}

function pullOf(name: string, { url }: Pick<StandIn, 'url'>) {
  const { name: source, secretName, ...settings } = standInTimesheets(name, systemOf(name), { url });
  const connector = { ...settings, secretName, requestsPerSecond: NO_PACE, slow: true };
  return { source, weekStartDate: WEEK, connector, position: null };
}

/** A step of the sync, as the function does it. */
async function step<Result>(
  deployment: Deployment,
  name: keyof typeof FUNCTION_LIMITS,
  event: object,
  key = '',
): Promise<Measured<Result>> {
  const tools = { clock: systemClock, sha256 };
  const leases = new DynamoSyncLeases(deployment.dynamodb, deployment.output('MirrorTableName'), tools);
  const lease = await leases.open('the measurement');
  const places = OUTPUTS.map((output) => deployment.output(output));
  const args = [STEP, name, ...places, key, JSON.stringify({ ...lease, ...event })];
  const { stdout } = await run(process.execPath, [HEAP_LIMIT, ...FUNCTION_LIMITS[name], ...args], {
    timeout: STEP_MAX_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return JSON.parse(stdout);
}

function sampleBy(
  what: string,
  company: TimesheetCompany,
  requests: number | null,
  measured: Measured<unknown>,
): TimesheetSample {
  const { seconds, residentMb } = measured;
  const entries = company.entriesIn({ from: WEEK, to: addDays(WEEK, 6) }).length;
  tell(`${what}, ${company.people.length} people: ${seconds.toFixed(1)} s, ${residentMb.toFixed(0)} MB`);
  return { what, people: company.people.length, entries, requests, seconds, residentMb };
}

function systemOf(name: string): StandInSystem {
  return STAND_IN_SYSTEMS[name] as StandInSystem;
}

function tell(line: string): void {
  console.error(`  … ${line}`);
}
