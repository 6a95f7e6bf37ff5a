import { describe, expect, it } from 'vitest';
import { addIdentities, renderAdded, type SetOptions, setIdentity } from '../../../../cli/commands/identity/add.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import { MemoryIdentities } from '../../../doubles/memory-identities.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { ANN, newIdentity } from '../../../worlds/identities.ts';

const OPTIONS: SetOptions = {
  ...{ kind: 'EMAIL', id: 'Ann@example.com', target: 'employee', employee: 'E1', from: '2026-01-01' },
  by: 'operator',
};

describe('ledger identity set', () => {
  it('makes an entry for any source that goes on, where nothing else is said', () => {
    expect(setIdentity(OPTIONS)).toEqual(newIdentity());
  });

  it('makes one for a source and some days', () => {
    const entry = setIdentity({ ...OPTIONS, source: 'cursor', to: '2026-03-01' });

    expect(entry).toEqual(newIdentity({ source: 'cursor', validTo: '2026-03-01' }));
  });

  it('makes a service without an employee', () => {
    const { employee: _, ...options } = OPTIONS;

    expect(setIdentity({ ...options, target: 'service' })).toMatchObject({ target: 'service', employeeId: null });
  });

  it.each<[Partial<SetOptions>, string]>([
    [{ kind: 'NONE' }, '--kind Invalid option'],
    [{ id: ' ' }, '--id Too small'],
    [{ source: 'slack' }, '--source is no source of usage, nor *'],
    [{ target: 'person' }, '--target Invalid option'],
    [{ employee: '' }, '--employee is missing'],
    [{ target: 'service' }, '--employee is not for target service'],
    [{ from: 'today' }, '--from is no day, YYYY-MM-DD'],
    [{ to: '2025-01-01' }, '--to is not behind valid_from'],
  ])('refuses %o', (wrong, message) => {
    expect(() => setIdentity({ ...OPTIONS, ...wrong })).toThrow(WrongUseError);
    expect(() => setIdentity({ ...OPTIONS, ...wrong })).toThrow(message);
  });

  it('names every option that is wrong', () => {
    const wrong = { ...OPTIONS, kind: 'PERSON', from: 'today' };

    expect(() => setIdentity(wrong)).toThrow(/--kind .*; --from /);
  });
});

describe('entries that are added', () => {
  it('are dated by the clock, and those that say nothing new are left out', async () => {
    const [identities, clock] = [new MemoryIdentities(), new TestClock()];
    const first = await addIdentities({ identities }, [newIdentity(), newIdentity({ source: 'cursor' })], clock);
    const again = await addIdentities({ identities }, [newIdentity(), newIdentity({ employeeId: 'E2' })], clock);

    expect([first, again]).toEqual([
      { read: 2, added: 2 },
      { read: 2, added: 1 },
    ]);
    expect((await identities.find(ANN)).every(({ at }) => at === clock.now())).toBe(true);
  });

  it.each([
    [{ read: 3, added: 2 }, /^added 2 of 3 entries; 1 said nothing new\nThe next collection takes them up/],
    [{ read: 2, added: 2 }, /^added 2 of 2 entries\n/],
    [{ read: 1, added: 0 }, /^added 0 of 1 entries; 1 said nothing new$/],
  ])('are told, and when they are taken up: %o', (added, text) => {
    expect(renderAdded(added)).toMatch(text);
  });
});
