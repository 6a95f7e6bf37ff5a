import { parquetMetadata, type SchemaElement } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { LineParquet } from '../../adapters/lake/published/line-parquet.ts';
import type { LineAttributes } from '../../core/ledger/line-attributes.ts';
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

describe('the table of current lines', () => {
  const glue = GLUE_TABLES.find(({ Name }) => Name === 'token_cost_allocation');

  it('has the columns and types that are written', async () => {
    const written = (await schemaWritten()).map((element) => [element.name, glueType(element)]);

    const columns = glue.StorageDescriptor.Columns.map(({ Name, Type }: Record<string, string>) => [Name, Type]);

    expect(written).toEqual(columns);
  });

  it('has a partition for each Monday on which usage may begin, where its object lies', () => {
    expect(glue.PartitionKeys).toEqual([{ Name: 'monday_date', Type: 'string' }]);
    expect(glue.Parameters).toMatchObject({
      'projection.monday_date.type': 'date',
      'projection.monday_date.range': '2023-01-02,NOW+13DAYS',
      'projection.monday_date.interval': '7',
      'projection.monday_date.interval.unit': 'DAYS',
    });
    const template = glue.Parameters['storage.location.template'];
    expect(print(template)).toMatch(/\/token_cost_allocation\/monday_date=\$\{monday_date\}$/);
  });
});

/** The columns of a file without any rows. */
async function schemaWritten(): Promise<SchemaElement[]> {
  async function* none(): AsyncGenerator<LineAttributes> {}
  const pieces: Uint8Array[] = [];
  for await (const piece of new LineParquet().encode(none())) pieces.push(piece);
  return parquetMetadata(new Uint8Array(Buffer.concat(pieces)).buffer).schema.slice(1);
}

/** The type of Glue that a column is read with. */
function glueType({ type, converted_type, precision, scale }: SchemaElement): string | undefined {
  if (converted_type === 'DECIMAL') return `decimal(${precision},${scale})`;
  if (converted_type === 'TIMESTAMP_MILLIS') return 'timestamp';
  if (converted_type === 'UTF8') return 'string';
  return { INT64: 'bigint', INT32: 'int', BOOLEAN: 'boolean' }[type as string];
}
