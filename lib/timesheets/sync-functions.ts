import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ENV, MIRROR_PARTITIONS } from '../../functions/names.ts';
import { NodeFunction, type NodeFunctionProps } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration, TimesheetMirrorConfiguration } from '../configuration.ts';

export interface SyncFunctionsProps {
  readonly configuration: Configuration;
  readonly timesheet: TimesheetMirrorConfiguration;
  readonly storage: Storage;
  readonly mirror: TableV2;
  readonly operatorTopic: ITopic;
  /** Of the sources that are pulled. */
  readonly keys: readonly ISecret[];
}

/** Time-outs in seconds. A lease outlives two tries of the longest (`adapters/dynamodb/timesheets/sync-leases.ts`). */
export const SYNC_TIMEOUTS = { open: 60, pull: 900, apply: 900, close: 60 } as const;
/** Answers die young: with more room for them than that, a pull grows by 100 MB and is hardly faster. */
export const PULL_SEMI_SPACE_MB = 8;

const SNAPSHOTS = 'mirror/';
const PARTS = 'runs/timesheets/';

/** The functions of a timesheet sync, one per step, each with the rights of its step. */
export class SyncFunctions extends Construct {
  readonly openSync: NodeFunction;
  readonly pullWeek: NodeFunction;
  readonly applyWeek: NodeFunction;
  readonly closeSync: NodeFunction;
  readonly #props: SyncFunctionsProps;

  constructor(scope: Construct, id: string, props: SyncFunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.openSync = this.#openSync();
    this.pullWeek = this.#pullWeek();
    this.applyWeek = this.#applyWeek();
    this.closeSync = this.#closeSync();
  }

  #openSync(): NodeFunction {
    const { configuration, timesheet, mirror } = this.#props;
    return this.#function('OpenSync', {
      folder: 'timesheets/open-sync',
      description: 'Takes the right to write in the mirror',
      memoryMb: 256,
      timeoutSeconds: SYNC_TIMEOUTS.open,
    })
      .bindPartitions(ENV.mirrorTable, mirror, {
        'dynamodb:Query': [MIRROR_PARTITIONS.weeks],
        'dynamodb:UpdateItem': [MIRROR_PARTITIONS.state],
      })
      .bindValue(ENV.mirrorSettings, settingsOf(timesheet))
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
  }

  #pullWeek(): NodeFunction {
    const { storage, mirror, keys } = this.#props;
    const { people, state } = MIRROR_PARTITIONS;
    const pullWeek = this.#function('PullWeek', {
      folder: 'timesheets/pull-week',
      description: 'Pulls a week of a timesheet system into a snapshot',
      memoryMb: 1024,
      semiSpaceMb: PULL_SEMI_SPACE_MB,
      timeoutSeconds: SYNC_TIMEOUTS.pull,
    })
      .bindPartitions(ENV.mirrorTable, mirror, {
        'dynamodb:Query': [people],
        'dynamodb:PutItem': [people],
        'dynamodb:UpdateItem': [state],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, {
        [PARTS]: ['s3:GetObject', 's3:PutObject'],
        [SNAPSHOTS]: ['s3:PutObject'],
      })
      .allowListing(storage.runBucket, PARTS);
    for (const key of keys) pullWeek.allowReadingSecret(key);
    return pullWeek;
  }

  #applyWeek(): NodeFunction {
    const { configuration, timesheet, storage, mirror } = this.#props;
    const { weeks, feed, people, state } = MIRROR_PARTITIONS;
    return this.#function('ApplyWeek', {
      folder: 'timesheets/apply-week',
      description: 'Applies a week of a source to the mirror',
      memoryMb: 1024,
      timeoutSeconds: SYNC_TIMEOUTS.apply,
    })
      .bindPartitions(ENV.mirrorTable, mirror, {
        'dynamodb:BatchGetItem': [weeks, state],
        'dynamodb:Query': [weeks, people],
        'dynamodb:PutItem': [weeks, feed, people],
        'dynamodb:UpdateItem': [state],
        'dynamodb:ConditionCheckItem': [state],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { [SNAPSHOTS]: ['s3:GetObject'] })
      .allowListing(storage.runBucket, SNAPSHOTS)
      .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'mappings/': ['s3:GetObject'] })
      .bindValue(ENV.mirrorSettings, settingsOf(timesheet))
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
  }

  #closeSync(): NodeFunction {
    const { configuration, mirror, operatorTopic } = this.#props;
    const { feed, state, syncs } = MIRROR_PARTITIONS;
    return this.#function('CloseSync', {
      folder: 'timesheets/close-sync',
      description: 'Shows readers what a sync has written, and tells operators what it has not',
      memoryMb: 256,
      timeoutSeconds: SYNC_TIMEOUTS.close,
    })
      .bindPartitions(ENV.mirrorTable, mirror, {
        'dynamodb:GetItem': [state],
        'dynamodb:Query': [feed],
        'dynamodb:PutItem': [syncs],
        'dynamodb:UpdateItem': [state],
      })
      .bindTopic(ENV.operatorTopic, operatorTopic)
      .bindValue(ENV.docsUrl, configuration.docsUrl);
  }

  #function(id: string, made: Omit<NodeFunctionProps, 'logDays'>): NodeFunction {
    return new NodeFunction(this, id, { ...made, logDays: this.#props.configuration.retention.logDays });
  }
}

/** As `mirrorSettingsSchema` in `functions/messages/timesheets.ts` takes it. */
export function settingsOf({ sources, sync }: TimesheetMirrorConfiguration): string {
  const { dropMaxPct, hotWeeks } = sync;
  const rules = sources.map(({ name, approval, afterDays }) => ({ source: name, approval, afterDays }));
  return JSON.stringify({ sources: rules, dropMaxPct, hotWeeks });
}
