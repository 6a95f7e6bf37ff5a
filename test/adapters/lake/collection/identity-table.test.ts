import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { S3IdentityTable } from '../../../../adapters/lake/collection/identity-table.ts';
import type { IdentityEntry } from '../../../../core/collection/identity.ts';
import { MemoryByteBucket } from '../../../doubles/memory-byte-bucket.ts';
import { MemoryIdentities } from '../../../doubles/memory-identities.ts';
import { identityEntry, KEY } from '../../../worlds/identities.ts';

const OBJECT = 'actor_identity/entries.parquet';

async function replaced(...entries: readonly IdentityEntry[]) {
  const bucket = new MemoryByteBucket();
  const count = await new S3IdentityTable(bucket.client, 'lake').replace(MemoryIdentities.of(...entries).list());
  return { bucket, count, rows: await parquetReadObjects({ file: bucket.bytes(OBJECT) }) };
}

describe('the table of who actors are', () => {
  it('is one object of all entries', async () => {
    const { bucket, count, rows } = await replaced(identityEntry({ validTo: '2026-03-01' }));

    expect([...bucket.objects.keys()]).toEqual([OBJECT]);
    expect(count).toBe(1);
    expect(rows).toEqual([
      {
        ...{ source: '*', actor_kind: 'EMAIL', actor_id: 'ann@example.com', target: 'employee', employee_id: 'E1' },
        ...{ valid_from: '2026-01-01', valid_to: '2026-03-01', recorded_by: 'operator' },
        ...{ recorded_at: new Date('2026-01-05T08:00:00.000Z'), entry_no: 1n },
      },
    ]);
  });

  it('numbers entries so that the newer of a source and actor has the higher number', async () => {
    const at = '2026-06-01T08:00:00.000Z';
    const { rows } = await replaced(
      identityEntry({ employeeId: 'new', at }),
      identityEntry({ employeeId: 'old' }),
      identityEntry({ employeeId: 'own', source: 'cursor' }),
      identityEntry({ actor: KEY, employeeId: null, target: 'service' }),
    );
    const numberOf = (employee: string | null) => rows.find(({ employee_id }) => employee_id === employee)?.entry_no;

    expect(rows.map(({ entry_no }) => entry_no)).toEqual([1n, 2n, 3n, 4n]);
    expect(numberOf('new')).toBeGreaterThan(numberOf('old'));
    expect(rows.find(({ target }) => target === 'service')).toMatchObject({ employee_id: null, valid_to: null });
  });

  it('of more entries than a group of rows holds loses none', async () => {
    const entries = Array.from({ length: 16_385 }, (_, index) => identityEntry({ employeeId: `E${index}` }));
    const { count, rows } = await replaced(...entries);

    expect([count, new Set(rows.map(({ employee_id }) => employee_id)).size]).toEqual([16_385, 16_385]);
  });

  it('without entries is there as well, so that the query can be asked', async () => {
    expect((await replaced()).rows).toEqual([]);
  });
});
