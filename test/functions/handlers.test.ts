import { globSync } from 'node:fs';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { USAGE_COLUMNS } from '../../adapters/lake/usage-query.ts';
import { S3Mappings } from '../../adapters/s3/mappings.ts';
import { S3Snapshots } from '../../adapters/s3/snapshots.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import { PUBLISHED_TABLES } from '../../functions/names.ts';
import { leftBehind } from '../doubles/left-behind.ts';
import { type MemoryAws, memoryAws } from '../doubles/memory-aws.ts';
import { json, type Reply, type ScriptedServer, startServer, status } from '../doubles/scripted-server.ts';
import { weekOf } from '../worlds/mirror-syncs.ts';
import { mapping } from '../worlds/mirror-weeks.ts';
import { MONDAY, rawAnswer, rawCwo, rawEmployee, rawPlan } from '../worlds/raw-answer.ts';

/** The handlers of the workflow, the sweep and the drainer, as Lambda calls them: each with the clients it makes. */
const FOLDERS = globSync('functions/*/*/handler.ts')
  .map((path) => path.split('/').slice(1, 3).join('/'))
  .filter((folder) => !folder.startsWith('api/'))
  .sort();

const EMPLOYEE = 'SOMEBODY-7';
const TOKEN = 'the-token-of-the-tests';
const WORKFLOW = 'arn:aws:states:eu-central-1:111122223333:stateMachine:Workflow';
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  ALLOCATION_TABLE: 'ledger',
  CWO_TABLE: 'cwos',
  BUDGET_TABLE: 'budgets',
  BENCHMARK_SETTINGS: '{"weeks":12,"minWeeks":1,"minPeople":1,"fullTimeHours":40,"bufferPct":5}',
  RUN_BUCKET: 'runs-of-test',
  EVIDENCE_BUCKET: 'evidence-of-test',
  ROOT_BUCKET: 'roots-of-test',
  LAKE_BUCKET: 'lake-of-test',
  ATHENA_WORK_GROUP: 'group',
  GLUE_DATABASE: 'lake',
  TIME_ZONE: 'Europe/Berlin',
  BATCH_SIZE: '100',
  TIMESHEET_TOKEN_SECRET: 'timesheet-token',
  TIMESHEET_TIMEOUT_SECONDS: '5',
  OPERATOR_TOPIC_ARN: 'arn:aws:sns:operators',
  DOCS_URL: 'https://docs.example',
  CHANGE_QUEUE_URL: 'https://queue.test/changes',
  CWO_QUEUE_URL: 'https://queue.test/cwos',
  WORKFLOW_ARN: WORKFLOW,
  SCHEDULE_ARN: 'arn:aws:states:schedule',
  RECHECK_WEEKS: '1',
  MONTH_POLICY: 'BY_DAY',
  MIRROR_TABLE: 'mirror',
  MIRROR_SETTINGS: '{"sources":[],"dropMaxPct":20,"hotWeeks":3}',
};
const PUBLISHED = Object.values(PUBLISHED_TABLES).sort();
const CONTEXT = { functionName: 'step', getRemainingTimeInMillis: () => 60_000 } as unknown as Context;

const athena = mockClient(AthenaClient);
const secrets = mockClient(SecretsManagerClient);
const sqs = mockClient(SQSClient);
const stepFunctions = mockClient(SFNClient);
let aws: MemoryAws;
let timesheets: ScriptedServer;

beforeEach(() => {
  vi.resetModules();
  for (const client of [athena, secrets, sqs, stepFunctions]) client.reset();
  aws = memoryAws();
  secrets.on(GetSecretValueCommand, { SecretId: 'timesheet-token' }).resolves({ SecretString: TOKEN });
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  vi.stubEnv('TIMESHEET_BASE_URL', 'http://127.0.0.1:1');
});

// biome-ignore lint/suspicious/noExplicitAny: what a step answers is what the next one takes, as in the workflow
type Passed = any;

