import { describe, expect, it } from 'vitest';
import { TRANSIENT_ERROR } from '../../functions/names.ts';
import { PATIENCE_SECONDS } from '../../lib/run/batch-child.ts';
import { longestSeconds, machineOf } from './definitions.ts';
import { propertiesOf, STAGES, variantOf } from './stacks.ts';
import type { State } from './states.ts';

const EXPRESS_SECONDS_MAX = 300;
const STEPS = ['Fetch timesheets', 'Allocate', 'Persist'];

describe.each(STAGES)('the Map of the stage %s', (stage) => {
  const { configuration } = variantOf(stage);
  const map: State = machineOf(variantOf(stage), 'AllocationWorkflowStateMachine').states.get('Allocate batches');
  const child: Readonly<Record<string, State>> = map.ItemProcessor.States;

  it('runs an EXPRESS child for each batch of the manifest, as many at once as configured', () => {
    expect(map.ItemProcessor.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' });
    expect(map.MaxConcurrency).toBe(configuration.timesheet.requestsAtOnce - 3);
    expect(map.ItemReader).toMatchObject({
      Resource: expect.stringMatching(/:::s3:getObject$/),
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: 'StorageRuns', 'Key.$': '$.manifestKey' },
    });
  });

  it('tolerates every failure and keeps no result: receipts tell', () => {
    expect(map).toMatchObject({ ToleratedFailurePercentage: 100, ResultPath: null });
    expect(map.ResultWriter).toBeUndefined();
    expect(map.Retry).toMatchObject([{ ErrorEquals: ['States.ItemReaderFailed'] }]);
    expect(map.Catch.at(-1).ErrorEquals).toEqual(['States.ALL']);
  });

  it('has a child that catches everything, leaves a receipt and ends with nothing', () => {
    const tasks = Object.entries(child).filter(([, { Type }]) => Type === 'Task');
    const caughtBy = Object.fromEntries(tasks.map(([name, { Catch }]) => [name, Catch.at(-1).Next]));
    const ends = Object.values(child).filter(({ End }) => End);

    expect(caughtBy).toEqual({
      'Fetch timesheets': 'Write failed receipt',
      Allocate: 'Write failed receipt',
      Persist: 'Write failed receipt',
      'Write failed receipt': 'No receipt',
    });
    expect(ends.map(({ Type, Output }) => [Type, Output])).toEqual([
      ['Pass', {}],
      ['Pass', {}],
    ]);
    expect(Object.values(child).filter(({ Type }) => Type === 'Fail' || Type === 'Succeed')).toEqual([]);
  });

  it('has a child in whose life a last round and its receipt fit, begun as late as it may be', () => {
    const round = STEPS.reduce((sum, name) => sum + longestSeconds(child[name]), 0);

    const longest = PATIENCE_SECONDS + round + longestSeconds(child['Write failed receipt']);

    expect(longest).toBe(EXPRESS_SECONDS_MAX);
    expect(PATIENCE_SECONDS).toBeGreaterThanOrEqual(180);
    expect(child['Begin batch'].Assign).toEqual({ began: '{% $millis() %}' });
    expect(child['Races lost?'].Choices[1].Condition).toBe(
      `{% ($millis() - $began) / 1000 <= ${configuration.workflow.patienceSeconds} %}`,
    );
  });

  it.each(STEPS)('has a child that waits for what passes in %s, as long as it has time', (name) => {
    const [passing] = child[name].Catch;
    const { Choices, Default } = child[passing.Next];
    const wait = child[Choices[0].Next];

    expect(passing.ErrorEquals).toEqual(child[name].Retry[0].ErrorEquals);
    expect(passing.ErrorEquals).toContain(TRANSIENT_ERROR);
    expect(Choices[0].Condition).toBe(
      `{% ($millis() - $began) / 1000 + 1.25 * $states.input.waitSeconds <= ${configuration.workflow.patienceSeconds} %}`,
    );
    expect(wait).toMatchObject({ Type: 'Wait', Next: name });
    expect(wait.Seconds).toContain('$random()');
    expect(Default).toBe('Write failed receipt');
  });

  it('has a child that keeps the pause which the timesheet system asked for', () => {
    expect(child['Fetch timesheets'].Next).toBe('Fetched?');
    expect(child['Fetched?']).toMatchObject({
      Choices: [{ Condition: '{% $exists($states.input.waitSeconds) %}', Next: 'Fetch timesheets again?' }],
      Default: 'Allocate',
    });
  });
});

