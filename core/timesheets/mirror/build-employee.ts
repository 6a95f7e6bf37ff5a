import { isApprovalState } from './approval.ts';
import { isWork, type JudgedEntry, judgeEntries } from './judge-entries.ts';
import { bodyOf, stateWordsOf } from './mirror-body.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { MirrorSetAside, MirrorSetAsideReason } from './mirror-record.ts';
import type { Snapshot } from './normal-form.ts';
import type { Person } from './people.ts';
import type { FreshWeek } from './settle.ts';
import { unstableUsers } from './wholeness.ts';

const ENTRIES_MAX = 1_000;

export type BuiltEmployee =
  | { readonly kind: 'BUILT'; readonly week: FreshWeek; readonly judged: readonly JudgedEntry[] }
  | { readonly kind: 'SET_ASIDE'; readonly setAside: readonly MirrorSetAside[] };

/**
 * Builds the week of an employee about whom people agree.
 *
 * @param snapshot what the person's users told
 */
export function buildEmployee(person: Person, snapshot: Snapshot, context: MirrorContext): BuiltEmployee {
  const unstable = unstableUsers(snapshot, context.week);
  if (unstable.length > 0) return setAside('UNSTABLE', person, unstable, 'changed while it was read');
  const judged = judgeEntries(person, snapshot, context);
  const users = [...person.users.keys()];
  const work = judged.filter(isWork);
  if (work.length > ENTRIES_MAX) return setAside('TOO_MANY_ENTRIES', person, users, `${work.length} entries`);
  const unknown = stateWordsOf(snapshot, judged, context).filter((word) => !isApprovalState(word));
  if (unknown.length > 0) {
    const words = [...new Set(unknown)].sort().map((word) => JSON.stringify(word));
    return setAside('UNKNOWN_STATE', person, users, `no table has ${words.join(', ')}`);
  }
  const body = bodyOf(person, snapshot, judged, context);
  return { kind: 'BUILT', week: { employeeId: person.employeeId, body }, judged };
}

function setAside(
  reason: MirrorSetAsideReason,
  { employeeId }: Person,
  users: readonly string[],
  detail: string,
): BuiltEmployee {
  return { kind: 'SET_ASIDE', setAside: users.map((user) => ({ reason, user, employeeId, detail })) };
}
