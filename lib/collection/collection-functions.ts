import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { COLLECTED_TABLES, ENV, PARTITIONS } from '../../functions/names.ts';
import type { Lake } from '../base/lake.ts';
import { NodeFunction, type NodeFunctionProps } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';
import { countedSources } from './counted-sources.ts';

export interface CollectionFunctionsProps {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly lake: Lake;
  /** Of the sources that are pulled. */
  readonly keys: readonly ISecret[];
  readonly operatorTopic: ITopic;
}

/** Of each function that goes on in rounds, which it ends by itself before. */
export const ROUND_TIMEOUT = 900;
export const CLOSE_TIMEOUT = 60;

const IDENTITIES = 'ACTOR#';
const PAGES = 'runs/collection/';

/** The functions of the collection, one per step, each with the rights of its step. */
export class CollectionFunctions extends Construct {
  readonly pullSource: NodeFunction;
  readonly writeDays: NodeFunction;
  readonly buildWeek: NodeFunction;
  readonly closeCollection: NodeFunction;
  readonly #props: CollectionFunctionsProps;

  constructor(scope: Construct, id: string, props: CollectionFunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.pullSource = this.#pullSource();
    this.writeDays = this.#writeDays();
    this.buildWeek = this.#buildWeek();
    this.closeCollection = this.#closeCollection();
  }

  #pullSource(): NodeFunction {
    const { configuration, storage, keys } = this.#props;
    const pullSource = this.#function('PullSource', {
      folder: 'collection/pull-source',
      description: 'Pulls pages of a source of usage',
      memoryMb: 1024,
      timeoutSeconds: ROUND_TIMEOUT,
    })
      .bindBucket(ENV.runBucket, storage.runBucket, { [PAGES]: ['s3:PutObject'] })
      .bindValue(ENV.timeZone, configuration.schedule.timeZone);
    for (const key of keys) pullSource.allowReadingSecret(key);
    return pullSource;
  }

  #writeDays(): NodeFunction {
    const { storage, lake } = this.#props;
    const daily = `${COLLECTED_TABLES.daily}/`;
    return this.#function('WriteDays', {
      folder: 'collection/write-days',
      description: 'Writes the days of a pull into the lake',
      memoryMb: 2048,
      timeoutSeconds: ROUND_TIMEOUT,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, { 'dynamodb:UpdateItem': [PARTITIONS.collections] })
      .bindPartitions(ENV.identityTable, storage.identityTable, {
        'dynamodb:Query': [IDENTITIES],
        'dynamodb:PutItem': [IDENTITIES],
      })
      .bindBucket(ENV.runBucket, storage.runBucket, { [PAGES]: ['s3:GetObject'] })
      .allowListing(storage.runBucket, PAGES)
      .bindBucket(ENV.lakeBucket, lake.bucket, { [daily]: ['s3:GetObject', 's3:PutObject'] })
      .allowListing(lake.bucket, daily);
  }

  #buildWeek(): NodeFunction {
    const { configuration, storage, lake } = this.#props;
    const { sources, count } = configuration.usage;
    const weekly = `${COLLECTED_TABLES.weekly}/`;
    const buildWeek = this.#function('BuildWeek', {
      folder: 'collection/build-week',
      description: 'Builds the weekly usage of a week from the daily facts',
      memoryMb: 1024,
      timeoutSeconds: ROUND_TIMEOUT,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:GetItem': [PARTITIONS.runs],
        'dynamodb:Query': [PARTITIONS.collectedWeeks],
        'dynamodb:PutItem': [PARTITIONS.collectedWeeks],
        'dynamodb:DeleteItem': [PARTITIONS.collectedWeeks],
      })
      .bindPartitions(ENV.identityTable, storage.identityTable, {
        'dynamodb:Query': [IDENTITIES],
        'dynamodb:PutItem': [IDENTITIES],
      })
      .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:Scan')
      .bindBucket(ENV.runBucket, storage.runBucket, { 'runs/requests/': ['s3:PutObject'] })
      .bindBucket(ENV.lakeBucket, lake.bucket, {
        [weekly]: ['s3:GetObject', 's3:PutObject'],
        [`${COLLECTED_TABLES.identity}/`]: ['s3:GetObject', 's3:PutObject'],
      })
      .allowListing(lake.bucket, weekly)
      .allowListing(lake.bucket, `${COLLECTED_TABLES.identity}/`)
      .bindValue(ENV.athenaWorkGroup, lake.workGroup)
      .bindValue(ENV.glueDatabase, lake.database)
      .bindValue(ENV.counting, JSON.stringify({ sources: countedSources(sources), rules: count }));
    lake.grantFactQuery(buildWeek);
    return buildWeek;
  }

  #closeCollection(): NodeFunction {
    const { configuration, storage, operatorTopic } = this.#props;
    return this.#function('CloseCollection', {
      folder: 'collection/close-collection',
      description: 'Ends a collection and tells operators',
      memoryMb: 256,
      timeoutSeconds: CLOSE_TIMEOUT,
    })
      .bindPartitions(ENV.allocationTable, storage.allocationTable, {
        'dynamodb:UpdateItem': [PARTITIONS.collections],
        'dynamodb:DeleteItem': [PARTITIONS.collectedWeeks],
      })
      .bindTopic(ENV.operatorTopic, operatorTopic)
      .bindValue(ENV.docsUrl, configuration.docsUrl);
  }

  #function(id: string, made: Omit<NodeFunctionProps, 'logDays'>): NodeFunction {
    return new NodeFunction(this, id, { ...made, logDays: this.#props.configuration.retention.logDays });
  }
}
