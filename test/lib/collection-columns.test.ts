import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { S3FactTable } from '../../adapters/lake/collection/fact-table.ts';
import { S3IdentityTable } from '../../adapters/lake/collection/identity-table.ts';
import { FACT_COLUMNS, IDENTITY_COLUMNS } from '../../lib/base/collection-columns.ts';
import { MemoryByteBucket } from '../doubles/memory-byte-bucket.ts';
import { MemoryIdentities } from '../doubles/memory-identities.ts';
import { glueType } from '../worlds/glue-types.ts';
import { identityEntry } from '../worlds/identities.ts';
import { DAY, usageFact } from '../worlds/usage-facts.ts';

/** The columns of the one object that was put, by name with their types. */
function columnsIn(bucket: MemoryByteBucket): (string | undefined)[][] {
  const [key = ''] = bucket.objects.keys();
  const { schema } = parquetMetadata(bucket.bytes(key));
  return schema.slice(1).map((element) => [element.name, glueType(element)]);
}

describe('the tables that the collectors write', () => {
  it('have the columns of daily facts in their order, as they are written', async () => {
    const bucket = new MemoryByteBucket();
    const part = { source: 'cursor', usageDate: DAY, reporter: 'api' };
    await new S3FactTable(bucket.client, 'lake').replace(part, [usageFact()], '2026-11-18T05:00:00.000Z');

    expect(columnsIn(bucket)).toEqual(Object.entries(FACT_COLUMNS));
  });

  it('have the columns of who actors are in their order, as they are written', async () => {
    const bucket = new MemoryByteBucket();
    await new S3IdentityTable(bucket.client, 'lake').replace(MemoryIdentities.of(identityEntry()));

    expect(columnsIn(bucket)).toEqual(Object.entries(IDENTITY_COLUMNS));
  });
});
