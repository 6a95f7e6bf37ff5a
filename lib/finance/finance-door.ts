import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PUBLISHED_TABLES } from '../../functions/names.ts';
import { type Lake, LEAVE_RESULT } from '../base/lake.ts';
import { workGroup } from '../base/work-group.ts';
import type { Configuration } from '../configuration.ts';

/** Beside that of the product's own queries, so that neither reads the results of the other. */
const RESULTS_PREFIX = 'finance-results/';
const TABLES = Object.values(PUBLISHED_TABLES);

export interface FinanceDoorProps {
  readonly configuration: Configuration;
  readonly lake: Lake;
  /** Where results lie, which expire with the runs. */
  readonly resultsBucket: Bucket;
}

/** Finance's own door to the published tables: a workgroup, and a policy for whoever is to query in it. */
export class FinanceDoor extends Construct {
  readonly workGroup: string;
  /** Attached to nobody: who is finance, the organisation knows. */
  readonly policy: ManagedPolicy;
  readonly #props: FinanceDoorProps;

  constructor(scope: Construct, id: string, props: FinanceDoorProps) {
    super(scope, id);
    this.#props = props;
    const { configuration, resultsBucket } = props;
    this.workGroup = `${configuration.stackName}-finance`;
    workGroup(this, 'WorkGroup', {
      name: this.workGroup,
      results: resultsBucket.s3UrlForObject(RESULTS_PREFIX),
      isDeletedWithHistory: !configuration.retention.keepData,
    });
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: 'Queries the published tables in the workgroup of finance, and reads nothing else',
      statements: [...this.#mayQuery(), ...this.#mayKnowTables(), ...this.#mayReadTables(), ...this.#mayLeaveResults()],
    });
  }

  #mayQuery(): PolicyStatement[] {
    const stack = Stack.of(this);
    return [
      allow(
        [
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
          'athena:GetQueryExecution',
          'athena:BatchGetQueryExecution',
          'athena:ListQueryExecutions',
          'athena:GetQueryResults',
          'athena:GetQueryResultsStream',
          'athena:GetWorkGroup',
        ],
        [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: this.workGroup })],
      ),
      // The command line looks up there what the workgroup is called.
      allow(['cloudformation:DescribeStacks'], [stack.stackId]),
    ];
  }

  /** Console and drivers list what there is before they ask. */
  #mayKnowTables(): PolicyStatement[] {
    const { lake } = this.#props;
    const catalog = { service: 'athena', resource: 'datacatalog', resourceName: 'AwsDataCatalog' };
    return [
      allow(
        [
          'athena:GetDataCatalog',
          'athena:GetDatabase',
          'athena:ListDatabases',
          'athena:GetTableMetadata',
          'athena:ListTableMetadata',
        ],
        [Stack.of(this).formatArn(catalog)],
      ),
      allow(['athena:ListWorkGroups', 'athena:ListDataCatalogs'], ['*']),
      allow(
        ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
        lake.glueArns(TABLES),
      ),
      allow(['glue:GetDatabase'], [lake.defaultDatabaseArn]),
    ];
  }

  #mayReadTables(): PolicyStatement[] {
    const { bucket } = this.#props.lake;
    const below = TABLES.map((table) => `${table}/*`);
    return [
      ...mayList(bucket, below),
      allow(
        ['s3:GetObject'],
        below.map((keys) => bucket.arnForObjects(keys)),
      ),
    ];
  }

  #mayLeaveResults(): PolicyStatement[] {
    const { resultsBucket } = this.#props;
    const below = `${RESULTS_PREFIX}*`;
    return [...mayList(resultsBucket, [below]), allow(LEAVE_RESULT, [resultsBucket.arnForObjects(below)])];
  }
}

function mayList({ bucketArn }: Bucket, below: readonly string[]): PolicyStatement[] {
  return [
    allow(['s3:GetBucketLocation'], [bucketArn]),
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucketArn],
      conditions: { StringLike: { 's3:prefix': below } },
    }),
  ];
}

function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}
