import { grouped } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import type { Draft } from './draft.ts';

const DONE = 0;
const PARTIAL = 3;

/** 3 where some weeks could not be pulled. */
export function exitCodeOfDraft({ weeks }: Pick<Draft, 'weeks'>): number {
  return weeks.every((week) => !('failure' in week)) ? DONE : PARTIAL;
}

/** A draft as programs read it: `docs/contracts/cli-timesheets-draft.schema.json`. */
export function toDraftJson({ source, out, weeks, drafted, cwos }: Draft) {
  const { people, workItems, hoursWithoutIds } = drafted;
  return {
    ...{ source, out },
    weeks: weeks.map(({ weekStartDate, requests, ...week }) => {
      return { weekStartDate, requests, failure: 'failure' in week ? week.failure : null };
    }),
    people: { all: people.length, mapped: people.filter(({ holding }) => holding !== null).length },
    cwos: cwos.length,
    workItems: { all: workItems.length, mapped: workItems.filter(({ cwoId }) => cwoId !== null).length },
    hours: formatHours(workItems.reduce((sum, { hours }) => sum + hours, 0)),
    hoursWithoutIds: formatHours(hoursWithoutIds),
  };
}

export function renderDraft(draft: Draft): string {
  const { isHolding } = draft;
  const { out, weeks, people, cwos, workItems, hours, hoursWithoutIds } = toDraftJson(draft);
  return [
    ...weeks.flatMap(({ weekStartDate, failure }) => (failure === null ? [] : [`week ${weekStartDate}: ${failure}`])),
    `${out}: ${people.all} people, ${people.mapped} of them with an employee; ${cwos} CWOs; ${workItems.all} work items of ${grouped(hours)} hours, ${workItems.mapped} of them with a CWO`,
    ...(draft.drafted.hoursWithoutIds > 0
      ? [`${grouped(hoursWithoutIds)} hours have no project, task, activity or account: no row is drafted for them`]
      : []),
    'fill in employee_id of people.csv, the rows of cwos.csv and cwo_id of work-items.csv; then "ledger timesheets mapping put --dry-run"',
    ...(isHolding
      ? [
          'a put replaces the whole mapping, and one holds already: add these rows to its files instead ("ledger timesheets mapping show --json")',
        ]
      : []),
  ].join('\n');
}
