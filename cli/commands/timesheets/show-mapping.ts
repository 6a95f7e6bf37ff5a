import type { CwoReference, Mapping, WorkItemRow } from '../../../core/timesheets/mirror/mapping.ts';
import { formatHours } from '../../../core/values/hours.ts';
import type { Mirror } from '../../mirror.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { renderRows, rowsOf } from './mapping.ts';

/** The mapping that holds: what its files said. */
export async function showMapping(
  { currentMapping, mappings }: Pick<Mirror, 'currentMapping' | 'mappings'>,
  isJson: boolean,
): Promise<string> {
  const hash = await currentMapping.read();
  const mapping = hash === null ? null : await mappings.get(hash);
  if (isJson) return toJson({ hash, rows: mapping && rowsOf(mapping), mapping: mapping && toMappingJson(mapping) });
  if (hash === null || mapping === null) return 'No mapping holds: put one with "ledger timesheets mapping put".';
  return [renderTable(mapping.workItems, COLUMNS), renderRows(mapping), `mapping ${hash}`].join('\n');
}

const COLUMNS: Column<WorkItemRow>[] = [
  { title: 'line', of: ({ line }) => String(line), isNumber: true },
  { title: 'source', of: ({ source }) => source ?? '' },
  { title: 'project', of: ({ project }) => project ?? '' },
  { title: 'task', of: ({ task }) => task ?? '' },
  { title: 'activity', of: ({ activity }) => activity ?? '' },
  { title: 'account', of: ({ account }) => account ?? '' },
  { title: 'tag', of: ({ tag }) => tag ?? '' },
  { title: 'billable', of: ({ billable }) => (billable === null ? '' : String(billable)) },
  { title: 'is', of: ({ kind, cwo }) => (cwo ? textOf(cwo) : kind) },
  { title: 'role', of: ({ role }) => role ?? '' },
  { title: 'from', of: ({ from }) => from ?? '' },
  { title: 'to', of: ({ to }) => to ?? '' },
];

/** Hours as decimal text, as everywhere. */
function toMappingJson({ people, workItems, plans, leave, ...rest }: Mapping) {
  const weekly = (hours: number | null) => (hours === null ? null : formatHours(hours));
  return {
    ...rest,
    people: people.map(({ weeklyHours, ...row }) => ({ ...row, weeklyHours: weekly(weeklyHours) })),
    workItems: workItems.map(({ cwo, ...row }) => ({ ...row, cwoId: cwo && textOf(cwo) })),
    plans: plans?.map(({ hoursPerWeek, ...row }) => ({ ...row, hoursPerWeek: formatHours(hoursPerWeek) })) ?? null,
    leave: leave?.map(({ hours, ...row }) => ({ ...row, hours: formatHours(hours) })) ?? null,
  };
}

/** As it stands in the file. */
function textOf(cwo: CwoReference): string {
  return 'cwoId' in cwo ? cwo.cwoId : `=${cwo.codeIn}`;
}
