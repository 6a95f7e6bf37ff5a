import { CreateStateMachineCommand, DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyWeekEventSchema,
  closeSyncEventSchema,
  openSyncEventSchema,
} from '../../../functions/messages/timesheets.ts';
import { machineOf } from '../../lib/definitions.ts';
import { variantOf } from '../../lib/stacks.ts';
import { recover } from './activity-stub.ts';
import { execute, failedTries, fails, type Mock, type Mocks, returns, scaleWaits } from './executions.ts';
import { sfn } from './machines.ts';

/** As a stack with a mirror has it: the deployed one has none. Every task is mocked. */
const SYNC = machineOf(variantOf('mirror'), 'TimesheetSyncStateMachine');
let arn = '';

const MONDAYS = ['2026-11-09', '2026-11-16'];
const weeks = MONDAYS.map((weekStartDate) => ({
  ...{ source: 'import', weekStartDate, snapshotKey: `mirror/import/${weekStartDate}/hash`, complete: true },
}));
const opened = returns({ status: 'OPEN', seq: 7, owner: 'sync-7', acceptDrop: true, weeks });
const applied = {
  ...{ source: 'import', weekStartDate: MONDAYS[0], status: 'APPLIED', obstacle: null, people: 1, entries: 2 },
  ...{ hours: '8.00', changed: 1, setAside: { count: 0, sample: [] }, unmapped: { items: 0, hours: '0.00' } },
};
const closed = (isComplete: boolean, hasChanges: boolean) =>
  returns({
    seq: 7,
    isComplete,
    obstacle: isComplete ? null : 'import, week 2026-11-09: FAILED',
    hasChanges,
    weeks: [],
  });
const failed = { source: 'import', weekStartDate: MONDAYS[1], status: 'FAILED', failure: 'LeaseLostError: why' };
const started: Mock = { Return: { ExecutionArn: 'sweep', StartDate: 0 } };
const WELL: Mocks = {
  'Open sync': opened,
  'Apply week': returns(applied),
  'Close sync': closed(true, true),
  'Start sweep': started,
};

const sync = (mocks: Mocks) =>
  execute({ arn, name: SYNC.name, definition: {}, states: SYNC.states }, {}, { ...WELL, ...mocks });

const VARIABLES = { sync: { status: 'OPEN', seq: 7, owner: 'sync-7', acceptDrop: true, weeks }, synced: {} };

/** What a step's function is called with. */
async function payloadOf(name: string, input: unknown): Promise<unknown> {
  const recovery = { input, variables: VARIABLES, failures: 0, error: '', result: { Payload: {} } };
  const { calls } = await recover(name, SYNC.states.get(name), recovery);
  return calls[0].Payload;
}

beforeAll(async () => {
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'timesheet-sync-for-the-test',
      roleArn: 'arn:aws:iam::000000000000:role/for-the-test',
      definition: JSON.stringify(SYNC.definition).replaceAll('{Partition}', 'aws'),
    }),
  );
  arn = stateMachineArn;
  await scaleWaits(0);
});
afterAll(async () => {
  await scaleWaits(1);
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
});

describe('a timesheet sync', () => {
  it('applies its weeks, closes and starts the sweep', async () => {
    const { path, status } = await sync({});

    expect(path).toEqual([
      ...['Open sync', 'Sync opened?', 'Synced weeks', 'Close sync', 'Anything changed?', 'Start sweep'],
      ...['All applied?', 'Sync done'],
    ]);
    expect(status).toBe('SUCCEEDED');
  });

  it('hands each step an event that it takes', async () => {
    const results = [applied, failed];

    expect(openSyncEventSchema.parse(await payloadOf('Open sync', { weeks: MONDAYS }))).toMatchObject({
      weeks: MONDAYS,
      executionId: expect.stringContaining('Open-sync'),
    });
    expect(applyWeekEventSchema.parse(await payloadOf('Apply week', weeks[0]))).toEqual({
      ...{ ...weeks[0], seq: 7, owner: 'sync-7', acceptDrop: true },
    });
    expect(closeSyncEventSchema.parse(await payloadOf('Close sync', results))).toMatchObject({
      seq: 7,
      weeks: results,
    });
    expect(closeSyncEventSchema.parse(await payloadOf('Close sync', []))).toMatchObject({ owner: 'sync-7', weeks: [] });
  });

  it('makes a week that failed a result', async () => {
    const { events } = await sync({ 'Apply week': [returns(applied), fails('LeaseLostError', 'why')] });

    const exits = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
    const output = exits.find(({ name }) => name === 'Synced weeks')?.output ?? '[]';
    expect(JSON.parse(output)).toEqual([expect.objectContaining(applied), failed]);
  });

  it('ends at once where another one writes', async () => {
    const { path, status } = await sync({ 'Open sync': returns({ status: 'SKIPPED' }) });

    expect(path).toEqual(['Open sync', 'Sync opened?', 'Sync skipped']);
    expect(status).toBe('SUCCEEDED');
  });

  it('starts no sweep where nothing changed', async () => {
    const { path } = await sync({ 'Close sync': closed(true, false) });

    expect(path.slice(-3)).toEqual(['Anything changed?', 'All applied?', 'Sync done']);
  });

  it('fails where a week was not applied, once its changes are on their way', async () => {
    const { path, error, cause } = await sync({ 'Close sync': closed(false, true) });

    expect(path.slice(-3)).toEqual(['Start sweep', 'All applied?', 'Not all applied']);
    expect([error, cause]).toEqual(['TimesheetSyncFailed', 'import, week 2026-11-09: FAILED']);
  });

  it('is done though the sweep could not be started, whose schedule comes', async () => {
    const { path, status } = await sync({ 'Start sweep': fails('StepFunctions.ThrottlingException') });

    expect(path.slice(-3)).toEqual(['Start sweep', 'All applied?', 'Sync done']);
    expect(status).toBe('SUCCEEDED');
  });

  it.each([
    ['Open sync', 'Sync not opened'],
    ['Close sync', 'Sync not closed'],
  ])('fails where %s does, after four tries, and says why', async (task, end) => {
    const { path, events, error, cause } = await sync({ [task]: fails('TransientError') });

    expect(failedTries(events)).toHaveLength(4);
    expect(path.at(-1)).toBe(end);
    expect([error, cause]).toEqual(['TimesheetSyncFailed', `${task}: TransientError: for the test`]);
  });
});
