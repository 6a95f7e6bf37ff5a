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
  await new S3IdentityTable(bucket.client, 'lake').replace(MemoryIdentities.of(...entries));
  return { bucket, rows: await rowsOf(bucket) };
}

function rowsOf(bucket: MemoryByteBucket) {
  return parquetReadObjects({ file: bucket.bytes(OBJECT) });
}

describe('the table of who actors are', () => {
  it('is one object of all entries', async () => {
    const { bucket, rows } = await replaced(identityEntry({ validTo: '2026-03-01' }));

    expect([...bucket.objects.keys()]).toEqual([OBJECT]);
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
    const { rows } = await replaced(...entries);

    expect(new Set(rows.map(({ employee_id }) => employee_id)).size).toBe(16_385);
  });

  it('without entries is there as well, so that the query can be asked', async () => {
    expect((await replaced()).rows).toEqual([]);
  });

  it('is never an older list in the place of a newer one, however slow whoever listed it', async () => {
    const bucket = new MemoryByteBucket();
    const table = new S3IdentityTable(bucket.client, 'lake');
    const identities = MemoryIdentities.of(identityEntry());
    let isOvertaken = false;
    const slow = {
      async *list() {
        yield* await Array.fromAsync(identities.list());
        if (isOvertaken) return;
        isOvertaken = true;
        await identities.add([identityEntry({ actor: KEY })], '2026-06-01T08:00:00.000Z');
        await table.replace(identities);
      },
    };

    await table.replace(slow);

    expect((await rowsOf(bucket)).map(({ actor_kind }) => actor_kind)).toEqual(['API_KEY', 'EMAIL']);
    expect(bucket.calls.filter((call) => call.startsWith('Put'))).toHaveLength(3);
  });

  it('is given up where somebody else is always first', async () => {
    const bucket = new MemoryByteBucket();
    const always = {
      async *list() {
        yield identityEntry();
        await new S3IdentityTable(bucket.client, 'lake').replace(MemoryIdentities.of(identityEntry()));
      },
    };

    await expect(new S3IdentityTable(bucket.client, 'lake').replace(always)).rejects.toThrow(
      'actor_identity/entries.parquet was replaced by others 5 times',
    );
  });

  it('that may not be put is an error', async () => {
    const client = { send: async () => Promise.reject(Object.assign(new Error('denied'), { name: 'AccessDenied' })) };

    await expect(new S3IdentityTable(client as never, 'lake').replace(MemoryIdentities.of())).rejects.toThrow('denied');
  });
});
