import type { WorkItemRow } from '../../../core/timesheets/mirror/mapping.ts';
import type { NumberedRow } from './read-rows.ts';

/** The rows of all files, with their lines; null of a file that is not there. */
export interface MappingRows {
  readonly people: readonly NumberedRow<'people.csv'>[];
  readonly cwos: readonly NumberedRow<'cwos.csv'>[];
  readonly workItems: readonly NumberedRow<'work-items.csv'>[];
  readonly plans: readonly NumberedRow<'plans.csv'>[] | null;
  readonly holidays: readonly NumberedRow<'holidays.csv'>[] | null;
  readonly leave: readonly NumberedRow<'leave.csv'>[] | null;
}

export function workItemRows({ workItems }: MappingRows): WorkItemRow[] {
  return workItems.map(({ line, row }) => ({ ...row, line }));
}
