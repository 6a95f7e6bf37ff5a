import type { IdentityStore, NewIdentity } from '../../../core/collection/identity.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { identityRow, toIdentity } from './read-csv.ts';

export interface SetOptions {
  readonly kind: string;
  readonly id: string;
  readonly source?: string;
  readonly target: string;
  readonly employee?: string;
  readonly from: string;
  readonly to?: string;
  readonly by: string;
}

export interface AddedIdentities {
  readonly read: number;
  readonly added: number;
}

/** Adds the entries, each unless it says nothing new. */
export async function addIdentities(
  { identities }: { readonly identities: IdentityStore },
  entries: readonly NewIdentity[],
  clock: Clock,
): Promise<AddedIdentities> {
  return { read: entries.length, added: await identities.add(entries, clock.now()) };
}

/** The words of options for the columns of the file. */
const OPTIONS: Readonly<Record<string, string>> = {
  actor_kind: '--kind',
  actor_id: '--id',
  source: '--source',
  target: '--target',
  employee_id: '--employee',
  valid_from: '--from',
  valid_to: '--to',
};

/** @throws WrongUseError naming every option that is wrong */
export function setIdentity({ kind, id, source, target, employee, from, to, by }: SetOptions): NewIdentity {
  const parsed = identityRow.safeParse({
    ...{ source, actor_kind: kind, actor_id: id, target },
    ...{ employee_id: employee, valid_from: from, valid_to: to },
  });
  if (parsed.success) return toIdentity(parsed.data, by);
  const faults = parsed.error.issues.map(({ path, message }) => `${OPTIONS[path.join('.')] ?? 'the entry'} ${message}`);
  throw new WrongUseError(faults.join('; '));
}

export function renderAdded({ read, added }: AddedIdentities): string {
  const known = read - added;
  return [
    `added ${added} of ${read} entries${known > 0 ? `; ${known} said nothing new` : ''}`,
    ...(added > 0
      ? ['The next collection takes them up for its weeks; "ledger usage build --week" does for any other.']
      : []),
  ].join('\n');
}