async function call(folder: string, event: unknown): Promise<Passed> {
  const [capability, step] = folder.split('/');
  const { handler } = await import(`../../functions/${capability}/${step}/handler.ts`);
  return handler(JSON.parse(JSON.stringify(event)), CONTEXT);
}

/** The timesheet system, which answers by path. */
async function startTimesheets(answers: Readonly<Record<string, unknown>>): Promise<void> {
  const reply: Reply = (response, request) => {
    const answer = answers[request.path.split('?')[0] as string];
    (answer === undefined ? status(404) : json(answer))(response, request);
  };
  timesheets = await startServer(reply);
  vi.stubEnv('TIMESHEET_BASE_URL', timesheets.url);
}

/** The tables and buckets that hold something, each with how its keys begin. */
function places(): string[] {
  const tables = [...aws.items].map(
    ([key, { pk, cwoId }]) => `${JSON.parse(key)[0]}: ${String(pk ?? cwoId).split('#')[0]}`,
  );
  const buckets = [...aws.objects.keys()].map((key) => key.split('/').slice(0, 2).join(': '));
  return [...new Set([...tables, ...buckets])].sort();
}

function object(key: string): Passed {
  return JSON.parse(aws.objects.get(`${ENVIRONMENT.RUN_BUCKET}/${key}`) ?? 'null');
}

/** A week of one employee, who worked on C1, from its opening to its end. */
async function runWeek(): Promise<Passed> {
  const rows = [
    USAGE_COLUMNS,
    ['1', null, null, null, '1', '0', '1000', '13.370000'],
    ['0', 'USABLE', EMPLOYEE, 'claude_code', '1', '0', '1000', '13.370000'],
  ].map((cells) => ({ Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })) }));
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'query-1' });
  athena.on(GetQueryResultsCommand, { QueryExecutionId: 'query-1' }).resolves({ ResultSet: { Rows: rows } });
  sqs.on(SendMessageBatchCommand).resolves({});
  const answer = { ...rawAnswer(), employees: [rawEmployee(EMPLOYEE)], allocations: [rawPlan('A1', EMPLOYEE)] };
  await startTimesheets({ '/v1/timesheet-weeks/query': answer });

  const execution = { id: 'arn:aws:states:execution:Workflow:week', startTime: '2026-11-24T06:00:00Z' };
  const run = await call('run/open-run', { input: { trigger: 'MANUAL', weekStartDate: MONDAY }, execution });
  const query = await call('run/start-usage-query', { run, attempt: 0 });
  const { manifestKey, planKey } = await call('run/plan-batches', { run, query });
  const [task] = object(manifestKey);
  const fetched = await call('run/fetch-timesheets', task);
  await call('run/persist', await call('run/allocate', fetched));
  const { reconciledKey } = await call('run/reconcile', { run, planKey });
  await call('run/seal-week', { run });
  const { isPublished } = await call('publication/publish', { run });
  return { run, closed: await call('run/close-run', { run, planKey, reconciledKey, failure: null, isPublished }) };
}

