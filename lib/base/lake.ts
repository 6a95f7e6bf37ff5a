import { Duration, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PUBLISHED_TABLES, USAGE_DAYS } from '../../functions/names.ts';
import type { Configuration } from '../configuration.ts';
import { privateBucket, removalPolicyOf } from './storage.ts';

const DATABASE = 'tokenledger';
const USAGE_TABLE = 'ai_usage_weekly';
const RESULTS_PREFIX = 'athena/';

/** Pinned, so that AWS moves the statement to no other engine by itself. */
const ATHENA_ENGINE = 'Athena engine version 3';
/**
 * What one query may scan, 10 GB or 0.05 USD: a week of a million employees takes some 0.3 GB, so whatever scans more
 * has met files that are no weekly usage, or has forgotten the week.
 */
const SCAN_BYTES_MAX = 10_000_000_000;

/** A table of Parquet files with one partition key, a day as text. */
interface LakeTable {
  readonly name: string;
  readonly partition: string;
  /** Of the partition key, beside its range of days. */
  readonly projection: Readonly<Record<string, string>>;
  /** Types by name. */
  readonly columns: Readonly<Record<string, string>>;
}

/** As `adapters/lake/published/line-parquet.ts` writes them. */
const ALLOCATION_COLUMNS = {
  id: 'string',
  employee_id: 'string',
  cwo_id: 'string',
  allocated_tokens: 'bigint',
  allocated_cost_usd: 'decimal(18,4)',
  allocation_basis: 'string',
  is_recalculated: 'boolean',
  method: 'string',
  reason: 'string',
  flags: 'string',
  billable: 'boolean',
  project_id: 'string',
  client_id: 'string',
  cwo_role_id: 'string',
  role: 'string',
  hours: 'decimal(9,2)',
  revision: 'int',
  run_id: 'string',
  allocated_at: 'timestamp',
} as const;

/** Athena acts on buckets with the rights of whoever asks. */
const LIST = ['s3:GetBucketLocation', 's3:ListBucket'];
const LEAVE_RESULT = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** The data lake: the usage table of contract 1 and the table of current lines in Glue, and an Athena workgroup. */
export class Lake extends Construct {
  readonly bucket: Bucket;
  readonly database = DATABASE;
  readonly workGroup: string;
  readonly #resultsBucket: Bucket;

  /** @param resultsBucket where Athena leaves results, which expire with the runs */
  constructor(scope: Construct, id: string, configuration: Configuration, resultsBucket: Bucket) {
    super(scope, id);
    const { keepData } = configuration.retention;
    this.#resultsBucket = resultsBucket;
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(removalPolicyOf(configuration)),
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', { catalogId, databaseInput: { name: DATABASE } });
    for (const table of [this.#usageTable(), this.#allocationTable()]) table.addResourceDependency(database);
    this.workGroup = configuration.stackName;
    new CfnWorkGroup(this, 'WorkGroup', {
      name: this.workGroup,
      recursiveDeleteOption: !keepData,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: ATHENA_ENGINE },
        bytesScannedCutoffPerQuery: SCAN_BYTES_MAX,
        resultConfiguration: {
          outputLocation: resultsBucket.s3UrlForObject(RESULTS_PREFIX),
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  /** May start queries of the usage table, which read the lake with the caller's rights and leave a result. */
  grantUsageQuery(grantee: IGrantable): void {
    this.#grantQuery(grantee, USAGE_TABLE);
  }

  /** The same of the current lines; may look at the query until it has ended, and read its result. */
  grantLineQuery(grantee: IGrantable): void {
    this.#grantQuery(grantee, PUBLISHED_TABLES.allocation);
    allow(grantee, ['athena:GetQueryExecution'], [this.workGroupArn]);
    this.grantReadResults(grantee);
  }

  #grantQuery(grantee: IGrantable, table: string): void {
    allow(grantee, LIST, [this.bucket.bucketArn, this.#resultsBucket.bucketArn]);
    allow(grantee, ['s3:GetObject'], [this.bucket.arnForObjects(`${table}/*`)]);
    allow(grantee, LEAVE_RESULT, [this.#resultsBucket.arnForObjects(`${RESULTS_PREFIX}*`)]);
    allow(grantee, ['athena:StartQueryExecution'], [this.workGroupArn]);
    allow(grantee, ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'], this.#glueArns(table));
    // Athena looks it up before any query, whatever the query names, as its guide on access to Glue says.
    allow(grantee, ['glue:GetDatabase'], [this.#glueArn('database/default')]);
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

  #glueArns(table: string): string[] {
    const names = ['catalog', `database/${DATABASE}`, `table/${DATABASE}/${table}`];
    return names.map((name) => this.#glueArn(name));
  }

  #glueArn(resource: string): string {
    return Stack.of(this).formatArn({ service: 'glue', resource });
  }

  /** Every day is a partition, so that a wrong day is seen. */
  #usageTable(): CfnTable {
    return this.#table('Usage', {
      name: USAGE_TABLE,
      partition: 'week_start_date',
      projection: {},
      columns: {
        employee_id: 'string',
        source: 'string',
        total_tokens: 'bigint',
        cost_usd: 'decimal(18,6)',
      },
    });
  }

  /** Of the weeks that usage may be of, each a partition. */
  #allocationTable(): CfnTable {
    return this.#table('Allocation', {
      name: PUBLISHED_TABLES.allocation,
      partition: 'monday_date',
      projection: { interval: '7', 'interval.unit': 'DAYS' },
      columns: ALLOCATION_COLUMNS,
    });
  }

  /** Partition projection makes crawlers needless. */
  #table(id: string, { name, partition, projection, columns }: LakeTable): CfnTable {
    const location = this.bucket.s3UrlForObject(`${name}/`);
    const projected = {
      type: 'date',
      format: 'yyyy-MM-dd',
      range: `${USAGE_DAYS.first},NOW+${USAGE_DAYS.daysAhead}DAYS`,
      ...projection,
    };
    return new CfnTable(this, id, {
      catalogId: Stack.of(this).account,
      databaseName: DATABASE,
      tableInput: {
        name,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          ...Object.fromEntries(
            Object.entries(projected).map(([key, value]) => [`projection.${partition}.${key}`, value]),
          ),
          'storage.location.template': `${location}${partition}=\${${partition}}`,
        },
        partitionKeys: [{ name: partition, type: 'string' }],
        storageDescriptor: {
          location,
          columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    });
  }
}

function allow(grantee: IGrantable, actions: string[], resources: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
}
