import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { AwsClients, RequestMeter } from '../adapters/aws/clients.ts';
import { systemClock } from '../adapters/clock.ts';
import { DynamoRunRecords } from '../adapters/dynamodb/run-records.ts';
import { sha256 } from '../adapters/hash.ts';
import { SqsChangeQueue } from '../adapters/sqs/change-queue.ts';
import { StepFunctionsRecalculations } from '../adapters/step-functions/recalculations.ts';
import { drainWebhooks } from '../functions/drain-webhooks/step.ts';
import type { Deployment } from '../local/aws.ts';
import { run } from '../local/commands/run.ts';
import { sweep } from '../local/commands/sweep.ts';
import { down, up } from '../local/commands/up.ts';
import { loadUsage } from '../local/commands/usage-load.ts';
import { PATHS } from '../local/paths.ts';
import { readLatestRuns } from '../local/run-records.ts';
import { type Random, randomOf } from '../local/sample/random.ts';
import { startTimesheetService, type TimesheetService } from '../local/timesheets/service.ts';
import type { DeliveriesMeasure } from './deliveries.ts';
import { companyOf, countWrong, employeeIds, entriesOf, MONDAY, usageOf } from './delivery-company.ts';
import { type Delivery, sendEvenly } from './delivery-sender.ts';

/**
 * The measurement of deliveries, in a process of its own, since TOKENLEDGER_LOCAL names its folder: a fresh engine, a week
 * that was run, then amendments and their signed deliveries at an even pace, a part of them repeated. Prints what was
 * measured as JSON; progress goes beside it.
 */
const EMPLOYEES = 1_000;
const REPEATED_PERCENT = 30;
const HOURS = 40;
const SECRET = `whsec_${Buffer.from('the secret of the measurement').toString('base64')}`;
const TOKEN = 'the token of the measurement';
const POLL_MS = 500;
const POLLS_MAX = 1_200;
/** The record of the run, the request, the heads and the selection; all that follows is *plan batches* and behind. */
const CALLS_BEFORE_PLAN = 4;
const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

if (process.env.TOKENLEDGER_LOCAL === undefined)
  throw new Error('a sample needs TOKENLEDGER_LOCAL, a folder of its own');
const [count, seconds] = process.argv.slice(2).map(Number) as [number, number];
const ids = employeeIds(EMPLOYEES);
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
  const hoursOf = new Map(ids.map((id) => [id, HOURS]));
  const target = { url: deployment.output('WebhookUrl'), secret: SECRET };
  await warmUp(target);
  tell(`sending ${count} deliveries in ${seconds} s`);
  const next = amendments(service, hoursOf);
  const { latencies, statuses, unanswered } = await sendEvenly(target, { count, seconds }, next);
  tell('draining what waits');
  const sent = performance.now();
  const drained = await settle(deployment);
  const settledSeconds = (performance.now() - sent) / 1000;
  const wrongBeforeSweep = await countWrong(deployment, hoursOf);
  const { isComplete } = await sweep(deployment, tell);
  const runs = (await readLatestRuns(deployment, MONDAY)).filter(({ trigger }) => trigger === 'WEBHOOK');
  const recalculated = runs.reduce((sum, { totals }) => sum + totals.employeesCommitted + totals.employeesConfirmed, 0);
  const awsCalls = runs.reduce((sum, one) => sum + one.awsCalls - CALLS_BEFORE_PLAN, 0);
  return {
    deliveries: count,
    repeated: repeatsOf(count),
    seconds,
    statuses,
    unanswered,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    wrongBeforeSweep,
    wrongAfterSweep: await countWrong(deployment, hoursOf),
    isSweepComplete: isComplete,
    settledSeconds,
    drainedMessages: drained.messages,
    callsPerMessage: drained.calls / drained.messages,
    runs: runs.length,
    recalculated,
    callsPerEmployeeWeek: awsCalls / recalculated,
  };
}

/** The first call of a function starts its process, which is no answer of a receiver at work. */
async function warmUp(target: Parameters<typeof sendEvenly>[0]): Promise<void> {
  const event = { type: 'cwo.updated', timestamp: new Date().toISOString(), data: { cwoId: 'C1' } };
  await sendEvenly(target, { count: 1, seconds: 1 }, () => ({ id: 'msg_warm_up', body: JSON.stringify(event) }));
}

function repeatsOf(deliveries: number): number {
  return Math.floor((deliveries * REPEATED_PERCENT) / 100);
}

/** Amends a sheet and tells of it, or, in its turn, tells again of an amendment before. */
function amendments({ store }: TimesheetService, hoursOf: Map<string, number>): (index: number) => Delivery {
  const random = randomOf('deliveries', count, seconds);
  const isRepeat = shuffledTurns(random);
  const told: Delivery[] = [];
  return (index) => {
    if (isRepeat[index] && told.length > 0) return told[random.below(told.length)] as Delivery;
    const employeeId = ids[random.below(ids.length)] as string;
    const hours = random.below(HOURS + 1);
    const { version } = store.amend({ employeeId, mondayDate: MONDAY }, entriesOf(hours));
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
  const turns = Array.from({ length: count - 1 }, (_, index) => index < repeatsOf(count));
  const keyed = turns.map((isRepeat) => ({ isRepeat, key: random.below(1_000_000) }));
  return [false, ...keyed.sort((a, b) => a.key - b.key).map(({ isRepeat }) => isRepeat)];
}

/**
 * Drains, here and beside the drainer that runs each minute, until nothing waits or is held and no run goes on.
 * @returns the messages that were drained here, and the requests for it
 */
async function settle(deployment: Deployment): Promise<{ messages: number; calls: number }> {
  const meter = new RequestMeter();
  const clients = new AwsClients(meter);
  const url = deployment.output('ChangeQueueUrl').replace(/^https?:\/\/[^/]+/, deployment.output('EndpointUrl'));
  const ports = {
    queue: new SqsChangeQueue(clients.sqs(), url),
    records: new DynamoRunRecords(clients.dynamodb(), deployment.output('AllocationTableName')),
    store: deployment.runStore,
    recalculations: new StepFunctionsRecalculations(clients.stepFunctions(), deployment.output('WorkflowArn')),
    clock: systemClock,
    sha256,
  };
  const sqs = new AwsClients(new RequestMeter()).sqs();
  let messages = 0;
  let calls = 0;
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
    );
    const [waiting, held] = COUNTS.map((name) => Number(Attributes?.[name]));
    if (waiting) {
      const spent = meter.since();
      const drained = await drainWebhooks(ports, new AbortController().signal);
      // The store's one put of each request is not metered.
      calls += spent.calls() + drained.executions.length;
      messages += drained.messages;
    } else if (held === 0 && !(await isRunning(deployment))) return { messages, calls };
    await setTimeout(POLL_MS);
  }
  throw new Error('the stack does not come to rest');
}

async function isRunning(deployment: Deployment): Promise<boolean> {
  const { executions } = await deployment.stepFunctions.send(
    new ListExecutionsCommand({ stateMachineArn: deployment.output('WorkflowArn'), statusFilter: 'RUNNING' }),
  );
  return (executions ?? []).length > 0;
}

function percentile(ascending: readonly number[], percent: number): number {
  return ascending[Math.ceil((ascending.length * percent) / 100) - 1] ?? Number.NaN;
}

function tell(line: string): void {
  console.error(`  … ${line}`);
}
