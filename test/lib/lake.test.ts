import { parquetMetadata, type SchemaElement } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../adapters/lake/published/columns.ts';
import { TableParquet } from '../../adapters/lake/published/table-parquet.ts';
import { UNDIVIDED_TABLES, WEEK_TABLES } from '../../adapters/lake/published/tables.ts';
import { PUBLISHED_TABLES } from '../../functions/names.ts';
import { glueType } from '../worlds/glue-types.ts';
import { type Json, print, resourcesOf, STAGES, variantOf } from './stacks.ts';

describe.each(STAGES)('the Athena workgroups of the stage %s', (stage) => {
  const { configuration } = variantOf(stage);
  const workGroups = resourcesOf(variantOf(stage), 'AWS::Athena::WorkGroup').map(([, { Properties }]) => Properties);

  it('are one for the product and one for finance, with results apart', () => {
    const places = workGroups.map(({ Name, WorkGroupConfiguration }) => [
      Name,
      print(WorkGroupConfiguration.ResultConfiguration.OutputLocation),
    ]);

    expect(places).toEqual([
      [configuration.stackName, 's3://StorageRuns/athena/'],
      [`${configuration.stackName}-finance`, 's3://StorageRuns/finance-results/'],
    ]);
  });

  it('let no query choose another engine, another place for its result, or to scan without end', () => {
    for (const { WorkGroupConfiguration } of workGroups) {
      expect(WorkGroupConfiguration).toMatchObject({
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        BytesScannedCutoffPerQuery: 10_000_000_000,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
      });
    }
  });
});

const GLUE_TABLES = resourcesOf(variantOf('local'), 'AWS::Glue::Table').map(
  ([, { Properties }]) => Properties.TableInput,
);

const glueOf = (table: keyof typeof PUBLISHED_TABLES) =>
  GLUE_TABLES.find(({ Name }) => Name === PUBLISHED_TABLES[table]);
const WRITTEN = { ...WEEK_TABLES, ...UNDIVIDED_TABLES };

describe.each(Object.keys(WRITTEN) as (keyof typeof WRITTEN)[])('the table %s', (table) => {
  it('has the columns and types that are written', () => {
    const written = schemaWritten(WRITTEN[table]).map((element) => [element.name, glueType(element)]);

    const columns = glueOf(table).StorageDescriptor.Columns.map(({ Name, Type }: Record<string, string>) => [
      Name,
      Type,
    ]);

    expect(written).toEqual(columns);
  });
});

describe.each(Object.keys(WEEK_TABLES) as (keyof typeof WEEK_TABLES)[])('the table %s', (table) => {
  const glue = glueOf(table);

  it('has a partition for each Monday on which usage may begin, where its object lies', () => {
    expect(glue.PartitionKeys).toEqual([{ Name: 'monday_date', Type: 'string' }]);
    expect(glue.Parameters).toMatchObject({
      'projection.monday_date.type': 'date',
      'projection.monday_date.range': '2023-01-02,NOW+13DAYS',
      'projection.monday_date.interval': '7',
      'projection.monday_date.interval.unit': 'DAYS',
    });
    const template = glue.Parameters['storage.location.template'];
    expect(print(template)).toMatch(new RegExp(`/${PUBLISHED_TABLES[table]}/monday_date=\\$\\{monday_date\\}$`));
  });
});

const BUDGET =
  'cwo_id string, budget_tokens bigint, actual_tokens bigint, utilization_pct decimal(5,2), budget_usd decimal(18,4), actual_usd decimal(18,4), utilization_usd_pct decimal(5,2), provisional_pct decimal(5,2), provisional_usd_pct decimal(5,2)';
const BUDGET_WRITE = 'run_id string, created_at timestamp, updated_at timestamp, version int';
const OF_A_LINE = 'id string, employee_id string, cwo_id string';

describe('the other tables that finance reads', () => {
  it.each([
    [
      'token_cost_allocation_source',
      'monday_date',
      `${OF_A_LINE}, source string, tokens bigint, cost_usd decimal(18,4)`,
    ],
    [
      'token_cost_allocation_month',
      'monday_date',
      `${OF_A_LINE}, month string, tokens bigint, cost_usd decimal(18,4), hours decimal(9,2), policy string`,
    ],
    ['token_budget_tracking', 'monday_date', `${BUDGET}, employees int, ${BUDGET_WRITE}`],
    ['token_budget_total', null, `${BUDGET}, weeks_tracked int, ${BUDGET_WRITE}`],
    [
      'cwo',
      null,
      'cwo_id string, code string, name string, project_id string, billable boolean, start_date date, end_date date, pm_employee_id string, ai_recharge string',
    ],
    ['project', null, 'project_id string, name string, client_id string'],
    ['client', null, 'client_id string, name string'],
  ])('have their columns in order: %s', (name, partition, columns) => {
    const glue = GLUE_TABLES.find(({ Name }) => Name === name);

    expect(columnsOf(glue).join(', ')).toBe(columns);
    expect(glue.PartitionKeys?.[0].Name ?? null).toBe(partition);
    expect(glue.Parameters['projection.enabled']).toBe(partition === null ? undefined : 'true');
    expect(print(glue.StorageDescriptor.Location)).toBe(`s3://LakeBucket/${name}/`);
  });

  it('have, of any revision, the columns of a current line and two more', () => {
    const [line, revision] = ['token_cost_allocation', 'token_cost_allocation_revision'].map((name) =>
      columnsOf(GLUE_TABLES.find(({ Name }) => Name === name)),
    );

    expect(revision).toEqual([...(line ?? []), 'superseded_at timestamp', 'trigger string']);
  });
});

function columnsOf({ StorageDescriptor }: Json): string[] {
  return StorageDescriptor.Columns.map(({ Name, Type }: Record<string, string>) => `${Name} ${Type}`);
}

/** The columns of a file without any rows. */
function schemaWritten(columns: readonly Column<never>[]): SchemaElement[] {
  const bytes = Buffer.concat(new TableParquet(columns).finish());
  return parquetMetadata(new Uint8Array(bytes).buffer).schema.slice(1);
}
