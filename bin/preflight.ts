import { readFileSync } from 'node:fs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Configuration } from '../lib/configuration.ts';
import { reservedConcurrency } from '../lib/timesheets/requests-at-once.ts';
import { parseConfiguration } from './configuration.ts';
import { findIssuerFault } from './issuer.ts';
import { findQuotaFault } from './quota.ts';

const WRONG_USE = 2;

/** Checks before a deployment what would make it fail halfway: the configuration, and what it finds outside. */
const [file = 'config/production.json'] = process.argv.slice(2);
try {
  await checkOutside(parseConfiguration(readFileSync(file, 'utf8'), file));
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = WRONG_USE;
}

async function checkOutside(configuration: Configuration): Promise<void> {
  const { audit, region } = configuration;
  const issuer = await findIssuerFault(audit.jwtIssuer);
  const quota = await findQuotaFault(new LambdaClient({ region }), reservedConcurrency(configuration));
  process.stdout.write(
    `${file} is valid\nissuer ${audit.jwtIssuer}: ${issuer ?? 'answers, with keys that fit'}\n` +
      `quota of concurrent functions in ${region}: ${quota ?? 'is large enough'}\n`,
  );
  process.exitCode = issuer === null && quota === null ? 0 : 1;
}
