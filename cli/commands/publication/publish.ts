import { systemClock } from '../../../adapters/system/clock.ts';
import { listDueWeeks } from '../../../core/publication/publication.ts';
import { type PublishedWeek, publishWeek } from '../../../core/publication/publish-week.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** A week of `publish --json`; one that was overtaken has no figures, since others have replaced them. */
export interface PublishRow {
  readonly weekStartDate: string;
  readonly status: PublishedWeek['status'];
  readonly rows: number | null;
  readonly tokens: bigint | null;
  readonly costUsd: string | null;
  readonly version: number | null;
}

export interface PublishReport {
  readonly weeks: readonly PublishRow[];
}

/** Publishes the week, or all that changed since they were published. */
export async function publish(
  { ledger, publications, publishedLines }: Pick<Deployment, 'ledger' | 'publications' | 'publishedLines'>,
  week: string | undefined,
  tell: (line: string) => void,
): Promise<PublishReport> {
  const ports = { ledger, publications, publishedLines, clock: systemClock };
  const weeks: PublishRow[] = [];
  for (const monday of week === undefined ? await listDueWeeks(publications, systemClock.now()) : [week]) {
    tell(`publishing week ${monday}`);
    weeks.push(toRow(await publishWeek(monday, ports)));
  }
  return { weeks };
}

export function renderPublish({ weeks }: PublishReport): string {
  if (weeks.length === 0) return 'No week has changed since it was published.';
  const columns: Column<PublishRow>[] = [
    { title: 'week', of: ({ weekStartDate }) => weekStartDate },
    { title: 'rows', of: ({ rows }) => number(rows), isNumber: true },
    { title: 'tokens', of: ({ tokens }) => number(tokens), isNumber: true },
    { title: 'USD', of: ({ costUsd }) => number(costUsd), isNumber: true },
    { title: 'version', of: ({ version }) => number(version), isNumber: true },
  ];
  const overtaken = weeks.filter(({ status }) => status === 'OVERTAKEN').map(({ weekStartDate }) => weekStartDate);
  return [
    renderTable(weeks, columns),
    ...overtaken.map(
      (monday) => `Week ${monday} changed faster than it could be published: it is still to be published.`,
    ),
  ].join('\n');
}

function toRow(published: PublishedWeek): PublishRow {
  const { status, mondayDate: weekStartDate } = published;
  if (status === 'OVERTAKEN') {
    return { weekStartDate, status, rows: null, tokens: null, costUsd: null, version: null };
  }
  const { rows, tokens, costUsd4, version } = published;
  return { weekStartDate, status, rows, tokens, costUsd: formatUsd4(costUsd4), version };
}

function number(value: number | bigint | string | null): string {
  return value === null ? '' : grouped(String(value));
}
