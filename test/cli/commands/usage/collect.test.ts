import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type CollectOptions,
  collect,
  renderCollection,
  toBuildJson,
  toCollectionJson,
} from '../../../../cli/commands/usage/collect.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import type { CollectionResult } from '../../../../functions/messages/collection.ts';
import { builtWeek, sourceResult } from '../../../worlds/collections.ts';
import { MONDAY } from '../../../worlds/usage-facts.ts';

const sfn = mockClient(SFNClient);
const ARN = 'arn:aws:states:eu-central-1:111122223333:execution:ledger-collection:x';
const RESULT: CollectionResult = {
  ...{ isComplete: true, obstacle: null, sources: [sourceResult()] },
  weeks: [{ ...builtWeek().week, tokens: '9007199254740993' }],
};
const PULLED = [
  { source: 'cursor', role: 'COST', tool: 'cursor', pull: { windowDays: 30 } },
  { source: 'openai_usage', role: 'COST', tool: 'openai_api', pull: { windowDays: 30 } },
  { source: 'csv', role: 'COST', tool: 'windsurf' },
];

beforeEach(() => {
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({ executionArn: ARN });
  sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
  closesWith(RESULT);
});

function closesWith(result: CollectionResult): void {
  const closed = { name: 'Close collection', output: JSON.stringify(result) };
  const events = [{ type: 'ExecutionSucceeded' }, { type: 'TaskStateExited', stateExitedEventDetails: closed }];
  sfn.on(GetExecutionHistoryCommand).resolves({ events: events as never });
}

async function run(options: CollectOptions, sources = PULLED) {
  const told: string[] = [];
  const deployment = {
    stepFunctions: new SFNClient({ region: 'eu-central-1' }),
    output: (name: string) => `the ${name}`,
    collectionSettings: { timeZone: 'UTC', sources, contractRates: [] },
  } as unknown as Deployment;
  const result = await collect(deployment, options, (line) => told.push(line));
  const { input, stateMachineArn } = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
  return { result, told, input: JSON.parse(input ?? ''), stateMachineArn };
}

describe('a collection by hand', () => {
  it.each<[string, CollectOptions, object, string]>([
    ['every source that is pulled', {}, { sources: ['cursor', 'openai_usage'] }, 'pulling cursor, openai_usage'],
    ['one of them', { source: 'cursor' }, { sources: ['cursor'] }, 'pulling cursor'],
    [
      'some days, the last included',
      { from: '2026-02-27', to: '2026-02-28' },
      { sources: ['cursor', 'openai_usage'], window: { from: '2026-02-27', to: '2026-03-01' } },
      'pulling cursor, openai_usage',
    ],
    ['weeks alone', { weeks: [MONDAY] }, { sources: [], weeks: [MONDAY] }, `building ${MONDAY}`],
  ])('is of %s', async (_, options, expected, line) => {
    const { result, told, input, stateMachineArn } = await run(options);

    expect(input).toEqual(expected);
    expect([told, stateMachineArn]).toEqual([[line], 'the CollectionArn']);
    expect(result).toEqual(RESULT);
  });

  it.each<[CollectOptions, string]>([
    [{ source: 'csv' }, 'csv is not pulled: the configuration has cursor, openai_usage'],
    [{ from: '2026-02-27' }, '--from needs --to, the last day that is pulled'],
    [{ to: '2026-02-27' }, '--to needs --from, the first day that is pulled'],
    [{ from: '2026-02-28', to: '2026-02-27' }, '--to is before --from'],
  ])('is refused before anything is started: %o', async (options, message) => {
    await expect(run(options)).rejects.toThrow(new WrongUseError(message));
    expect(sfn.commandCalls(StartExecutionCommand)).toEqual([]);
  });

  it('is refused where nothing is pulled', async () => {
    await expect(run({}, [])).rejects.toThrow('the configuration has no source that is pulled');
  });

  it('waits until it has ended', async () => {
    sfn.on(DescribeExecutionCommand).resolvesOnce({ status: 'RUNNING' }).resolves({ status: 'FAILED' });

    expect((await run({})).result).toEqual(RESULT);
    expect(sfn.commandCalls(DescribeExecutionCommand)).toHaveLength(2);
  });

  it('that did not come to its end is an error that says why', async () => {
    sfn.on(GetExecutionHistoryCommand).resolves({ events: [] });
    sfn.on(DescribeExecutionCommand).resolves({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });

    await expect(run({})).rejects.toThrow('the collection did not come to its end: Stopped: by hand');
  });
});

describe('what a collection came to', () => {
  it('has its tokens as integers', () => {
    expect(toCollectionJson(RESULT).weeks).toMatchObject([{ weekStartDate: MONDAY, tokens: 9_007_199_254_740_993n }]);
    expect(toBuildJson(RESULT)).toMatchObject({ weekStartDate: MONDAY, tokens: 9_007_199_254_740_993n });
  });

  it('without the week that was asked for is an error', () => {
    const nothing = { ...RESULT, isComplete: false, weeks: [], obstacle: 'week: contended' };

    expect(() => toBuildJson(nothing)).toThrow('the week was not built: week: contended');
  });

  it('is shown with what was not taken, and what to do where it is incomplete', () => {
    const failure = { code: 'UNAUTHORIZED', message: 'answered 401' } as const;
    const refusedSample = [{ place: 'page 1, rows.3', reason: 'no day' }];
    const failed = sourceResult({ source: 'openai_usage', failure, refused: 1, refusedSample });
    const text = renderCollection({
      ...{ isComplete: false, obstacle: 'openai_usage: UNAUTHORIZED', sources: [sourceResult(), failed] },
      weeks: RESULT.weeks,
    });

    expect(text).toContain('9,007,199,254,740,993');
    expect(text).toMatch(/openai_usage │ UNAUTHORIZED/);
    expect(text).toContain('openai_usage: not taken: page 1, rows.3: no day');
    expect(text).toMatch(/\nINCOMPLETE: openai_usage: UNAUTHORIZED\n {2}What to do: /);
    expect(renderCollection(RESULT)).toMatch(/\ncomplete$/);
  });
});
