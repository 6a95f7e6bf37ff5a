import { parquetMetadata, type SchemaElement } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../adapters/lake/published/columns.ts';
import { TableParquet } from '../../adapters/lake/published/table-parquet.ts';
import { UNDIVIDED_TABLES, WEEK_TABLES } from '../../adapters/lake/published/tables.ts';
import { PUBLISHED_TABLES } from '../../functions/names.ts';
import { print, resourcesOf, STAGES, variantOf } from './stacks.ts';

describe.each(STAGES)('the Athena workgroup of the stage %s', (stage) => {
  const workGroups = resourcesOf(variantOf(stage), 'AWS::Athena::WorkGroup');

  it('lets no query choose another engine, another place for its result, or to scan without end', () => {
    expect(workGroups).toHaveLength(1);
    expect(workGroups[0]?.[1].Properties.WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      BytesScannedCutoffPerQuery: 10_000_000_000,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
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

/** The columns of a file without any rows. */
function schemaWritten(columns: readonly Column<never>[]): SchemaElement[] {
  const bytes = Buffer.concat(new TableParquet(columns).finish());
  return parquetMetadata(new Uint8Array(bytes).buffer).schema.slice(1);
}

/** The type of Glue that a column is read with. */
function glueType({ type, converted_type, precision, scale }: SchemaElement): string | undefined {
  if (converted_type === 'DECIMAL') return `decimal(${precision},${scale})`;
  if (converted_type === 'TIMESTAMP_MILLIS') return 'timestamp';
  if (converted_type === 'UTF8') return 'string';
  if (converted_type === 'DATE') return 'date';
  return { INT64: 'bigint', INT32: 'int', BOOLEAN: 'boolean' }[type as string];
}
