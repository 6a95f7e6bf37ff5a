import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryFor, type IdentityEntry, saysTheSame } from '../../../core/collection/identity.ts';
import { identityEntry, KEY, newIdentity } from '../../worlds/identities.ts';

const LATER = '2026-06-01T08:00:00.000Z';

function employeeOn(entries: readonly IdentityEntry[], day: string, source = 'cursor'): string | null {
  return entryFor(entries, source, day)?.employeeId ?? null;
}

describe('who an actor was on a day', () => {
  it('is nobody where there is no entry', () => {
    expect(entryFor([], 'cursor', '2026-03-01')).toBeNull();
  });

  it.each([
    ['the day before an entry begins', '2025-12-31', null],
    ['the day on which it begins', '2026-01-01', 'E1'],
    ['its last day', '2026-02-28', 'E1'],
    ['the day on which it no longer holds', '2026-03-01', null],
  ])('follows the days of the entry: %s', (_, day, employee) => {
    expect(employeeOn([identityEntry({ validTo: '2026-03-01' })], day)).toBe(employee);
  });

  it('is what the newest entry that covers it says, not the one that begins last', () => {
    const first = identityEntry({ employeeId: 'E1', validFrom: '2026-02-01' });
    const correction = identityEntry({ employeeId: 'E2', validFrom: '2026-01-01', at: LATER });

    expect(employeeOn([first, correction], '2026-03-01')).toBe('E2');
    expect(employeeOn([correction, first], '2026-03-01')).toBe('E2');
  });

  it('is what an older entry says where no newer one covers it', () => {
    const first = identityEntry({ employeeId: 'E1' });
    const within = { validFrom: '2026-02-01', validTo: '2026-03-01', at: LATER };
    const entries = [first, identityEntry({ employeeId: 'E2', ...within })];

    expect(['2026-01-31', '2026-02-01', '2026-03-01'].map((day) => employeeOn(entries, day))).toEqual([
      'E1',
      'E2',
      'E1',
    ]);
  });

  it('is the last of the entries of one moment', () => {
    expect(employeeOn([identityEntry({ employeeId: 'E1' }), identityEntry({ employeeId: 'E2' })], '2026-03-01')).toBe(
      'E2',
    );
  });

  it('is for a source what an entry of that source says, however old, before one of any', () => {
    const own = identityEntry({ source: 'cursor', employeeId: 'E1' });
    const any = identityEntry({ employeeId: 'E2', at: LATER });

    expect([employeeOn([own, any], '2026-03-01'), employeeOn([own, any], '2026-03-01', 'csv')]).toEqual(['E1', 'E2']);
  });

  it('is what one of any source says on days that the entry of the source does not cover', () => {
    const own = identityEntry({ source: 'cursor', employeeId: 'E1', validTo: '2026-02-01' });

    expect(employeeOn([own, identityEntry({ employeeId: 'E2' })], '2026-03-01')).toBe('E2');
  });

  it('is nobody by an entry of another source', () => {
    expect(employeeOn([identityEntry({ source: 'csv' })], '2026-03-01')).toBeNull();
  });

  it('may be a service, or nothing that counts, which a person is told from by an entry too', () => {
    const service = identityEntry({ target: 'service', employeeId: null, at: LATER });

    expect(entryFor([identityEntry(), service], 'cursor', '2026-03-01')?.target).toBe('service');
  });
});

describe('a history', () => {
  it('of an address that moved to another employee stays with each in his time', () => {
    const moved = [
      identityEntry({ employeeId: 'E1' }),
      identityEntry({ employeeId: 'E2', validFrom: '2026-07-01', at: '2026-07-01T08:00:00.000Z' }),
    ];

    expect(['2026-06-30', '2026-07-01'].map((day) => employeeOn(moved, day))).toEqual(['E1', 'E2']);
  });

  it('of a key that was used again is of nobody in between', () => {
    const reused = [
      identityEntry({ actor: KEY, employeeId: 'E1', validTo: '2026-03-01' }),
      identityEntry({ actor: KEY, employeeId: 'E2', validFrom: '2026-05-01', at: LATER }),
    ];
    const days = ['2026-02-28', '2026-04-01', '2026-05-01'];

    expect(days.map((day) => employeeOn(reused, day))).toEqual(['E1', null, 'E2']);
  });

  it('of a leaver does not change by whatever is said of later days', () => {
    const days = fc.date({ min: new Date('2026-03-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    const later = fc.array(fc.tuple(days, fc.constantFrom('E2', 'E3'), fc.constantFrom('*', 'cursor')));
    fc.assert(
      fc.property(later, (said) => {
        const leaver = identityEntry({ source: 'cursor', validTo: '2026-03-01' });
        const entries = said.map(([date, employeeId, source]) =>
          identityEntry({ employeeId, source, validFrom: date.toISOString().slice(0, 10), at: LATER }),
        );

        expect(employeeOn([leaver, ...entries], '2026-02-28')).toBe('E1');
      }),
    );
  });
});

describe('an entry that says nothing new', () => {
  it.each([
    ['is one of the same target and days, whoever says it', newIdentity({ by: 'somebody else' }), true],
    ['is none of another employee', newIdentity({ employeeId: 'E2' }), false],
    ['is none of another target', newIdentity({ target: 'ignore' }), false],
    ['is none of another first day', newIdentity({ validFrom: '2026-01-02' }), false],
    ['is none of another end', newIdentity({ validTo: '2027-01-01' }), false],
  ])('%s', (_, other, isSame) => {
    expect(saysTheSame(newIdentity(), other)).toBe(isSame);
  });
});
