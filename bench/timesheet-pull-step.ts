import { AwsClients, RequestMeter } from '../adapters/aws/clients.ts';
import { DynamoMirrorPeople } from '../adapters/dynamodb/timesheets/mirror-people.ts';
import { DynamoMirrorStore } from '../adapters/dynamodb/timesheets/mirror-store.ts';
import { DynamoSyncLeases } from '../adapters/dynamodb/timesheets/sync-leases.ts';
import { S3Mappings } from '../adapters/s3/mappings.ts';
import { S3PulledParts } from '../adapters/s3/pulled-parts.ts';
import { S3Snapshots } from '../adapters/s3/snapshots.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import { uniqueId } from '../adapters/system/unique-id.ts';
import { pullerOf } from '../adapters/timesheets/pullers.ts';
import { applyWeekEventSchema, mirrorSettingsSchema, pullWeekEventSchema } from '../functions/messages/timesheets.ts';
import { applyWeek } from '../functions/timesheets/apply-week/step.ts';
import { pullWeek } from '../functions/timesheets/pull-week/step.ts';

/**
 * Does a step of the timesheet sync as its function does, in a process that holds no more than the function. Prints what came
 * of it as JSON.
 */
const [name = '', table = '', runBucket = '', evidenceBucket = '', settings = '', key = '', event = ''] =
  process.argv.slice(2);
const STEP_MAX_MS = 15 * 60_000;
const clients = new AwsClients(new RequestMeter());
const [dynamodb, s3] = [clients.dynamodb(), clients.s3()];
const tools = { clock: systemClock, sha256 };
const ports = {
  ...{ ...tools, uniqueId, timeZone: 'UTC' },
  settings: mirrorSettingsSchema.parse(settings),
  leases: new DynamoSyncLeases(dynamodb, table, tools),
  store: new DynamoMirrorStore(dynamodb, table, tools),
  people: new DynamoMirrorPeople(dynamodb, table, tools),
  parts: new S3PulledParts(s3, runBucket),
  snapshots: new S3Snapshots(s3, runBucket),
  mappings: new S3Mappings(s3, evidenceBucket, sha256),
};
const begun = performance.now();
const result = await (name === 'pull' ? pull() : applyWeek(applyWeekEventSchema.parse(JSON.parse(event)), ports));
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify({ result, seconds, residentMb: process.resourceUsage().maxRSS / 1024 }));

function pull() {
  const asked = pullWeekEventSchema.parse(JSON.parse(event));
  const { system, baseUrl, secretName: _, ...read } = asked.connector;
  let requests = 0;
  const onRequest = () => {
    requests += 1;
  };
  const access = { secret: async () => key, onRequest, clock: systemClock, ...(baseUrl !== null && { baseUrl }) };
  const puller = pullerOf(system, { ...read, ...access });
  return pullWeek(asked, { ...ports, puller, requestsSent: () => requests }, AbortSignal.timeout(STEP_MAX_MS));
}
