import { AwsClients, RequestMeter } from '../adapters/aws/clients.ts';
import { S3IdentityTable } from '../adapters/lake/collection/identity-table.ts';
import { AthenaWeeklyFacts } from '../adapters/lake/collection/weekly-facts.ts';
import { S3WeeklyTable } from '../adapters/lake/collection/weekly-table.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import { Deployment } from '../cli/deployment.ts';
import { buildWeek } from '../core/collection/build-week.ts';

/** Builds a week of the lake as the function does, in a process of its own. Prints what that took as JSON. */
const [mondayDate = '', source = ''] = process.argv.slice(2);
const deployment = await Deployment.find(undefined);
const clients = new AwsClients(new RequestMeter());
const place = { workGroup: deployment.output('AthenaWorkGroup'), database: deployment.output('GlueDatabase') };
const counting = { sources: [{ source, tool: source }], rules: { seat: true, notional: 'TOKENS' } } as const;
const bucket = deployment.output('LakeBucketName');
const ports = {
  identities: deployment.identities,
  identityTable: new S3IdentityTable(clients.s3(), bucket),
  cwos: deployment.cwos,
  facts: new AthenaWeeklyFacts(clients.athena(), place, systemClock, counting),
  table: new S3WeeklyTable(clients.s3(), bucket),
  clock: systemClock,
  sha256,
};
const begun = performance.now();
const { rows } = await buildWeek(mondayDate, ports, async () => {}, AbortSignal.timeout(15 * 60_000));
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify({ employees: rows.length, seconds, residentMb: process.resourceUsage().maxRSS / 1024 }));
