import { isValidOn, overlaps, type PersonRow, type Validity } from '../../../core/timesheets/mirror/mapping.ts';
import { formatHours } from '../../../core/values/hours.ts';
import type { MappingRows } from './mapping-rows.ts';
import type { NumberedRow } from './read-rows.ts';

const PLANNED_HOURS_MAX = 168_00;
/** Before every other, for plans without a first one. */
const FIRST_DAY = '0001-01-01';

/** What rows that are right one by one say against each other, a sentence each. */
export function refusalsOf(rows: MappingRows): string[] {
  return [
    ...overlapsOfPeople(rows),
    ...overlapsOfCwos(rows),
    ...secondNames(rows, 'project_name', ({ projectId, projectName }) => [projectId, projectName]),
    ...secondNames(rows, 'client_name', ({ clientId, clientName }) => [clientId, clientName]),
    ...secondNames(rows, 'client_id', ({ projectId, clientId }) => [projectId, clientId]),
    ...plansOverMax(rows),
  ];
}

/** References to CWOs that no row of `cwos.csv` describes. */
export function missingCwos({ cwos, workItems, plans }: MappingRows): string[] {
  const known = new Set(cwos.map(({ row }) => row.cwoId));
  const lost = (file: string, line: number, cwoId: string) =>
    known.has(cwoId) ? [] : [`${file}, line ${line}, cwo_id: cwos.csv lacks ${cwoId}`];
  return [
    ...workItems.flatMap(({ line, row: { cwo } }) =>
      cwo && 'cwoId' in cwo ? lost('work-items.csv', line, cwo.cwoId) : [],
    ),
    ...(plans ?? []).flatMap(({ line, row }) => lost('plans.csv', line, row.cwoId)),
  ];
}

function overlapsOfPeople({ people }: MappingRows): string[] {
  const meet = (a: PersonRow, b: PersonRow) => {
    return (a.source === null || b.source === null || a.source === b.source) && overlaps(a, b);
  };
  const isSameKey = (a: PersonRow, b: PersonRow) => a.userId === null && b.userId === null;
  const isOfTwo = (a: PersonRow, b: PersonRow) => a.employeeId !== b.employeeId;
  return [
    ...clashes('people.csv', 'user_id', people, ({ userId }) => userId, meet),
    ...clashes(
      'people.csv',
      'email',
      people,
      ({ email }) => email,
      (a, b) => meet(a, b) && (isSameKey(a, b) || isOfTwo(a, b)),
    ),
  ];
}

/** A code must tell one CWO only where entries lead to it by their code. */
function overlapsOfCwos({ cwos, workItems }: MappingRows): string[] {
  const isByCode = workItems.some(({ row: { cwo } }) => cwo && 'codeIn' in cwo);
  const meet = (a: MappingCwo, b: MappingCwo) => overlaps(runOf(a), runOf(b));
  return [
    ...clashes('cwos.csv', 'cwo_id', cwos, ({ cwoId }) => cwoId, meet),
    ...clashes(
      'cwos.csv',
      'code',
      isByCode ? cwos : [],
      ({ code }) => code,
      (a, b) => a.cwoId !== b.cwoId && meet(a, b),
    ),
  ];
}

type MappingCwo = MappingRows['cwos'][number]['row'];

function runOf({ startDate, endDate }: MappingCwo): Validity {
  return { from: startDate, to: endDate };
}

/** Rows of one key that cannot hold beside an earlier one. */
function clashes<Row>(
  file: string,
  field: string,
  rows: readonly { readonly line: number; readonly row: Row }[],
  keyOf: (row: Row) => string | null,
  clash: (a: Row, b: Row) => boolean,
): string[] {
  const groups = Map.groupBy(rows, ({ row }) => keyOf(row));
  groups.delete(null);
  return [...groups].flatMap(([key, group]) =>
    group.flatMap(({ line, row }) => {
      const first = group.find((other) => other.line < line && clash(other.row, row));
      if (!first) return [];
      return [
        `${file}, line ${line}, ${field}: ${JSON.stringify(key)} is on line ${first.line}, for some of the same days`,
      ];
    }),
  );
}

function secondNames(
  { cwos }: MappingRows,
  field: string,
  nameOf: (row: MappingCwo) => readonly [id: string, name: string],
): string[] {
  const first = new Map<string, { readonly line: number; readonly name: string }>();
  return cwos.flatMap(({ line, row }) => {
    const [id, name] = nameOf(row);
    const before = first.get(id);
    if (!before) first.set(id, { line, name });
    if (!before || before.name === name) return [];
    const [now, then] = [name, before.name].map((one) => JSON.stringify(one.slice(0, 40)));
    return [`cwos.csv, line ${line}, ${field}: ${now} of ${id}, which has ${then} on line ${before.line}`];
  });
}

function plansOverMax({ plans }: MappingRows): string[] {
  const groups = Map.groupBy(plans ?? [], ({ row }) => row.employeeId);
  return [...groups.values()].flatMap((group) => group.flatMap(({ line, row }) => overMax(line, row, group)));
}

/** Sums grow only on the first day of a plan, so only these are looked at. */
function overMax(
  line: number,
  { employeeId, from }: NumberedRow<'plans.csv'>['row'],
  group: readonly NumberedRow<'plans.csv'>[],
): string[] {
  const running = group.filter((other) => isValidOn(other.row, from ?? FIRST_DAY));
  const hours = running.reduce((sum, other) => sum + other.row.hoursPerWeek, 0);
  if (hours <= PLANNED_HOURS_MAX) return [];
  const max = formatHours(PLANNED_HOURS_MAX);
  return [
    `plans.csv, line ${line}, hours_per_week: the plans of ${employeeId} sum to ${formatHours(hours)}; at most ${max}`,
  ];
}
