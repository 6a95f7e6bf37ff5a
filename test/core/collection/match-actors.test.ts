import { describe, expect, it } from 'vitest';
import { entryFor } from '../../../core/collection/identity.ts';
import { BY_ADDRESS, BY_OWNER, matchAddresses, matchOwners } from '../../../core/collection/match-actors.ts';
import type { Actor } from '../../../core/collection/usage-fact.ts';
import { MemoryCwoList } from '../../doubles/memory-cwo-list.ts';
import { MemoryIdentities } from '../../doubles/memory-identities.ts';
import { ANN, identityEntry, KEY, newIdentity } from '../../worlds/identities.ts';
import { MONDAY } from '../../worlds/usage-facts.ts';

const LAST_WEEK = '2026-11-09';
const NOW = '2026-11-24T06:00:00.000Z';
const E1_IS_ANN = { employeeId: 'E1', email: 'ann@example.com' };

function match(cwos: MemoryCwoList, actors: readonly Actor[] = [ANN], identities = new MemoryIdentities()) {
  return matchAddresses(actors, MONDAY, { identities, cwos });
}

describe('an address', () => {
  it("that is one employee's in the timesheet system is his from that day on, for any source", async () => {
    expect(await match(new MemoryCwoList(E1_IS_ANN, E1_IS_ANN))).toEqual([
      newIdentity({ validFrom: MONDAY, by: BY_ADDRESS }),
    ]);
  });

  it('is the same however that system writes its letters', async () => {
    const found = await match(new MemoryCwoList({ employeeId: 'E1', email: 'Ann@Example.COM' }));

    expect(found).toMatchObject([{ actor: ANN, employeeId: 'E1' }]);
  });

  it.each([
    ['of two employees', [E1_IS_ANN, { employeeId: 'E2', email: 'ann@example.com' }]],
    ['of two employees, written in two ways', [E1_IS_ANN, { employeeId: 'E2', email: 'ANN@example.com' }]],
    ['of nobody', [{ employeeId: null, email: 'ann@example.com' }]],
    ['that the system does not know', [{ employeeId: 'E1', email: null }]],
    ['with something behind a plus, which is another one', [{ employeeId: 'E1', email: 'ann+ai@example.com' }]],
    ['with dots, which is another one', [{ employeeId: 'E1', email: 'a.nn@example.com' }]],
    ['of another domain', [{ employeeId: 'E1', email: 'ann@example.org' }]],
  ])("%s is nobody's", async (_, managers) => {
    expect(await match(new MemoryCwoList(...managers))).toEqual([]);
  });

  it('of one employee does not make another actor of that name his', async () => {
    const cwos = new MemoryCwoList(E1_IS_ANN);

    expect(
      await match(cwos, [
        { kind: 'USER_ID', id: 'ann@example.com' },
        { kind: 'NONE', id: null },
      ]),
    ).toEqual([]);
    expect(cwos.reads).toBe(0);
  });

  it.each([
    ['that he is another employee', identityEntry({ employeeId: 'E7' })],
    ['that he is a service', identityEntry({ target: 'service', employeeId: null })],
    ['who he was in other days', identityEntry({ validTo: '2026-02-01' })],
    ['who he will be', identityEntry({ validFrom: '2027-01-01' })],
    ['who he is for another source', identityEntry({ source: 'csv' })],
  ])('is left to the person who has said something of it: %s', async (_, entry) => {
    expect(await match(new MemoryCwoList(E1_IS_ANN), [ANN], MemoryIdentities.of(entry))).toEqual([]);
  });

  it("is his in an earlier week as well that is looked at later, up to the day from which it is already somebody's", async () => {
    const identities = new MemoryIdentities();
    await identities.add(await match(new MemoryCwoList(E1_IS_ANN)), NOW);
    const moved = new MemoryCwoList({ employeeId: 'E2', email: 'ann@example.com' });
    await identities.add(await matchAddresses([ANN], LAST_WEEK, { identities, cwos: moved }), NOW);
    const entries = await identities.find(ANN);

    expect(entries).toHaveLength(2);
    expect(entryFor(entries, 'cursor', LAST_WEEK)?.employeeId).toBe('E2');
    expect(entryFor(entries, 'cursor', MONDAY)?.employeeId).toBe('E1');
  });
});

describe('a key with an owner', () => {
  const owner = { actor: KEY, email: 'ann@example.com' };
  const of = { source: 'openai_usage', from: MONDAY };

  it('is of the employee whose address that is on that day, for that source', async () => {
    expect(await matchOwners([owner], of, MemoryIdentities.of(identityEntry()))).toEqual([
      newIdentity({ source: 'openai_usage', actor: KEY, validFrom: MONDAY, by: BY_OWNER }),
    ]);
  });

  it.each([
    ['nobody has said who has the address', []],
    ['the address is a service', [identityEntry({ target: 'service', employeeId: null })]],
    ['the address is not his any more', [identityEntry({ validTo: '2026-11-01' })]],
    ['the address is his for another source', [identityEntry({ source: 'cursor' })]],
    ['somebody has said who the key is', [identityEntry(), identityEntry({ actor: KEY, employeeId: 'E3' })]],
    [
      'somebody has said that the key is a service',
      [identityEntry(), identityEntry({ actor: KEY, target: 'service' })],
    ],
  ])('is nobody where %s', async (_, entries) => {
    expect(await matchOwners([owner], of, MemoryIdentities.of(...entries))).toEqual([]);
  });

  it('is told of once, also where two pages do', async () => {
    const identities = MemoryIdentities.of(identityEntry());
    await identities.add(await matchOwners([owner, owner], of, identities), NOW);

    expect(await identities.find(KEY)).toHaveLength(1);
  });

  it('without an id is nobody', async () => {
    const nameless = { actor: { kind: 'NONE', id: null }, email: 'ann@example.com' } as const;

    expect(await matchOwners([nameless], of, MemoryIdentities.of(identityEntry()))).toEqual([]);
  });

  it('is his in earlier days as well that are pulled later', async () => {
    const identities = MemoryIdentities.of(identityEntry());
    await identities.add(await matchOwners([owner], of, identities), NOW);
    await identities.add(await matchOwners([owner], { ...of, from: LAST_WEEK }, identities), NOW);
    const entries = await identities.find(KEY);

    expect([LAST_WEEK, MONDAY].map((day) => entryFor(entries, 'openai_usage', day)?.employeeId)).toEqual(['E1', 'E1']);
    expect(entries.map(({ validFrom, validTo }) => [validFrom, validTo])).toContainEqual([LAST_WEEK, MONDAY]);
  });
});
