import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../../adapters/dynamodb/runs/told-findings.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import type { SweepPlan } from '../../../functions/messages/sweep.ts';
import { advanceCursor } from '../../../functions/recalculation/advance-cursor/step.ts';
import { collectChanges } from '../../../functions/recalculation/collect-changes/step.ts';
import { MemoryOperatorMessages } from '../../doubles/memory-operator-messages.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { scriptChanges } from '../../worlds/foreign-week.ts';
import { Fuse } from '../faults/fuse.ts';
import { Sandbox } from '../faults/sandbox.ts';
import { pass, watchable } from '../faults/watch.ts';
import { ChangingWeek, each, names, on } from './changing-week.ts';
import { callsOf, faultsOf } from './faults.ts';
import { runsEnded } from './intake.ts';
import { weekOf } from './weeks.ts';

/** The collector and the advancer of a sweep die between any two of their calls, and are invoked again. */

const week = new ChangingWeek(weekOf('sweep dies'));
const people = names('SD', 4);
/** The Monday after: the week is the last full one. */
const clock = new TestClock(new Date(Date.parse(week.monday) + 8 * 86_400_000).toISOString());
const STATE = { pk: 'SWEEP', sk: 'STATE' };
const original = globalThis.fetch;
let sandbox: Sandbox;

beforeAll(async () => {
  globalThis.fetch = (...args) => pass('fetch', () => original(...args));
  const { dynamodb, s3, outputs } = week.stack;
  sandbox = await Sandbox.create({ dynamodb, s3, outputs });
  await week.begin({
    ...each(people.slice(0, 2), on('SD-A')),
    ...each(people.slice(2), { plans: { 'SD-A': '40.00' }, status: null }),
  });
  await week.change(each(people, on('SD-B', 2)));
  await scriptChanges(inject('timesheets'), {
    changes: people.slice(0, 3).map((employeeId) => {
      return { employeeId, weekStartDate: week.monday, version: 2, type: 'APPROVED', occurredAt: clock.now() };
    }),
    pageMax: 2,
  });
});

afterAll(async () => {
  globalThis.fetch = original;
  await sandbox.remove();
});

/** The steps' ports as a process just started has them; how far the sweep has come rests in a table of its own. */
function ports() {
  const clients = new AwsClients(new RequestMeter());
  const dynamodb = watchable(clients.dynamodb());
  const table = week.stack.output('AllocationTableName');
  const { url, token } = inject('timesheets');
  return {
    states: new DynamoSweepStates(dynamodb, sandbox.allocationTable),
    feed: new HttpTimesheetSource({ baseUrl: url, token: async () => token }, 5_000, clock),
    ledger: new DynamoLedgerReader(dynamodb, table, sha256),
    records: new DynamoRunRecords(dynamodb, table),
    told: new DynamoToldFindings(dynamodb, sandbox.allocationTable),
    docsUrl: 'https://docs.example',
    messages: new MemoryOperatorMessages(),
    store: new S3RunStore(watchable(clients.s3()), week.stack.output('RunBucketName'), sha256),
    clock,
    sha256,
  };
}

function collect(): Promise<SweepPlan> {
  const { signal } = new AbortController();
  return collectChanges({ executionId: 'one sweep' }, ports(), { timeZone: 'UTC', recheckWeeks: 1 }, signal);
}

/** Runs what a sweep has planned, as its state machine does. */
async function carryOut({ requests }: SweepPlan): Promise<void> {
  for (const { name, ...request } of requests) {
    const input = JSON.stringify({ trigger: 'SWEEP', ...request });
    await week.stack.stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn: week.stack.output('WorkflowArn'), name, input }),
    );
  }
  await runsEnded(week.stack);
}

describe('a sweep that dies', () => {
  let plan: SweepPlan;

  it('while it collects, comes to the same plan when it is invoked again', async () => {
    plan = await collect();
    const calls = await callsOf(collect);

    for (const fault of faultsOf(calls)) {
      expect(await new Fuse(fault).invoke(collect), JSON.stringify(fault)).toEqual(plan);
    }

    expect(plan).toMatchObject({ changes: 3, rechecks: 2, before: { cursor: null }, next: { cursor: 'c2' } });
    expect(new Set(calls)).toEqual(new Set(['GetItemCommand', 'fetch', 'QueryCommand', 'PutObjectCommand']));
  });

  it('while it advances, has moved the cursor once it is invoked again', async () => {
    await carryOut(plan);
    const advance = async () => {
      return advanceCursor(plan, ports());
    };
    const begin = () => week.stack.dynamodb.send(new DeleteCommand({ TableName: sandbox.allocationTable, Key: STATE }));
    await begin();
    const calls = await callsOf(advance);

    for (const fault of faultsOf(calls)) {
      await begin();
      const { isAdvanced } = await new Fuse(fault).invoke(advance);
      expect({ isAdvanced, state: await ports().states.read() }, JSON.stringify(fault)).toEqual({
        isAdvanced: true,
        state: plan.next,
      });
    }

    expect(new Set(calls)).toEqual(new Set(['GetObjectCommand', 'GetItemCommand', 'QueryCommand', 'PutItemCommand']));
    expect(await week.state()).toEqual(each(people, ['SD-B 40.00 r2']));
  });
});
