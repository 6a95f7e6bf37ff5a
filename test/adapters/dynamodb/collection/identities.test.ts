import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamoIdentities } from '../../../../adapters/dynamodb/collection/identities.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { NewIdentity } from '../../../../core/collection/identity.ts';
import { MemoryIdentities } from '../../../doubles/memory-identities.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { ANN, KEY, newIdentity } from '../../../worlds/identities.ts';

const AT = '2026-11-18T05:00:00.000Z';
const LATER = '2026-11-18T05:00:00.001Z';
/** Everybody in one partition, which any two actors may share. */
const ONE_SHARD = () => '0'.repeat(64);

function storeIn({ table = new MemoryTable(), hash = sha256 } = {}) {
  return { table, store: new DynamoIdentities(table.client, 'identities', hash) };
}

describe('an entry of who an actor is', () => {
  it('is read as it was added, with when', async () => {
    const { store } = storeIn();
    const identity = newIdentity({ validTo: '2026-03-01' });

    expect(await store.add([identity], AT)).toBe(1);
    expect(await store.find(ANN)).toEqual([{ ...identity, at: AT }]);
    expect(await Array.fromAsync(store.list())).toEqual([{ ...identity, at: AT }]);
  });

  it('is added to those before, which stay as they were', async () => {
    const { store } = storeIn();
    await store.add([newIdentity()], AT);
    await store.add([newIdentity({ employeeId: 'E2' })], LATER);

    expect((await store.find(ANN)).map(({ employeeId, at }) => [employeeId, at])).toEqual([
      ['E1', AT],
      ['E2', LATER],
    ]);
  });

  it('that says the same as the newest of its source and actor is not added', async () => {
    const { store } = storeIn();
    await store.add([newIdentity(), newIdentity({ by: 'somebody else' })], AT);

    expect(await store.add([newIdentity()], LATER)).toBe(0);
    expect(await store.add([newIdentity({ source: 'cursor' })], LATER)).toBe(1);
    expect(await store.find(ANN)).toHaveLength(2);
  });

  it('that says again what a newer one had corrected is added', async () => {
    const { store } = storeIn();
    const said = [newIdentity(), newIdentity({ employeeId: 'E2' }), newIdentity()];

    expect(await store.add(said, AT)).toBe(3);
    expect((await store.find(ANN)).map(({ employeeId }) => employeeId)).toEqual(['E1', 'E2', 'E1']);
  });

  it('of one moment is newer than those before it in the list, of however many', async () => {
    const { store } = storeIn();
    const many = Array.from({ length: 12 }, (_, index) => newIdentity({ employeeId: `E${index}` }));
    await store.add(many, AT);

    expect((await store.find(ANN)).map(({ employeeId }) => employeeId)).toEqual(many.map((one) => one.employeeId));
  });

  it('never takes the place of another', async () => {
    const { store, table } = storeIn();
    await store.add([newIdentity()], AT);
    const before = table.items();

    await store.add([newIdentity({ employeeId: 'E2' })], AT);
    expect(table.items()).toEqual(expect.arrayContaining(before));
  });

  it('is written even where another writer was there at the same moment', async () => {
    const { store } = storeIn();
    await store.add([newIdentity()], AT);

    expect(await store.add([newIdentity({ employeeId: 'E2' })], AT)).toBe(1);
    expect((await store.find(ANN)).map(({ employeeId }) => employeeId)).toEqual(['E1', 'E2']);
  });
});

describe('the entries of an actor', () => {
  it.each<[string, NewIdentity['actor'], NewIdentity['actor']]>([
    ['of another kind', { kind: 'EMAIL', id: 'a' }, { kind: 'USER_ID', id: 'a' }],
    ['whose id goes on', { kind: 'API_KEY', id: 'a' }, { kind: 'API_KEY', id: 'ab' }],
    [
      'whose id goes on behind the sign that keys are cut at',
      { kind: 'API_KEY', id: 'a' },
      { kind: 'API_KEY', id: 'a#b' },
    ],
  ])('are not those of one %s', async (_, actor, other) => {
    const { store } = storeIn({ hash: ONE_SHARD });
    await store.add([newIdentity({ actor }), newIdentity({ actor: other, employeeId: 'E2' })], AT);

    expect((await store.find(actor)).map(({ employeeId }) => employeeId)).toEqual(['E1']);
    expect((await store.find(other)).map(({ employeeId }) => employeeId)).toEqual(['E2']);
  });

  it('lie in one of sixteen partitions, and are listed from all of them', async () => {
    const { store, table } = storeIn();
    const all = Array.from({ length: 200 }, (_, index) => newIdentity({ actor: { kind: 'USER_ID', id: `u${index}` } }));
    await store.add(all, AT);

    expect(new Set(table.items().map(({ pk }) => pk)).size).toBe(16);
    expect(await Array.fromAsync(store.list())).toHaveLength(200);
  });

  it('are listed oldest first within a source and actor, as the double in memory does', async () => {
    const said = fc.record({
      actor: fc.constantFrom<NewIdentity['actor']>(ANN, KEY),
      source: fc.constantFrom('*', 'cursor'),
      employeeId: fc.constantFrom('E1', 'E2'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 8 }), async (changes) => {
        const [{ store }, memory] = [storeIn(), new MemoryIdentities()];
        for (const [index, one] of changes.entries()) {
          const at = new Date(Date.parse(AT) + index).toISOString();
          expect(await store.add([newIdentity(one)], at)).toBe(await memory.add([newIdentity(one)], at));
        }

        for (const actor of [ANN, KEY]) expect(await store.find(actor)).toEqual(await memory.find(actor));
      }),
    );
  });
});
