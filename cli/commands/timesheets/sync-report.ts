import { grouped } from '../../../core/values/decimal.ts';
import { formatHours, parseHours } from '../../../core/values/hours.ts';
import type { WeekResult } from '../../../functions/messages/timesheets.ts';
import { type Column, renderTable } from '../../view/table.ts';
import type { SyncReport } from './sync.ts';

const DONE = 0;
const FAILED = 1;
const PARTIAL = 3;

/** 3 where some weeks or people were left as before, 1 where all weeks were. */
export function exitCodeOf({ weeks }: Pick<SyncReport, 'weeks'>): number {
  const done = weeks.filter(isDone);
  if (done.length === 0 && weeks.length > 0) return FAILED;
  const isWhole = done.length === weeks.length && done.every(({ setAside }) => setAside.count === 0);
  return isWhole ? DONE : PARTIAL;
}

/** A sync as programs read it: `docs/contracts/cli-timesheets-sync.schema.json`. */
export function toSyncJson({ seq, weeks, durationMs }: SyncReport) {
  const sources = [...Map.groupBy(weeks, ({ source }) => source)];
  return {
    seq,
    sources: sources.map(([source, of]) => ({ source, weeks: of.map(toWeekJson) })),
    unmapped: {
      items: weeks.reduce((sum, { unmapped }) => sum + unmapped.items, 0),
      hours: formatHours(weeks.reduce((sum, { unmapped }) => sum + (parseHours(unmapped.hours) ?? 0), 0)),
    },
    durationMs,
  };
}

function toWeekJson({ source: _source, unmapped: _unmapped, setAside, ...week }: WeekResult) {
  return { ...week, setAsideCount: setAside.count, setAside: setAside.sample };
}

/** @param emails addresses by user, for whoever has to map them */
export function renderSync({ seq, weeks }: SyncReport, emails: ReadonlyMap<string, string> = new Map()): string {
  if (weeks.length === 0) return 'No week was synced: none is kept. Import one with "ledger timesheets import".';
  return [
    renderTable(weeks, COLUMNS),
    ...weeks.flatMap(obstacleLines),
    ...weeks.flatMap((week) => setAsideLines(week, emails)),
    ...(weeks.some(({ unmapped }) => unmapped.items > 0)
      ? ['Some work leads nowhere: "ledger timesheets unmapped" lists it.']
      : []),
    `sync ${seq}: ${weeks.every(isDone) ? 'complete' : 'INCOMPLETE, see docs/runbook.md, TimesheetSyncFailed'}`,
  ].join('\n');
}

const COLUMNS: Column<WeekResult>[] = [
  { title: 'source', of: ({ source }) => source },
  { title: 'week', of: ({ weekStartDate }) => weekStartDate },
  { title: 'status', of: ({ status }) => status },
  { title: 'people', of: ({ people }) => String(people), isNumber: true },
  { title: 'entries', of: ({ entries }) => grouped(BigInt(entries)), isNumber: true },
  { title: 'hours', of: ({ hours }) => grouped(hours), isNumber: true },
  { title: 'changed', of: ({ changed }) => String(changed), isNumber: true },
  { title: 'set aside', of: ({ setAside }) => String(setAside.count), isNumber: true },
  { title: 'unmapped hours', of: ({ unmapped }) => grouped(unmapped.hours), isNumber: true },
  { title: 'requests', of: ({ requests }) => (requests === null ? '' : grouped(BigInt(requests))), isNumber: true },
];

function obstacleLines({ source, weekStartDate, obstacle }: WeekResult): string[] {
  return obstacle === null ? [] : [`${source} ${weekStartDate}: ${obstacle}`];
}

function setAsideLines({ weekStartDate, setAside }: WeekResult, emails: ReadonlyMap<string, string>): string[] {
  const lines = setAside.sample.map(({ user, employeeId, reason, detail }) => {
    const who = employeeId === null ? '' : `, employee ${employeeId}`;
    return `${weekStartDate}: set aside: ${emails.get(user) ?? user}${who}: ${reason}: ${detail}`;
  });
  const more = setAside.count - lines.length;
  return more > 0 ? [...lines, `${weekStartDate}: and ${more} more, listed by "ledger timesheets unmapped"`] : lines;
}

function isDone({ status }: WeekResult): boolean {
  return status === 'APPLIED' || status === 'UNCHANGED';
}
