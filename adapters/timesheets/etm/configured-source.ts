import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { Clock } from '../../../core/values/clock.ts';
import { ENV } from '../../../functions/names.ts';
import { cachedSecret } from '../../aws/secret.ts';
import { readEnvironment } from '../../system/environment.ts';
import { HttpTimesheetSource } from './source.ts';

/** The timesheet system of contract 2 that the environment names. */
export function configuredSource(secrets: SecretsManagerClient, clock: Clock): HttpTimesheetSource {
  const env = readEnvironment({
    [ENV.timesheetBaseUrl]: z.url(),
    [ENV.timesheetTokenSecret]: z.string().min(1),
    [ENV.timesheetTimeoutSeconds]: z.coerce.number().positive(),
  });
  const token = cachedSecret(secrets, { secretId: env[ENV.timesheetTokenSecret], clock });
  const system = { baseUrl: env[ENV.timesheetBaseUrl], token };
  return new HttpTimesheetSource(system, env[ENV.timesheetTimeoutSeconds] * 1000, clock);
}
