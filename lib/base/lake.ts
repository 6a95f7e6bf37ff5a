import { Duration, Stack } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { COLLECTED_TABLES, PUBLISHED_TABLES } from '../../functions/names.ts';
import type { Configuration } from '../configuration.ts';
import { DATABASE, LAKE_TABLES, lakeTable } from './lake-tables.ts';
import { privateBucket, removalPolicyOf } from './storage.ts';
import { workGroup } from './work-group.ts';

const RESULTS_PREFIX = 'athena/';

/** Athena acts on buckets with the rights of whoever asks. */
const LIST = ['s3:GetBucketLocation', 's3:ListBucket'];
/** What leaves a result below a prefix. */
export const LEAVE_RESULT = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** The data lake: the usage table of contract 1 and the published tables in Glue, and an Athena workgroup. */
export class Lake extends Construct {
  readonly bucket: Bucket;
  readonly database = DATABASE;
  readonly workGroup: string;
  readonly #resultsBucket: Bucket;

  /** @param resultsBucket where Athena leaves results, which expire with the runs */
  constructor(scope: Construct, id: string, configuration: Configuration, resultsBucket: Bucket) {
    super(scope, id);
    this.#resultsBucket = resultsBucket;
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(removalPolicyOf(configuration)),
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', { catalogId, databaseInput: { name: DATABASE } });
    for (const [tableId, table] of Object.entries(LAKE_TABLES)) {
      lakeTable(this, tableId, table, this.bucket).addResourceDependency(database);
    }
    this.workGroup = configuration.stackName;
    workGroup(this, 'WorkGroup', {
      name: this.workGroup,
      results: resultsBucket.s3UrlForObject(RESULTS_PREFIX),
      isDeletedWithHistory: !configuration.retention.keepData,
    });
  }

  /** May start queries of the usage table, which read the lake with the caller's rights and leave a result. */
  grantUsageQuery(grantee: IGrantable): void {
    this.#grantQuery(grantee, [COLLECTED_TABLES.weekly]);
  }

  /** The same of the current lines; may look at the query until it has ended, and read its result. */
  grantLineQuery(grantee: IGrantable): void {
    this.#grantQuery(grantee, [PUBLISHED_TABLES.allocation]);
    this.#grantAwaiting(grantee);
  }

  /** The same of the daily facts and of who their actors are. */
  grantFactQuery(grantee: IGrantable): void {
    this.#grantQuery(grantee, [COLLECTED_TABLES.daily, COLLECTED_TABLES.identity]);
    this.#grantAwaiting(grantee);
  }

  #grantAwaiting(grantee: IGrantable): void {
    allow(grantee, ['athena:GetQueryExecution'], [this.workGroupArn]);
    this.grantReadResults(grantee);
  }

  #grantQuery(grantee: IGrantable, tables: readonly string[]): void {
    allow(grantee, LIST, [this.bucket.bucketArn, this.#resultsBucket.bucketArn]);
    const objects = tables.map((table) => this.bucket.arnForObjects(`${table}/*`));
    allow(grantee, ['s3:GetObject'], objects);
    allow(grantee, LEAVE_RESULT, [this.#resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)]);
    allow(grantee, ['athena:StartQueryExecution'], [this.workGroupArn]);
    allow(grantee, ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'], this.glueArns(tables));
    // Athena looks it up before any query, whatever the query names, as its guide on access to Glue says.
    allow(grantee, ['glue:GetDatabase'], [this.defaultDatabaseArn]);
  }

  /** May read the results of queries. */
  grantReadResults(grantee: IGrantable): void {
    allow(grantee, LIST, [this.#resultsBucket.bucketArn]);
    allow(grantee, ['s3:GetObject'], [this.#resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)]);
    allow(grantee, ['athena:GetQueryResults'], [this.workGroupArn]);
  }

  get workGroupArn(): string {
    return Stack.of(this).formatArn({ service: 'athena', resource: 'workgroup', resourceName: this.workGroup });
  }

  get defaultDatabaseArn(): string {
    return this.#glueArn('database/default');
  }

  /** The catalogue, the database, and these tables of it. */
  glueArns(tables: readonly string[]): string[] {
    const names = ['catalog', `database/${DATABASE}`, ...tables.map((table) => `table/${DATABASE}/${table}`)];
    return names.map((name) => this.#glueArn(name));
  }

  #glueArn(resource: string): string {
    return Stack.of(this).formatArn({ service: 'glue', resource });
  }
}

function allow(grantee: IGrantable, actions: string[], resources: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
}
