import type { IdentityEntry, IdentityStore } from '../../../core/collection/identity.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** Every entry, or those that name an employee. */
export async function listIdentities(
  { identities }: { readonly identities: IdentityStore },
  { employee, json }: { readonly employee?: string; readonly json?: boolean },
): Promise<string> {
  const entries: IdentityEntry[] = [];
  for await (const entry of identities.list()) {
    if (employee === undefined || entry.employeeId === employee) entries.push(entry);
  }
  if (json) return toJson({ entries });
  return entries.length === 0 ? 'Nobody has said who any actor is.' : renderTable(entries, ENTRY_COLUMNS);
}

const ENTRY_COLUMNS: Column<IdentityEntry>[] = [
  { title: 'source', of: ({ source }) => source },
  { title: 'kind', of: ({ actor }) => actor.kind },
  { title: 'actor', of: ({ actor }) => actor.id },
  { title: 'is', of: ({ target, employeeId }) => employeeId ?? target },
  { title: 'from', of: ({ validFrom }) => validFrom },
  { title: 'to', of: ({ validTo }) => validTo ?? '' },
  { title: 'said by', of: ({ by }) => by },
  { title: 'at', of: ({ at }) => at },
];
