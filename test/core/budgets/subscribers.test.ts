import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddress, type Subscriber, subscriberChanges } from '../../../core/budgets/subscribers.ts';

const [A, B] = ['a@example.com', 'b@example.com'] as const;
const subscriber = (email: string, ...cwoIds: readonly string[]): Subscriber => {
  return { email, cwoIds };
};
const change = (email: string, cwoIds: readonly string[], isNew = false) => ({ email, cwoIds, isNew });
/** The topic has whoever is known. */
const emailsOf = (known: readonly Subscriber[]) => new Set(known.map(({ email }) => email));

describe('what is to be done about subscriptions', () => {
  it.each([
    ['a new address', [], { C1: A }, [change(A, ['C1'], true)]],
    ['a further CWO', [subscriber(A, 'C2')], { C1: A }, [change(A, ['C1', 'C2'])]],
    ['a PM as before', [subscriber(A, 'C1')], { C1: A }, []],
    ['a CWO that was not looked at', [subscriber(A, 'C1')], {}, []],
    ['another PM, of nothing else', [subscriber(A, 'C1')], { C1: B }, [change(B, ['C1'], true), change(A, [])]],
    ['another PM, of the first', [subscriber(A, 'C1', 'C2')], { C1: B }, [change(B, ['C1'], true), change(A, ['C2'])]],
    ['no PM any more', [subscriber(A, 'C1')], { C1: null }, [change(A, [])]],
    ['a CWO without PM', [], { C1: null }, []],
    [
      'two PMs who change places',
      [subscriber(A, 'C1'), subscriber(B, 'C2')],
      { C1: B, C2: A },
      [change(A, ['C2']), change(B, ['C1'])],
    ],
    ['a CWO that a crash left with two', [subscriber(A, 'C1'), subscriber(B, 'C1')], { C1: B }, [change(A, [])]],
    ['an address that could not be unsubscribed', [subscriber(A)], {}, [change(A, [])]],
  ] as const)('of %s', (_, known, managers, expected) => {
    expect(subscriberChanges(known, new Map(Object.entries(managers)), emailsOf(known))).toEqual(expected);
  });

  it('of an address whose subscription has ended is to subscribe it anew, where its CWOs are looked at', () => {
    const known = [subscriber(A, 'C1'), subscriber(B, 'C2')];

    expect(subscriberChanges(known, new Map([['C1', A]]), new Set())).toEqual([change(A, ['C1'], true)]);
  });

  it('of an address that somebody subscribed by hand is to note it', () => {
    expect(subscriberChanges([], new Map([['C1', A]]), new Set([A]))).toEqual([change(A, ['C1'])]);
  });

  it('brings every CWO to its PM alone, and then nothing is left', () => {
    const email = fc.constantFrom(A, B, 'c@example.com');
    const cwoId = fc.constantFrom('C1', 'C2', 'C3', 'C4');
    const knownOf = fc.dictionary(email, fc.uniqueArray(cwoId));
    fc.assert(
      fc.property(knownOf, fc.dictionary(cwoId, fc.option(email)), (known, managers) => {
        const wanted = new Map(Object.entries(managers));
        const state = new Map(Object.entries(known).map(([one, ids]) => [one, subscriber(one, ...ids.toSorted())]));
        for (const { email: one, cwoIds } of subscriberChanges(
          [...state.values()],
          wanted,
          emailsOf([...state.values()]),
        )) {
          if (cwoIds.length > 0) state.set(one, subscriber(one, ...cwoIds));
          else state.delete(one);
        }

        for (const [id, manager] of wanted) {
          const holders = [...state.values()].filter(({ cwoIds }) => cwoIds.includes(id)).map((one) => one.email);
          expect(holders).toEqual(manager === null ? [] : [manager]);
        }
        const left = [...state.values()];
        expect(subscriberChanges(left, wanted, emailsOf(left))).toEqual([]);
      }),
    );
  });
});

describe('an address', () => {
  it.each(['pm@example.com', "o'neil+ai@mail.example.co.uk", `${'a'.repeat(64)}@example.com`])('is %s', (text) => {
    expect(isAddress(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a name', 'Zoë'],
    ['without a domain', 'pm@'],
    ['of one label', 'pm@localhost'],
    ['with a blank', 'p m@example.com'],
    ['with a second line', 'pm@example.com\nBcc: all@example.com'],
    ['two of them', 'a@example.com,b@example.com'],
    ['in other letters', 'zoë@example.com'],
    ['that never ends', `pm@${'a.'.repeat(130)}com`],
  ])('is not one %s', (_, text) => {
    expect(isAddress(text)).toBe(false);
  });
});
