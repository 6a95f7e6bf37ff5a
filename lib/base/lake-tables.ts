import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PUBLISHED_TABLES, USAGE_DAYS } from '../../functions/names.ts';
import { LINE_COLUMNS, MONTH_COLUMNS, REVISION_COLUMNS, SOURCE_COLUMNS } from './line-columns.ts';

export const DATABASE = 'tokenledger';
export const USAGE_TABLE = 'ai_usage_weekly';

/** A table of Parquet files below a prefix of its name. */
export interface LakeTable {
  readonly name: string;
  /** Types by name. */
  readonly columns: Readonly<Record<string, string>>;
  /** Its partition key, a day as text, and what its range of days is projected with; null where it lies in one piece. */
  readonly partition: { readonly key: string; readonly projection: Readonly<Record<string, string>> } | null;
}

/** Of the weeks that usage may be of, each a partition. */
const BY_MONDAY = { key: 'monday_date', projection: { interval: '7', 'interval.unit': 'DAYS' } } as const;

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
    name: USAGE_TABLE,
    columns: { employee_id: 'string', source: 'string', total_tokens: 'bigint', cost_usd: 'decimal(18,6)' },
    partition: { key: 'week_start_date', projection: {} },
  },
  Allocation: { name: PUBLISHED_TABLES.allocation, columns: LINE_COLUMNS, partition: BY_MONDAY },
  Revision: { name: PUBLISHED_TABLES.revision, columns: REVISION_COLUMNS, partition: BY_MONDAY },
  Source: { name: PUBLISHED_TABLES.source, columns: SOURCE_COLUMNS, partition: BY_MONDAY },
  Month: { name: PUBLISHED_TABLES.month, columns: MONTH_COLUMNS, partition: BY_MONDAY },
  BudgetTracking: {
    name: PUBLISHED_TABLES.budgetTracking,
    columns: { ...BUDGET_COLUMNS, employees: 'int', ...BUDGET_WRITE_COLUMNS },
    partition: BY_MONDAY,
  },
  BudgetTotal: {
    name: PUBLISHED_TABLES.budgetTotal,
    columns: { ...BUDGET_COLUMNS, weeks_tracked: 'int', ...BUDGET_WRITE_COLUMNS },
    partition: null,
  },
  Cwo: { name: PUBLISHED_TABLES.cwo, columns: CWO_COLUMNS, partition: null },
  Project: {
    name: PUBLISHED_TABLES.project,
    columns: { project_id: 'string', name: 'string', client_id: 'string' },
    partition: null,
  },
  Client: { name: PUBLISHED_TABLES.client, columns: { client_id: 'string', name: 'string' }, partition: null },
};

/** A table in Glue; partition projection makes crawlers needless. */
export function lakeTable(
  scope: Construct,
  id: string,
  { name, columns, partition }: LakeTable,
  bucket: Bucket,
): CfnTable {
  const location = bucket.s3UrlForObject(`${name}/`);
  return new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName: DATABASE,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      parameters: { classification: 'parquet', ...(partition && projectionOf(partition, location)) },
      ...(partition && { partitionKeys: [{ name: partition.key, type: 'string' }] }),
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

function projectionOf({ key, projection }: NonNullable<LakeTable['partition']>, location: string) {
  const projected = {
    type: 'date',
    format: 'yyyy-MM-dd',
    range: `${USAGE_DAYS.first},NOW+${USAGE_DAYS.daysAhead}DAYS`,
    ...projection,
  };
  return {
    'projection.enabled': 'true',
    ...Object.fromEntries(Object.entries(projected).map(([name, value]) => [`projection.${key}.${name}`, value])),
    'storage.location.template': `${location}${key}=\${${key}}`,
  };
}