describe('the handlers of a run', () => {
  it('lead a week from its usage to its publication, each at the places that are its own', async () => {
    const { closed } = await runWeek();

    expect(closed).toEqual({ status: 'SUCCEEDED' });
    expect(places()).toEqual([
      'cwos: C1',
      'evidence-of-test: evidence',
      ...PUBLISHED.map((table) => `lake-of-test: ${table}`),
      'ledger: CWO',
      'ledger: PUBLICATION',
      'ledger: RUN',
      'ledger: WEEK',
      'roots-of-test: roots',
      'runs-of-test: runs',
    ]);
    expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toMatchObject({
      WorkGroup: 'group',
      QueryExecutionContext: { Database: 'lake' },
    });
    expect(timesheets.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
    expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: ENVIRONMENT.CWO_QUEUE_URL, Entries: [{ Id: '0', MessageBody: 'C1' }] },
    ]);
  });

  it('leave nothing of an event, of an answer or of the token in logs and traces', async () => {
    const { tracer } = await import('../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);

    await runWeek();
    await expect(call('run/persist', { employeeId: EMPLOYEE })).rejects.toThrow();
    vi.restoreAllMocks();

    expect(texts()).toContain('run ended');
    for (const word of [EMPLOYEE, '13.37', TOKEN, '@example.com']) expect(texts()).not.toContain(word);
  });

  it('write the receipt of a batch whose functions failed', async () => {
    const run = { runId: 'r1', mondayDate: MONDAY, trigger: 'MANUAL', startedAt: '2026-11-24T06:00:00.000Z' };

    await call('run/note-failure', { run, batch: 3, error: 'Lambda.Unknown', cause: 'no memory' });

    expect([...aws.objects.keys()]).toEqual([expect.stringMatching(/^runs-of-test\/runs\/r1\/receipts\/0*3-failed/)]);
  });
});

describe('the handler of the weeks that changed', () => {
  it('publishes those that a run has marked, and no other', async () => {
    const { run } = await runWeek();
    const versionOf = (part: string) => {
      const items = [...aws.items.values()];
      return items.find(({ pk, sk }) => pk === 'PUBLICATION' && sk === part)?.version;
    };
    await call('publication/publish', {});
    expect([versionOf(MONDAY), versionOf('UNDIVIDED')]).toEqual([1, 1]);

    await call('run/close-run', { run, planKey: null, reconciledKey: null, failure: null, isPublished: false });
    await call('publication/publish', {});

    // Marked by one, taken by the other.
    expect([versionOf(MONDAY), versionOf('UNDIVIDED')]).toEqual([3, 2]);
  });

  it('emits how long what it could not publish has waited, for its stack alone', async () => {
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'tokenledger-test');
    const dirtySince = new Date(Date.now() - 7_200_000).toISOString();
    const record = { pk: 'PUBLICATION', sk: MONDAY, version: 1, isDirty: true, dirtySince, raisedAt: dirtySince };
    (aws.items as Map<string, unknown>).set(JSON.stringify(['ledger', 'PUBLICATION', MONDAY]), record);
    mockClient(S3Client).rejects(new Error('down'));
    const { tracer } = await import('../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);

    await expect(call('publication/publish', {})).rejects.toThrow('down');

    const emitted = texts()
      .split('\n')
      .find((line) => line.includes('"CloudWatchMetrics"'));
    const { PublicationWaitSeconds: seconds, service } = JSON.parse(emitted ?? '{}');
    expect([Math.floor(seconds / 100), service]).toEqual([72, 'tokenledger-test']);
  });
});