describe.each(STAGES)('the workflow of the stage %s', (stage) => {
  const { configuration } = variantOf(stage);
  const { definition, states } = machineOf(variantOf(stage), 'AllocationWorkflowStateMachine');

  it('looks after the usage query a bounded number of times', () => {
    const { usagePollSeconds, usagePollsMax } = configuration.workflow;
    const choices = states.get('Usage ready?').Choices;

    expect(states.get('Wait for usage').Seconds).toBe(usagePollSeconds);
    expect(states.get('Open run').Assign.polls).toBe(0);
    expect(states.get('Check usage query').Assign.polls).toBe('{% $polls + 1 %}');
    expect(choices.at(-1)).toMatchObject({
      Condition: `{% $polls >= ${usagePollsMax} %}`,
      Next: 'Usage query too slow',
    });
  });

  it.each([
    ['SUCCEEDED', 'Succeed'],
    ['PARTIAL', 'Succeed'],
    ['FAILED', 'Fail'],
  ])('ends an execution whose run is %s in a state that will %s, with the status as its output', (status, end) => {
    const { Choices, Default } = states.get('How did it end?');
    const branch = Choices.find(({ Condition }: State) => Condition === `{% $states.input.status = '${status}' %}`);
    const last = states.get(branch?.Next ?? Default);

    expect(last.Type).toBe(end);
    expect(last.Output).toBeUndefined();
  });

  it('leaves half of its time to the Map, however slow the other phases are', () => {
    const { usagePollSeconds, usagePollsMax } = configuration.workflow;
    const phases = Object.values<State>(definition.States)
      .filter(({ Type }) => Type === 'Task')
      .reduce((sum, state) => sum + longestSeconds(state), 0);

    const others = phases + usagePollSeconds * usagePollsMax;

    expect(others).toBeLessThanOrEqual(definition.TimeoutSeconds / 2);
  });
});

describe.each(STAGES)('the weekly schedule of the stage %s', (stage) => {
  const { configuration } = variantOf(stage);
  const workflow = machineOf(variantOf(stage), 'AllocationWorkflowStateMachine');
  const schedule = machineOf(variantOf(stage), 'WeeklyScheduleStateMachine');

  it('runs the last full week and those it looks back at, one after the other', () => {
    const { lookbackWeeks } = configuration.schedule;
    const weeks = schedule.states.get('Weeks');

    expect(weeks.Items).toEqual(Array.from({ length: lookbackWeeks + 1 }, (_, index) => index + 1));
    expect(weeks.MaxConcurrency).toBe(1);
    expect(schedule.states.get('Run week').Resource).toMatch(/:states:startExecution\.sync:2$/);
  });

  it('waits for each run as long as it may take, and for all of them', () => {
    const week = schedule.states.get('Run week').TimeoutSeconds;

    expect(week).toBeGreaterThan(workflow.definition.TimeoutSeconds);
    const benchmarks = longestSeconds(schedule.states.get('Refresh benchmarks'));
    const weeks = week * (configuration.schedule.lookbackWeeks + 1);
    expect(schedule.definition.TimeoutSeconds).toBeGreaterThan(weeks + benchmarks);
  });

  it('computes what the roles use once all weeks were run, for as long as its function lives', () => {
    const { Timeout } = propertiesOf(variantOf(stage), 'AWS::Lambda::Function', 'WeeklyScheduleRefreshBenchmarks');

    expect(schedule.states.get('All run?').Default).toBe('Refresh benchmarks');
    expect(schedule.states.get('Refresh benchmarks').TimeoutSeconds).toBe(Timeout);
  });
});

describe.each(STAGES)('the sweep of the stage %s', (stage) => {
  const sweep = machineOf(variantOf(stage), 'SweepStateMachine');

  it('runs one recalculation after the other', () => {
    expect(sweep.states.get('Runs')).toMatchObject({ Items: '{% $plan.requests %}', MaxConcurrency: 1 });
    expect(sweep.states.get('Recalculate week').Resource).toMatch(/:states:startExecution\.sync:2$/);
  });

  it('waits for none of them longer than the sweep may take', () => {
    const { TimeoutSeconds } = sweep.states.get('Recalculate week');

    expect(TimeoutSeconds).toBeLessThan(sweep.definition.TimeoutSeconds);
  });
});
