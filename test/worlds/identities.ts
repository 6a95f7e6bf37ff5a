import type { IdentityEntry, NewIdentity } from '../../core/collection/identity.ts';

export const ANN = { kind: 'EMAIL', id: 'ann@example.com' } as const;
export const KEY = { kind: 'API_KEY', id: 'key-1' } as const;

/** What a person said in January of Ann for any source: that she is E1 from then on, but for what is said. */
export function identityEntry(changes: Partial<IdentityEntry> = {}): IdentityEntry {
  return { ...newIdentity(), at: '2026-01-05T08:00:00.000Z', ...changes };
}

export function newIdentity(changes: Partial<NewIdentity> = {}): NewIdentity {
  return {
    ...{ source: '*', actor: ANN, target: 'employee', employeeId: 'E1' },
    ...{ validFrom: '2026-01-01', validTo: null, by: 'operator' },
    ...changes,
  };
}
