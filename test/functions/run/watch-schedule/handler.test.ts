import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { leftBehind } from '../../../doubles/left-behind.ts';

const NINE_DAYS_MS = 9 * 24 * 60 * 60_000;

vi.mock('../../../../adapters/aws/clients.ts', () => ({
  RequestMeter: class {},
  AwsClients: class {
    stepFunctions = () => ({
      send: async () => ({ executions: [{ startDate: new Date(Date.now() - NINE_DAYS_MS) }] }),
    });
  },
}));

it('the watch emits how long ago the schedule started, for its stack alone', async () => {
  vi.stubEnv('SCHEDULE_ARN', 'arn:aws:states:schedule');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'tokenledger-test');
  const { handler } = await import('../../../../functions/run/watch-schedule/handler.ts');
  const { tracer } = await import('../../../../functions/runtime/telemetry.ts');
  const left = leftBehind(tracer);

  await handler({}, { functionName: 'watch', getRemainingTimeInMillis: () => 5_000 } as unknown as Context);

  const emitted = left()
    .split('\n')
    .find((line) => line.includes('"CloudWatchMetrics"'));
  vi.restoreAllMocks();
  expect(JSON.parse(emitted ?? '')).toMatchObject({ HoursSinceSchedule: 216, service: 'tokenledger-test' });
});
