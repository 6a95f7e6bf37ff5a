import type { ExplainedEntry } from '../../../core/timesheets/mirror/explain.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatHours, type HoursHundredths } from '../../../core/values/hours.ts';
import { type Column, renderTable } from '../../view/table.ts';
import type { ExplainedWeek } from './explain.ts';

/** A week's derivation as programs read it: `docs/contracts/cli-timesheets-explain.schema.json`. */
export function toExplainJson({ employeeId, entries, sheets, seconds, hours, synced, record }: ExplainedWeek) {
  return {
    ...{ employeeId, weekStartDate: synced.mondayDate, source: synced.source, snapshotKey: synced.snapshotKey },
    ...{ mappingHash: synced.mappingHash, localDate: synced.localDate },
    version: record?.version ?? null,
    status: record?.body.timesheet?.status ?? null,
    entries: entries.map((entry) => ({ ...entry, hours: orNull(entry.hours) })),
    ...{ sheets, seconds, hours: formatHours(hours) },
  };
}

export function renderExplanation({ employeeId, entries, sheets, seconds, hours, synced, record }: ExplainedWeek) {
  const total = ['sum', '', '', '', String(seconds), formatHours(hours), '', '', ''];
  return [
    renderTable(entries, COLUMNS, total),
    ...sheets.map(({ user, project, from, to, state }) => {
      return `sheet of ${user}, ${project === null ? 'all projects' : `project ${project}`}, ${from} to ${to}: ${state}`;
    }),
    record === null
      ? `nothing is written of ${employeeId} in week ${synced.mondayDate}: "ledger timesheets unmapped" says why`
      : `${employeeId}, week ${synced.mondayDate}: ${record.body.timesheet?.status ?? 'no timesheet'}, version ${grouped(BigInt(record.version))}, by the rules of ${synced.localDate}`,
  ].join('\n');
}

const COLUMNS: Column<ExplainedEntry>[] = [
  { title: 'day', of: ({ date }) => date },
  { title: 'entry', of: ({ id }) => id },
  { title: 'project', of: ({ project }) => project ?? '' },
  { title: 'work', of: ({ task, activity }) => [task, activity].filter((id) => id !== null).join(', ') },
  { title: 'seconds', of: ({ seconds }) => String(seconds), isNumber: true },
  { title: 'hours', of: ({ hours }) => orNull(hours) ?? '', isNumber: true },
  { title: 'row', of: ({ line }) => (line === null ? '' : `work-items.csv, line ${line}`) },
  { title: 'target', of: ({ kind, target }) => target ?? kind },
  { title: 'state', of: ({ state }) => state },
];

function orNull(hours: HoursHundredths | null): string | null {
  return hours === null ? null : formatHours(hours);
}
