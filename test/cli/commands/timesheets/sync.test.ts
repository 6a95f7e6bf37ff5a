import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { runSync, type SyncInput } from '../../../../cli/commands/timesheets/sync.ts';
import { exitCodeOf, renderSync, toSyncJson } from '../../../../cli/commands/timesheets/sync-report.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import type { WeekResult } from '../../../../functions/messages/timesheets.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { MONDAY } from './support.ts';

const sfn = mockClient(SFNClient);
const INPUT: SyncInput = { weeks: [MONDAY], acceptDrop: false };

function week(changes: Partial<WeekResult> = {}): WeekResult {
  return {
    ...{ source: 'import', weekStartDate: MONDAY, status: 'APPLIED', obstacle: null, people: 2, entries: 4 },
    ...{
      hours: '3.50',
      changed: 1,
      requests: null,
      setAside: { count: 0, sample: [] },
      unmapped: { items: 0, hours: '0.00' },
    },
    ...changes,
  };
}

const ASIDE = { user: 'mail.ab', employeeId: null, reason: 'UNMAPPED_PERSON', detail: 'nobody on 2026-11-16' };
const SET_ASIDE = { count: 7, sample: [ASIDE] };
const DROP = week({ status: 'SUSPICIOUS_DROP', obstacle: 'people with entries fell from 41 to 20' });

function endsWith(...outputs: readonly object[]) {
  return {
    events: [
      { type: 'ExecutionSucceeded' },
      ...outputs.map((output) => ({ stateExitedEventDetails: { name: 'state', output: JSON.stringify(output) } })),
    ] as never,
  };
}

beforeEach(() => {
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({ executionArn: 'arn' });
  sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
  const closed = { seq: 12, isComplete: true, obstacle: null, hasChanges: true, weeks: [week()] };
  sfn.on(GetExecutionHistoryCommand).resolves(endsWith({ started: true }, closed));
});

async function sync(input = INPUT, clock = new TestClock()) {
  const told: string[] = [];
  const stepFunctions = new SFNClient({ region: 'eu-central-1' });
  const deployment = { stepFunctions, output: (name: string) => `the ${name}` } as unknown as Deployment;
  const report = await runSync(deployment, input, { clock, tell: (line) => told.push(line) });
  return { report, told };
}

describe('a sync by hand', () => {
  it('starts the state machine with its input, and gives what its closing told', async () => {
    const { report } = await sync();
    const { input, stateMachineArn } = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};

    expect([JSON.parse(input ?? ''), stateMachineArn]).toEqual([INPUT, 'the TimesheetSyncArn']);
    expect(report).toMatchObject({ seq: 12, durationMs: 0, weeks: [{ status: 'APPLIED' }] });
  });

  it('waits for another one that writes', async () => {
    const clock = new TestClock();
    const closed = { seq: 13, isComplete: true, obstacle: null, hasChanges: false, weeks: [] };
    sfn
      .on(GetExecutionHistoryCommand)
      .resolvesOnce(endsWith({ status: 'SKIPPED' }))
      .resolves(endsWith(closed));
    const { report, told } = await sync(INPUT, clock);

    expect(report.seq).toBe(13);
    expect([told, clock.pauses]).toEqual([['another sync is writing; waiting for its end'], [15_000]]);
  });

  it('gives up after 10 minutes of another one', async () => {
    const clock = new TestClock();
    clock.pause = async (ms) => clock.advance(ms);
    sfn.on(GetExecutionHistoryCommand).resolves(endsWith({ status: 'SKIPPED' }));

    await expect(sync(INPUT, clock)).rejects.toThrow('another sync has been writing for 10 minutes: try again later');
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(41);
  });

  it('that did not come to its end is an error that says why', async () => {
    sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
    sfn.on(DescribeExecutionCommand).resolves({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });

    await expect(sync()).rejects.toThrow('the sync did not come to its end: Stopped: by hand');
  });
});

describe('what a sync came to', () => {
  it.each<[string, readonly WeekResult[], number]>([
    ['all applied', [week()], 0],
    ['nothing kept', [], 0],
    ['unchanged', [week({ status: 'UNCHANGED' })], 0],
    ['unmapped work', [week({ unmapped: { items: 2, hours: '14.50' } })], 0],
    ['people set aside', [week({ setAside: SET_ASIDE })], 3],
    ['one of two not applied', [week(), DROP], 3],
    ['none applied', [DROP, week({ status: 'INCOMPLETE', obstacle: 'x' })], 1],
  ])('has an exit code: %s', (_, weeks, code) => {
    expect(exitCodeOf({ weeks })).toBe(code);
  });

  it('is as its contract says, by source, with unmapped hours summed', () => {
    const weeks = [
      week({ unmapped: { items: 1, hours: '0.10' } }),
      week({ source: 'tempo', requests: 1_204 }),
      { ...DROP, unmapped: { items: 2, hours: '0.20' } },
    ];
    const told = toSyncJson({ seq: 1, isComplete: false, obstacle: 'x', weeks, durationMs: 5 });

    expect(faultsOf('cli-timesheets-sync.schema.json', told)).toEqual([]);
    expect(told).toMatchObject({
      sources: [
        { source: 'import', weeks: [{ requests: null }, {}] },
        { source: 'tempo', weeks: [{ requests: 1_204 }] },
      ],
      unmapped: { items: 3, hours: '0.30' },
    });
    expect(faultsOf('cli-timesheets-import.schema.json', told).join()).toContain("required property 'imported'");
  });

  it('is shown with what was not applied, and who was set aside, by a name to map', () => {
    const report = {
      seq: 9,
      isComplete: false,
      obstacle: 'x',
      weeks: [week({ setAside: SET_ASIDE }), DROP],
      durationMs: 5,
    };
    const text = renderSync(report, new Map([['mail.ab', 'ann@example.com']]));

    expect(text).toContain(`${MONDAY}: people with entries fell from 41 to 20`);
    expect(text).toContain(`${MONDAY}: set aside: ann@example.com: UNMAPPED_PERSON: nobody on 2026-11-16`);
    expect(text).toContain(`${MONDAY}: and 6 more, listed by "ledger timesheets unmapped"`);
    expect(text).toMatch(/\nsync 9: INCOMPLETE/);
  });

  it('is shown as complete, and as nothing where nothing is kept', () => {
    const report = { seq: 9, isComplete: true, obstacle: null, weeks: [week()], durationMs: 5 };

    expect(renderSync(report)).toMatch(/\nsync 9: complete$/);
    expect(renderSync({ ...report, weeks: [week({ requests: 1_204 })] })).toMatch(/│ +1,204 │\n/);
    expect(renderSync({ ...report, weeks: [] })).toMatch(/^No week was synced/);
  });
});
