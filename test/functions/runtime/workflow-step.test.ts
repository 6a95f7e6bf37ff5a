import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TRANSIENT_ERROR } from '../../../functions/names.ts';
import { workflowStep } from '../../../functions/runtime/workflow-step.ts';

const schema = z.object({ week: z.string() });
const EVENT = { week: '2026-11-16' };

/** A function with so much of its time left. */
const withTimeLeft = (milliseconds: number) =>
  ({ functionName: 'step', getRemainingTimeInMillis: () => milliseconds }) as unknown as Context;

describe('a step of the workflow', () => {
  it('gets the parsed event and a signal that is silent, and its result leaves the handler', async () => {
    const handler = workflowStep(schema, async ({ week }, signal) => ({ week, isAborted: signal.aborted }));

    const result = await handler({ ...EVENT, more: true } as z.infer<typeof schema>, withTimeLeft(5_000));

    expect(result).toEqual({ week: '2026-11-16', isAborted: false });
  });

  it('is told to stop half a second before its function is, and fails as what passes', async () => {
    const started = performance.now();
    let stoppedAfter = Number.POSITIVE_INFINITY;
    const handler = workflowStep(schema, (_event, signal) => {
      signal.addEventListener('abort', () => {
        stoppedAfter = performance.now() - started;
      });
      return new Promise(() => undefined);
    });

    await expect(handler(EVENT, withTimeLeft(600))).rejects.toMatchObject({ name: TRANSIENT_ERROR });

    expect(stoppedAfter).toBeGreaterThan(50);
    expect(stoppedAfter).toBeLessThan(500);
  });

  it('is not called with an event that is none of its own', async () => {
    const handler = workflowStep(schema, async () => expect.unreachable());

    await expect(handler({ week: 7 } as never, withTimeLeft(5_000))).rejects.toThrow();
  });

  it('fails as its step does', async () => {
    const handler = workflowStep(schema, async () => {
      throw new RangeError('broken');
    });

    await expect(handler(EVENT, withTimeLeft(5_000))).rejects.toThrow(new RangeError('broken'));
  });
});
