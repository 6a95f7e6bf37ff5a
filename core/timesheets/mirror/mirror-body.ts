import {
  type ApprovalContext,
  decidingSheets,
  isApprovalState,
  isNeverApproved,
  lowestState,
  weekStatus,
} from './approval.ts';
import { rowsOf } from './chain.ts';
import { isWork, type JudgedEntry } from './judge-entries.ts';
import { leaveHoursOf, workingHoursOf } from './leave.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { MirrorBody } from './mirror-record.ts';
import type { NormalEntry, NormalSheet, Snapshot, StateWord } from './normal-form.ts';
import type { Person } from './people.ts';
import { plannedWork } from './plans.ts';

/** Of an employee of whom nothing else is known. */
export const EMPTY_BODY: MirrorBody = {
  ...{ timesheet: null, workingHours: null, approvedLeaveHours: 0, entries: [], plans: [] },
  chain: { tasks: [], allocations: [], cwoRoles: [], cwos: [], projects: [] },
};

/**
 * An employee's week in the terms of the core.
 *
 * @param snapshot what the person's users told; no word of a state is unknown
 * @param judged its entries
 */
export function bodyOf(
  person: Person,
  snapshot: Snapshot,
  judged: readonly JudgedEntry[],
  context: MirrorContext,
): MirrorBody {
  const work = judged.filter(isWork);
  const workingHours = workingHoursOf(person, snapshot.sheets, context.week, context.mapping);
  const told = approvedLeave(person, snapshot, judged, context);
  return {
    timesheet: timesheetOf(work, snapshot.sheets, context),
    workingHours,
    approvedLeaveHours: leaveHoursOf(person, told, workingHours, context),
    ...rowsOf(person.employeeId, work, plannedWork(person, snapshot.plans, context), context),
  };
}

/** The words by which a person's week is judged. */
export function stateWordsOf(snapshot: Snapshot, judged: readonly JudgedEntry[], context: MirrorContext): string[] {
  const counted = judged.filter(({ kind }) => kind !== 'BREAK');
  const sheets = decidingSheets(judged.filter(isWork).map(entryOf), snapshot.sheets, context);
  return [...counted, ...sheets, ...snapshot.leave].map(({ state }) => state);
}

function timesheetOf(work: readonly JudgedEntry[], sheets: readonly NormalSheet[], context: ApprovalContext) {
  const deciding = decidingSheets(work.map(entryOf), sheets, context);
  if (work.length === 0 && deciding.length === 0) return null;
  const states = work.length > 0 ? work : [{ state: lowestState(deciding) }];
  const status = weekStatus(new Set(states.map(({ state }) => state).filter(isApprovalState)));
  return { status, approvedAt: status === 'APPROVED' ? latestApproval(deciding) : null };
}

function approvedLeave(person: Person, { leave }: Snapshot, judged: readonly JudgedEntry[], { rules }: MirrorContext) {
  const requests = leave.filter(({ user, date }) => person.users.get(user)?.has(date));
  const entries = judged.filter(({ kind }) => kind === 'LEAVE');
  return {
    requests: requests.filter(isApproved),
    entries: (isNeverApproved(rules) ? entries : entries.filter(isApproved)).map(entryOf),
  };
}

function isApproved({ state }: { readonly state: StateWord }): boolean {
  return state === 'APPROVED';
}

function entryOf({ entry }: JudgedEntry): NormalEntry {
  return entry;
}

/** Null where no sheet tells. */
function latestApproval(sheets: readonly NormalSheet[]): string | null {
  const instants = sheets.flatMap(({ approvedAt }) => approvedAt ?? []);
  return instants.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}
