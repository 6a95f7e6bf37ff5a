import { OVERHEAD, type Target, UNALLOCATED } from '../../values/ids.ts';
import type { PlainDate } from '../../values/week.ts';
import type { CwoReference, PersonRow, WorkItemKind, WorkItemRow } from './mapping.ts';
import type { MirrorContext } from './mirror-context.ts';
import type { EntryKind } from './normal-form.ts';
import type { WorkItem } from './work-item-index.ts';

/** Of work whose row and person name none. */
const UNSPECIFIED_ROLE = 'UNSPECIFIED';

const ENTRY_KIND_OF: Readonly<Record<WorkItemKind, EntryKind>> = {
  CWO: 'WORK',
  INTERNAL: 'WORK',
  LEAVE: 'LEAVE',
  BREAK: 'BREAK',
};

/** Where a row leads work: `UNALLOCATED` where there is no row, or no CWO with the code. */
export interface WorkTarget {
  readonly row: WorkItemRow | null;
  readonly kind: EntryKind;
  readonly target: Target;
  /** Of a CWO. */
  readonly role: string;
}

/** The target of a work item on a day, by the first row that fits (`docs/connectors.md`, rule 8). */
export function targetOf(
  item: WorkItem,
  day: PlainDate,
  person: Pick<PersonRow, 'role'>,
  { rules, mapping }: MirrorContext,
): WorkTarget {
  const row = mapping.workItems.find(rules.source, item, day);
  const role = roleOf(row, person);
  if (row === null) return { row, kind: 'WORK', target: UNALLOCATED, role };
  const kind = ENTRY_KIND_OF[row.kind];
  if (row.cwo === null) return { row, kind, target: OVERHEAD, role };
  return { row, kind, target: cwoIdOf(row.cwo, item, day, mapping) ?? UNALLOCATED, role };
}

export function roleOf(row: { readonly role: string | null } | null, person: Pick<PersonRow, 'role'> | undefined) {
  return row?.role ?? person?.role ?? UNSPECIFIED_ROLE;
}

function cwoIdOf(
  reference: CwoReference,
  item: WorkItem,
  day: PlainDate,
  mapping: MirrorContext['mapping'],
): string | undefined {
  if ('cwoId' in reference) return reference.cwoId;
  const code = item[reference.codeIn];
  return code === null ? undefined : mapping.cwoOfCode(code, day)?.cwoId;
}