describe('the handlers of a recalculation', () => {
  it('start it for what waits in the queue of changes, and find the head of who is named', async () => {
    await runWeek();
    const message = { Body: `${MONDAY}#${EMPLOYEE}`, MessageId: 'm1', ReceiptHandle: 'r1' };
    const ofChanges = { QueueUrl: ENVIRONMENT.CHANGE_QUEUE_URL };
    sqs
      .on(ReceiveMessageCommand, ofChanges)
      .resolvesOnce({ Messages: [message] })
      .resolves({});
    sqs.on(DeleteMessageBatchCommand).resolves({});
    stepFunctions.on(StartExecutionCommand).resolves({ executionArn: 'execution-1' });

    const drained = await call('recalculation/drain-webhooks', {});

    expect(drained).toMatchObject({ messages: 1, employeeWeeks: 1, executions: ['execution-1'] });
    expect(sqs.commandCalls(DeleteMessageBatchCommand)[0]?.args[0].input).toEqual({
      QueueUrl: ENVIRONMENT.CHANGE_QUEUE_URL,
      Entries: [{ Id: '0', ReceiptHandle: 'r1' }],
    });
    const { stateMachineArn, input = '' } = stepFunctions.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(stateMachineArn).toBe(WORKFLOW);

    const execution = { id: 'arn:aws:states:execution:Workflow:again', startTime: '2026-11-24T07:00:00Z' };
    const run = await call('run/open-run', { input: JSON.parse(input), execution });
    const { requestKey } = JSON.parse(input);

    expect(await call('recalculation/select-employees', { run, requestKey })).toMatchObject({ needsUsage: false });
  });

  it('of the sweep read the feed, and move the cursor only past what was dealt with', async () => {
    await runWeek();
    const changes = [
      { employeeId: EMPLOYEE, weekStartDate: MONDAY, version: 4, type: 'AMENDED', at: '2026-11-24T06:30:00Z' },
    ];
    await startTimesheets({ '/v1/timesheet-changes': { changes, nextCursor: 'c1', hasMore: false } });
    vi.resetModules();

    const plan = await call('recalculation/collect-changes', { executionId: 'sweep-1' });

    expect(plan).toMatchObject({ changes: 1, requests: [{ weekStartDate: MONDAY }] });
    expect(object(plan.requests[0].requestKey)).toEqual({ mondayDate: MONDAY, employeeIds: [EMPLOYEE] });
    expect(timesheets.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(await call('recalculation/advance-cursor', plan)).toMatchObject({ isAdvanced: false });
    expect(places()).not.toContain('ledger: SWEEP');
    expect(await call('recalculation/advance-cursor', { ...plan, requests: [] })).toMatchObject({ isAdvanced: true });
    expect(places()).toContain('ledger: SWEEP');
  });

  it('of a CWO that changed take it up with the address of its PM, and suggest its budget', async () => {
    const project = { projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' };
    await startTimesheets({ '/v1/cwos/C1': { cwo: rawCwo('C1'), project } });

    await call('timesheets/refresh-cwo', { Records: [{ body: 'C1' }] });

    expect([...aws.items.values()]).toContainEqual(expect.objectContaining({ cwoId: 'C1', pmEmail: 'pm@example.com' }));
    expect(places()).toEqual(['budgets: SUGGESTED', 'budgets: SUGGESTION', 'cwos: C1', 'ledger: PUBLICATION']);
  });
});

describe('the handlers of timesheets that are mirrored', () => {
  /** A week of the employee that is imported, with nothing in the environment of a system that speaks contract 2. */
  async function syncWeek(): Promise<Passed> {
    vi.stubEnv('TIMESHEET_KIND', 'MIRROR');
    for (const name of ['TIMESHEET_BASE_URL', 'TIMESHEET_TOKEN_SECRET', 'TIMESHEET_TIMEOUT_SECONDS']) {
      vi.stubEnv(name, undefined);
    }
    const snapshots = new S3Snapshots(new S3Client({}), ENVIRONMENT.RUN_BUCKET);
    const parts = [{ week: weekOf(EMPLOYEE, 8_00) }];
    const snapshotKey = await snapshots.put({ source: 'import', mondayDate: MONDAY }, parts);
    const imported = { weekStartDate: MONDAY, snapshotKey, complete: false };
    const { weeks, ...opened } = await call('timesheets/open-sync', { executionId: 'sync-1', imported });
    const week = await call('timesheets/apply-week', { ...opened, ...weeks[0] });
    return call('timesheets/close-sync', { ...opened, weeks: [week] });
  }

  it('apply a week and close, each at the places that are its own', async () => {
    expect(await syncWeek()).toMatchObject({ seq: 1, hasChanges: true, weeks: [{ status: 'APPLIED', changed: 1 }] });
    expect(places()).toEqual([
      ...['mirror: FEED', 'mirror: STATE', 'mirror: SYNC', 'mirror: WEEK', 'runs-of-test: mirror'],
    ]);
  });

  it('pull a week of the system that the event names, with the secret that it names', async () => {
    timesheets = await startServer(status(401));
    const opened = await call('timesheets/open-sync', { executionId: 'sync-1', weeks: [MONDAY] });
    const connector = {
      ...{ system: 'TEMPO', baseUrl: timesheets.url, secretName: 'timesheet-token', approval: ['PERIOD'] },
      ...{ dayZone: 'SOURCE', hours: 'EXACT', requestsPerSecond: 50, states: {} },
    };
    const week = { source: 'tempo', weekStartDate: MONDAY, position: null, connector };

    expect(await call('timesheets/pull-week', { ...opened, ...week })).toMatchObject({
      status: 'FAILED',
      failure: expect.stringMatching(/^UNAUTHORIZED: tempo \/4\/\S+: answered 401$/),
    });
    expect(new Set(timesheets.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${TOKEN}`]),
    );
  });

  it('watch when a sync last succeeded', async () => {
    await syncWeek();
    const { metrics } = await import('../../functions/runtime/telemetry.ts');
    const emitted = vi.spyOn(metrics, 'addMetric');

    await call('timesheets/watch-syncs', {});

    expect(emitted.mock.calls).toEqual([['HoursSinceTimesheetSync', 'Count', 0]]);
  });

  it('lead a week from the mirror to the ledger, and its changes to the sweep, without a request to any system', async () => {
    await syncWeek();

    expect((await runWeek()).closed).toEqual({ status: 'SUCCEEDED' });
    expect(await call('recalculation/collect-changes', { executionId: 'sweep-1' })).toMatchObject({ changes: 1 });
    expect(timesheets.requests).toEqual([]);
  });

  it('take up a CWO as the mapping has it', async () => {
    await syncWeek();
    const mappings = new S3Mappings(new S3Client({}), ENVIRONMENT.EVIDENCE_BUCKET, sha256);
    const hash = await mappings.put(mapping());
    const state = { pk: 'STATE', sk: 'MAPPING', hash };
    (aws.items as Map<string, unknown>).set(JSON.stringify(['mirror', 'STATE', 'MAPPING']), state);

    await call('timesheets/refresh-cwo', { Records: [{ body: 'CWO-1' }] });

    expect([...aws.items.values()]).toContainEqual(expect.objectContaining({ cwoId: 'CWO-1', name: 'Portal' }));
  });
});

describe('the handler of benchmarks', () => {
  it('keeps what the query of published lines comes to, and tells no more than how many roles have history', async () => {
    const line = ['QA', EMPLOYEE, MONDAY, 'C1', 'P1', '1000', '13.3700', '40.00'];
    const rows = [line].map((cells) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) }));
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'query-2' });
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
    athena.on(GetQueryResultsCommand, { QueryExecutionId: 'query-2' }).resolves({ ResultSet: { Rows: rows } });

    const told = await call('budgets/refresh-benchmarks', {});

    expect(told).toEqual({ asOf: expect.any(String), roles: 1, usableRoles: 1 });
    expect([...aws.objects.keys()]).toEqual([`evidence-of-test/benchmarks/${told.asOf}.json`]);
  });
});

describe('each handler', () => {
  it('is looked at', () => {
    expect(FOLDERS.length).toBeGreaterThanOrEqual(15);
  });

  it.each(FOLDERS)('%s does nothing with an event that is none of its own, and does not repeat it', async (folder) => {
    const { tracer } = await import('../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);

    await expect(call(folder, [EMPLOYEE])).rejects.toThrow();
    vi.restoreAllMocks();

    expect(texts()).not.toContain(EMPLOYEE);
    expect([aws.items.size, aws.objects.size, aws.messages.length]).toEqual([0, 0, 0]);
  });

  it.each(FOLDERS)('%s does not start without its environment, and names what is missing', async (folder) => {
    for (const name of Object.keys(ENVIRONMENT)) vi.stubEnv(name, undefined);

    await expect(call(folder, {})).rejects.toThrow(/environment variables: [A-Z_]+: /);
  });
});
