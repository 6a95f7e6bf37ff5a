import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { tracer } from '../../../functions/runtime/telemetry.ts';
import { workflowStep } from '../../../functions/runtime/workflow-step.ts';
import { leftBehind } from '../../doubles/left-behind.ts';

const context = { functionName: 'step', getRemainingTimeInMillis: () => 1000 } as Context;

describe('a step of the workflow', () => {
  it('leaves nothing of its event or its result in logs and traces', async () => {
    const texts = leftBehind(tracer);
    const step = workflowStep(z.object({ employeeId: z.string() }), async () => ({ email: 'pm@example.com' }));

    const result = await step({ employeeId: 'somebody' }, context);
    vi.restoreAllMocks();

    expect(result).toEqual({ email: 'pm@example.com' });
    expect(texts()).not.toMatch(/somebody|pm@example\.com/);
  });
});
