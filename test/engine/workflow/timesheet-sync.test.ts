import { CreateStateMachineCommand, DeleteStateMachineCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyWeekEventSchema,
  closeSyncEventSchema,
  endLookEventSchema,
  openSyncEventSchema,
  pullWeekEventSchema,
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
const opened = returns({ status: 'OPEN', seq: 7, owner: 'sync-7', acceptDrop: true, apply: true, weeks });
const applied = {
  ...{ source: 'import', weekStartDate: MONDAYS[0], status: 'APPLIED', obstacle: null, people: 1, entries: 2 },
  ...{
    hours: '8.00',
    changed: 1,
    requests: null,
    setAside: { count: 0, sample: [] },
    unmapped: { items: 0, hours: '0.00' },
  },
};
const closed = (isComplete: boolean, hasChanges: boolean) =>
  returns({
    seq: 7,
    isComplete,
    obstacle: isComplete ? null : 'import, week 2026-11-09: FAILED',
    hasChanges,
    weeks: [],
  });
const failed = {
  source: 'import',
  weekStartDate: MONDAYS[1],
  status: 'FAILED',
  failure: 'LeaseLostError: why',
  requests: null,
};
const started: Mock = { Return: { ExecutionArn: 'sweep', StartDate: 0 } };
const WELL: Mocks = {
  'Open sync': opened,
  'Apply week': returns(applied),
  'Close sync': closed(true, true),
  'Start sweep': started,
};

const sync = (mocks: Mocks) =>
  execute({ arn, name: SYNC.name, definition: {}, states: SYNC.states }, {}, { ...WELL, ...mocks });

const TEMPO = { source: 'tempo', weekStartDate: MONDAYS[0], snapshotKey: null, complete: true };
const OPENED = { status: 'OPEN', seq: 7, owner: 'sync-7', acceptDrop: false, apply: true };
const pulling = returns({ ...OPENED, weeks: [TEMPO] });
const position = { attempt: 0, part: 1, cursor: 'p2', mores: 1, waits: 0, requests: 9, rounds: ['r1'] };
const CONNECTORS = SYNC.states.get('Open sync').Assign.connectors;

/** What the weeks of an execution came to; the engine tells no states within them. */
function weeksOf(events: readonly HistoryEvent[]): unknown[] {
  const exits = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
  return JSON.parse(exits.find(({ name }) => name === 'Synced weeks')?.output ?? '[]');
}

const VARIABLES = {
  ...{ sync: { status: 'OPEN', seq: 7, owner: 'sync-7', acceptDrop: true, apply: true, weeks }, synced: {} },
  ...{ week: TEMPO, position, connectors: CONNECTORS },
};

/** What a step's function is called with. */
async function payloadOf(name: string, input: unknown, variables: object = VARIABLES): Promise<unknown> {
  const recovery = { input, variables: variables as typeof VARIABLES, failures: 0, error: '', result: { Payload: {} } };
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
    const lease = { seq: 7, owner: 'sync-7' };
    const kept = await payloadOf('Apply week', weeks[0], { ...VARIABLES, week: weeks[0], position: null });
    expect(applyWeekEventSchema.parse(kept)).toEqual({ ...weeks[0], ...lease, acceptDrop: true, requests: null });
    expect(pullWeekEventSchema.parse(await payloadOf('Pull week', TEMPO))).toEqual({
      ...{ source: 'tempo', weekStartDate: MONDAYS[0], ...lease, connector: CONNECTORS.tempo, position },
    });
    const pulled = await payloadOf('Apply week', { status: 'DONE', position, snapshotKey: 'mirror/tempo/key' });
    expect(applyWeekEventSchema.parse(pulled)).toEqual({
      ...{ ...TEMPO, snapshotKey: 'mirror/tempo/key', ...lease, acceptDrop: true, requests: 9 },
    });
    expect(closeSyncEventSchema.parse(await payloadOf('Close sync', results))).toMatchObject({
      seq: 7,
      weeks: results,
    });
    expect(closeSyncEventSchema.parse(await payloadOf('Close sync', []))).toMatchObject({ owner: 'sync-7', weeks: [] });
  });

  it('makes a week that failed a result', async () => {
    const { events } = await sync({ 'Apply week': [returns(applied), fails('LeaseLostError', 'why')] });

    expect(weeksOf(events)).toEqual([expect.objectContaining(applied), failed]);
  });

  it('pulls a week in as many rounds as it needs, and applies it', async () => {
    const { events } = await sync({
      'Open sync': pulling,
      'Pull week': [
        returns({ status: 'MORE', position }),
        returns({ status: 'WAIT', position, waitSeconds: 61 }),
        returns({ status: 'DONE', position, snapshotKey: 'mirror/tempo/key' }),
      ],
    });

    expect(weeksOf(events)).toEqual([expect.objectContaining(applied)]);
  });

  it('only keeps what it looks at, and ends without a word to anybody', async () => {
    const looking = returns({ ...OPENED, apply: false, weeks: [TEMPO] });
    const kept = { source: 'tempo', weekStartDate: MONDAYS[0], snapshotKey: 'mirror/tempo/key', requests: 9 };
    const { events, path, status } = await sync({
      'Open sync': looking,
      'Pull week': returns({ status: 'DONE', position, snapshotKey: kept.snapshotKey }),
      'Apply week': fails('Applied'),
      'Close sync': returns({ isComplete: true, hasChanges: false, looked: [kept] }),
    });

    expect(weeksOf(events)).toEqual([kept]);
    expect(path.slice(-3)).toEqual(['Anything changed?', 'All applied?', 'Sync done']);
    expect(status).toBe('SUCCEEDED');
    const looked = await payloadOf('Close sync', [kept], { ...VARIABLES, sync: { ...VARIABLES.sync, apply: false } });
    expect(endLookEventSchema.parse(looked)).toEqual({ seq: 7, owner: 'sync-7', looked: [kept] });
  });

  it.each<[string, Mock, object]>([
    [
      'was not pulled whole',
      returns({ status: 'INCOMPLETE', position, failure: 'why' }),
      { status: 'INCOMPLETE', failure: 'why', requests: 9 },
    ],
    ['could not be pulled', fails('Error', 'why'), { status: 'FAILED', failure: 'Error: why', requests: null }],
  ])('makes a week that %s a result, and goes on with the others', async (_, mock, expected) => {
    const two = returns({ ...OPENED, weeks: [TEMPO, weeks[1]] });
    const { events } = await sync({ 'Open sync': two, 'Pull week': mock });

    const output = weeksOf(events);
    expect(output).toEqual([
      { source: 'tempo', weekStartDate: MONDAYS[0], ...expected },
      expect.objectContaining(applied),
    ]);
    expect(closeSyncEventSchema.safeParse({ seq: 7, owner: 'sync-7', weeks: output }).success).toBe(true);
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
