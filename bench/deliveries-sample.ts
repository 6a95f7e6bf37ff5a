import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { down, up } from '../cli/commands/local/up.ts';
import { sweep } from '../cli/commands/recalculation/sweep.ts';
import { run } from '../cli/commands/run/run.ts';
import { loadUsage } from '../cli/commands/usage/load.ts';
import type { Deployment } from '../cli/deployment.ts';
import { PATHS } from '../local/paths.ts';
import { type Random, randomOf } from '../local/sample/random.ts';
import { startTimesheetService } from '../local/timesheets/service.ts';
import type { DeliveriesMeasure } from './deliveries.ts';
import { companyOf, countWrong, employeeIds, entriesOf, MONDAY, usageOf } from './delivery-company.ts';
import { MeteredDrainer } from './delivery-drain.ts';
import { type Delivery, sendEvenly } from './delivery-sender.ts';

/**
 * The measurement of deliveries, in a process of its own, since TOKENLEDGER_LOCAL names its folder: a fresh engine, a week
 * that was run, then amendments and their signed deliveries at an even pace, a part of them repeated. Prints what was
 * measured as JSON; progress goes beside it.
 */
const EMPLOYEES = 1_000;
const REPEATED_PERCENT = 30;
const HOURS = 40;
/** Processes of the receiver that are started before: a first call is no answer of a receiver at work. */
const WARM = 4;
const DRAINED_AT_ONCE = 500;
const SECRET = `whsec_${Buffer.from('the secret of the measurement').toString('base64')}`;
const TOKEN = 'token-of-the-measurement';
/** The record of the run, the request, the heads and the selection; all that follows is *plan batches* and behind. */
const CALLS_BEFORE_PLAN = 4;

if (process.env.TOKENLEDGER_LOCAL === undefined)
  throw new Error('a sample needs TOKENLEDGER_LOCAL, a folder of its own');
const [count, seconds] = process.argv.slice(2).map(Number) as [number, number];
const repeated = Math.floor((count * REPEATED_PERCENT) / 100);
const ids = employeeIds(EMPLOYEES);
/** What the timesheets say: the hours on the first CWO. */
const hoursOf = new Map(ids.map((id) => [id, HOURS]));
const service = await startTimesheetService({ file: ':memory:', token: TOKEN, port: 0 });
process.once('SIGINT', () => void down().finally(() => process.exit(130)));
try {
  console.log(JSON.stringify(await measure(await prepare())));
} finally {
  await down();
  await service.close();
}

async function prepare(): Promise<Deployment> {
  await down();
  rmSync(PATHS.folder, { recursive: true, force: true });
  mkdirSync(PATHS.folder, { recursive: true });
  service.store.load(companyOf(ids));
  const options = { timesheetUrl: service.url, timesheetToken: TOKEN, webhookSecret: SECRET };
  const deployment = await up(options, tell);
  const file = `${PATHS.folder}/usage.jsonl`;
  writeFileSync(file, usageOf(ids));
  tell(await loadUsage(deployment, [file], MONDAY));
  const { status } = await run(deployment, MONDAY, () => {});
  if (status !== 'SUCCEEDED') throw new Error(`the week to be corrected ended as ${status}`);
  return deployment;
}

async function measure(deployment: Deployment): Promise<DeliveriesMeasure> {
  const target = { url: deployment.output('WebhookUrl'), secret: SECRET };
  await sendEvenly(target, { count: WARM, seconds: 0 }, deliveryOfNothing);
  tell(`sending ${count} deliveries in ${seconds} s`);
  const { latencies, statuses, unanswered } = await sendEvenly(target, { count, seconds }, amendments());
  const drainer = new MeteredDrainer(deployment);
  tell('draining what waits');
  const sentAt = performance.now();
  await drainer.settle();
  const settledSeconds = (performance.now() - sentAt) / 1000;
  const wrongBeforeSweep = await countWrong(deployment, hoursOf);
  const recalculations = await readRecalculations(deployment);
  const drained = await drainer.drainThese(
    ids.slice(0, DRAINED_AT_ONCE).map((employeeId) => ({ employeeId, mondayDate: MONDAY })),
  );
  await drainer.settle();
  const { isComplete } = await sweep(deployment, tell);
  return {
    deliveries: count,
    repeated,
    seconds,
    statuses,
    unanswered,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    settledSeconds,
    ...recalculations,
    drainedAtOnce: drained.messages,
    callsPerMessage: drained.calls / drained.messages,
    wrongBeforeSweep,
    wrongAfterSweep: await countWrong(deployment, hoursOf),
    isSweepComplete: isComplete,
  };
}

async function readRecalculations(deployment: Deployment) {
  const runs = (await deployment.records.listSinceFullRun(MONDAY)).filter(({ trigger }) => trigger === 'WEBHOOK');
  const recalculated = runs.reduce((sum, { totals }) => sum + totals.employeesCommitted + totals.employeesConfirmed, 0);
  const calls = runs.reduce((sum, { awsCalls }) => sum + awsCalls - CALLS_BEFORE_PLAN, 0);
  return { runs: runs.length, recalculated, callsPerEmployeeWeek: calls / recalculated };
}

/** Amends a sheet and tells of it, or, in its turn, tells again of an amendment before. */
function amendments(): (index: number) => Delivery {
  const random = randomOf('deliveries', count, seconds);
  const isRepeat = shuffledTurns(random);
  const told: Delivery[] = [];
  return (index) => {
    if (isRepeat[index]) return told[random.below(told.length)] as Delivery;
    const employeeId = ids[random.below(ids.length)] as string;
    const hours = random.below(HOURS + 1);
    const { version } = service.store.amend({ employeeId, mondayDate: MONDAY }, entriesOf(hours));
    hoursOf.set(employeeId, hours);
    const data = { employeeId, weekStartDate: MONDAY, version };
    const body = JSON.stringify({ type: 'timesheet.amended', timestamp: new Date().toISOString(), data });
    const delivery = { id: `msg_${index}`, body };
    told.push(delivery);
    return delivery;
  };
}

/** Which deliveries are repeated ones: never the first, otherwise spread by chance. */
function shuffledTurns(random: Random): boolean[] {
  const turns = Array.from({ length: count - 1 }, (_, index) => index < repeated);
  const keyed = turns.map((isRepeat) => ({ isRepeat, key: random.below(1_000_000) }));
  return [false, ...keyed.sort((a, b) => a.key - b.key).map(({ isRepeat }) => isRepeat)];
}

function deliveryOfNothing(index: number): Delivery {
  const event = { type: 'cwo.updated', timestamp: new Date().toISOString(), data: { cwoId: 'C1' } };
  return { id: `msg_nothing_${index}`, body: JSON.stringify(event) };
}

function percentile(ascending: readonly number[], percent: number): number {
  return ascending[Math.ceil((ascending.length * percent) / 100) - 1] ?? Number.NaN;
}

function tell(line: string): void {
  console.error(`  … ${line}`);
}
