import { DynamoClosedSyncs } from '../adapters/dynamodb/timesheets/closed-syncs.ts';
import { DynamoCurrentMapping } from '../adapters/dynamodb/timesheets/current-mapping.ts';
import { DynamoMirrorPeople } from '../adapters/dynamodb/timesheets/mirror-people.ts';
import { DynamoMirrorStore } from '../adapters/dynamodb/timesheets/mirror-store.ts';
import { S3Mappings } from '../adapters/s3/mappings.ts';
import { S3Snapshots } from '../adapters/s3/snapshots.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import type { ClosedSyncs } from '../core/timesheets/mirror/closed-syncs.ts';
import { IMPORT_RULES } from '../core/timesheets/mirror/import-rules.ts';
import type { CurrentMapping, MappingStore } from '../core/timesheets/mirror/mapping-store.ts';
import type { MirrorPeople, MirrorStore } from '../core/timesheets/mirror/mirror-store.ts';
import type { SnapshotStore } from '../core/timesheets/mirror/snapshot-store.ts';
import type { SourceRules } from '../core/timesheets/mirror/source-rules.ts';
import { mirrorSettingsSchema } from '../functions/messages/timesheets.ts';
import type { Deployment } from './deployment.ts';
import { WrongUseError } from './wrong-use-error.ts';

/** The timesheet mirror of a deployment. */
export interface Mirror {
  readonly mirrorStore: Pick<MirrorStore, 'listSynced' | 'listPeople' | 'readState' | 'readRecords'>;
  readonly mirrorPeople: Pick<MirrorPeople, 'emailsOf' | 'putEmails'>;
  readonly closedSyncs: ClosedSyncs;
  readonly snapshots: SnapshotStore;
  readonly mappings: MappingStore;
  readonly currentMapping: CurrentMapping;
  /** How each source is read, what is imported first. */
  readonly rules: readonly SourceRules[];
  /** Of the company. */
  readonly timeZone: string;
}

/** @throws WrongUseError where the deployment has none */
export function mirrorOf(deployment: Deployment): Mirror {
  const table = deployment.outputs.MirrorTableName;
  if (table === undefined) {
    throw new WrongUseError(
      'timesheet.kind of this deployment is not MIRROR: it asks a timesheet system that speaks contract 2, and keeps no mirror (docs/connectors.md)',
    );
  }
  const { dynamodb, s3 } = deployment;
  const tools = { clock: systemClock, sha256 };
  return {
    mirrorStore: new DynamoMirrorStore(dynamodb, table, tools),
    mirrorPeople: new DynamoMirrorPeople(dynamodb, table, tools),
    closedSyncs: new DynamoClosedSyncs(dynamodb, table),
    snapshots: new S3Snapshots(s3, deployment.output('RunBucketName')),
    mappings: new S3Mappings(s3, deployment.output('EvidenceBucketName'), sha256),
    currentMapping: new DynamoCurrentMapping(dynamodb, table),
    rules: [IMPORT_RULES, ...mirrorSettingsSchema.parse(deployment.output('MirrorSettings')).sources],
    timeZone: deployment.collectionSettings.timeZone,
  };
}
