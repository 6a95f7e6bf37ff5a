import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { COLLECTED_TABLES, PUBLISHED_TABLES, USAGE_DAYS, USAGE_SOURCES } from '../../functions/names.ts';
import { FACT_COLUMNS, IDENTITY_COLUMNS } from './collection-columns.ts';
import { LINE_COLUMNS, MONTH_COLUMNS, REVISION_COLUMNS, SOURCE_COLUMNS } from './line-columns.ts';

export const DATABASE = 'tokenledger';

/** A table of Parquet files below a prefix of its name. */
export interface LakeTable {
  readonly name: string;
  /** Types by name. */
  readonly columns: Readonly<Record<string, string>>;
  /** Its partition keys, all text, each with what its values are projected with; none where it lies in one piece. */
  readonly partitions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Days that usage may be of. */
const DAYS = { type: 'date', format: 'yyyy-MM-dd', range: `${USAGE_DAYS.first},NOW+${USAGE_DAYS.daysAhead}DAYS` };
/** Of the weeks that usage may be of, each a partition. */
const BY_MONDAY = { monday_date: { ...DAYS, interval: '7', 'interval.unit': 'DAYS' } } as const;

const BUDGET_COLUMNS = {
  cwo_id: 'string',
  budget_tokens: 'bigint',
  actual_tokens: 'bigint',
  utilization_pct: 'decimal(5,2)',
  budget_usd: 'decimal(18,4)',
  actual_usd: 'decimal(18,4)',
  utilization_usd_pct: 'decimal(5,2)',
  provisional_pct: 'decimal(5,2)',
  provisional_usd_pct: 'decimal(5,2)',
} as const;
const BUDGET_WRITE_COLUMNS = {
  run_id: 'string',
  created_at: 'timestamp',
  updated_at: 'timestamp',
  version: 'int',
} as const;

/** No e-mail address and no employee but the CWO's manager. */
const CWO_COLUMNS = {
  cwo_id: 'string',
  code: 'string',
  name: 'string',
  project_id: 'string',
  billable: 'boolean',
  start_date: 'date',
  end_date: 'date',
  pm_employee_id: 'string',
  ai_recharge: 'string',
} as const;

/** All tables of the database, by the id of their construct. */
export const LAKE_TABLES: Readonly<Record<string, LakeTable>> = {
  // Every day is a partition, so that a wrong day is seen.
  Usage: {
    name: COLLECTED_TABLES.weekly,
    columns: { employee_id: 'string', source: 'string', total_tokens: 'bigint', cost_usd: 'decimal(18,6)' },
    partitions: { week_start_date: DAYS },
  },
  DailyUsage: {
    name: COLLECTED_TABLES.daily,
    columns: FACT_COLUMNS,
    partitions: { source: { type: 'enum', values: Object.keys(USAGE_SOURCES).join(',') }, usage_date: DAYS },
  },
  ActorIdentity: { name: COLLECTED_TABLES.identity, columns: IDENTITY_COLUMNS, partitions: {} },
  Allocation: { name: PUBLISHED_TABLES.allocation, columns: LINE_COLUMNS, partitions: BY_MONDAY },
  Revision: { name: PUBLISHED_TABLES.revision, columns: REVISION_COLUMNS, partitions: BY_MONDAY },
  Source: { name: PUBLISHED_TABLES.source, columns: SOURCE_COLUMNS, partitions: BY_MONDAY },
  Month: { name: PUBLISHED_TABLES.month, columns: MONTH_COLUMNS, partitions: BY_MONDAY },
  BudgetTracking: {
    name: PUBLISHED_TABLES.budgetTracking,
    columns: { ...BUDGET_COLUMNS, employees: 'int', ...BUDGET_WRITE_COLUMNS },
    partitions: BY_MONDAY,
  },
  BudgetTotal: {
    name: PUBLISHED_TABLES.budgetTotal,
    columns: { ...BUDGET_COLUMNS, weeks_tracked: 'int', ...BUDGET_WRITE_COLUMNS },
    partitions: {},
  },
  Cwo: { name: PUBLISHED_TABLES.cwo, columns: CWO_COLUMNS, partitions: {} },
  Project: {
    name: PUBLISHED_TABLES.project,
    columns: { project_id: 'string', name: 'string', client_id: 'string' },
    partitions: {},
  },
  Client: { name: PUBLISHED_TABLES.client, columns: { client_id: 'string', name: 'string' }, partitions: {} },
};

/** A table in Glue; partition projection makes crawlers needless. */
export function lakeTable(
  scope: Construct,
  id: string,
  { name, columns, partitions }: LakeTable,
  bucket: Bucket,
): CfnTable {
  const location = bucket.s3UrlForObject(`${name}/`);
  const keys = Object.keys(partitions);
  return new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName: DATABASE,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      parameters: { classification: 'parquet', ...(keys.length > 0 && projectionOf(partitions, location)) },
      ...(keys.length > 0 && { partitionKeys: keys.map((key) => ({ name: key, type: 'string' })) }),
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

function projectionOf(partitions: LakeTable['partitions'], location: string): Record<string, string> {
  const projections = Object.entries(partitions).flatMap(([key, projection]) =>
    Object.entries(projection).map(([name, value]) => [`projection.${key}.${name}`, value]),
  );
  const folders = Object.keys(partitions).map((key) => `${key}=\${${key}}`);
  return {
    'projection.enabled': 'true',
    ...Object.fromEntries(projections),
    'storage.location.template': `${location}${folders.join('/')}`,
  };
}
