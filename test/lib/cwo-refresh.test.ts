import { describe, expect, it } from 'vitest';
import { print, propertiesOf, resourcesOf, STAGES, variantOf } from './stacks.ts';

describe.each(STAGES)('a CWO that changed, in the stage %s', (stage) => {
  const variant = variantOf(stage);
  const queue = propertiesOf(variant, 'AWS::SQS::Queue', 'CwoRefreshChanges');
  const { Timeout } = propertiesOf(variant, 'AWS::Lambda::Function', 'CwoRefreshRefresher');
  const sources = resourcesOf(variant, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);

  it('is asked for as soon as its message comes, alone, and two at once at most', () => {
    expect(sources).toEqual([
      {
        BatchSize: 1,
        EventSourceArn: expect.anything(),
        FunctionName: expect.anything(),
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
    expect(print(sources[0].EventSourceArn)).toBe('CwoRefreshChanges');
    expect(print(sources[0].FunctionName)).toBe('CwoRefreshRefresher');
  });

  it('is asked for again for an hour while the timesheet system is away, and then is a dead letter', () => {
    expect(queue.RedrivePolicy.maxReceiveCount * queue.VisibilityTimeout).toBe(60 * 60);
    expect(print(queue.RedrivePolicy.deadLetterTargetArn)).toBe('CwoRefreshDeadLetters');
  });

  it('is held by one try at a time', () => {
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  });
});
