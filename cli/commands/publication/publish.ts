import { systemClock } from '../../../adapters/system/clock.ts';
import { listDue } from '../../../core/publication/publication.ts';
import { publishUndivided } from '../../../core/publication/publish-undivided.ts';
import { type PublishedWeek, publishWeek } from '../../../core/publication/publish-week.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

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
  /** What no week divides: CWOs, projects, clients and budget totals; null where nothing had changed. */
  readonly undivided: { readonly status: PublishedWeek['status']; readonly cwos: number | null } | null;
}

type Source = Pick<
  Deployment,
  | 'ledger'
  | 'publications'
  | 'publishedTables'
  | 'pseudonyms'
  | 'closings'
  | 'recharges'
  | 'trackedWeeks'
  | 'cwos'
  | 'evidence'
  | 'financeSettings'
>;

/** Publishes the week, or all that changed since they were published, and what no week divides. */
export async function publish(
  deployment: Source,
  week: string | undefined,
  tell: (line: string) => void,
): Promise<PublishReport> {
  const ports = portsOf(deployment);
  const weeks: PublishRow[] = [];
  if (week !== undefined && !(await ports.publications.list()).some(({ part }) => part === week)) {
    throw new WrongUseError(`week ${week} was never run: there is nothing of it to publish`);
  }
  const due = await listDue(ports.publications, systemClock.now());
  for (const monday of week === undefined ? due.weeks : [week]) {
    tell(`publishing week ${monday}`);
    weeks.push(toRow(await publishWeek(monday, ports)));
  }
  if (weeks.length > 0 || due.undivided) {
    tell('publishing CWOs, projects, clients and budget totals');
    const cwos = await publishUndivided(ports);
    return { weeks, undivided: { status: cwos === null ? 'OVERTAKEN' : 'PUBLISHED', cwos } };
  }
  return { weeks, undivided: null };
}

/** Whether everything is published that was to be. */
export function isWhole({ weeks, undivided }: PublishReport): boolean {
  return weeks.every(({ status }) => status === 'PUBLISHED') && undivided?.status !== 'OVERTAKEN';
}

function portsOf(deployment: Source) {
  const { ledger, publications, pseudonyms, closings, recharges } = deployment;
  const { evidence, trackedWeeks, cwos, publishedTables } = deployment;
  const told = { ledger, publications, pseudonyms, closings, recharges };
  const stores = { ...told, evidence, trackedWeeks, cwos, publishedTables };
  return { ...stores, monthPolicy: deployment.financeSettings.monthPolicy, clock: systemClock };
}

export function renderPublish({ weeks, undivided }: PublishReport): string {
  if (weeks.length === 0 && undivided === null) return 'Nothing has changed since it was published.';
  const columns: Column<PublishRow>[] = [
    { title: 'week', of: ({ weekStartDate }) => weekStartDate },
    { title: 'rows', of: ({ rows }) => number(rows), isNumber: true },
    { title: 'tokens', of: ({ tokens }) => number(tokens), isNumber: true },
    { title: 'USD', of: ({ costUsd }) => number(costUsd), isNumber: true },
    { title: 'version', of: ({ version }) => number(version), isNumber: true },
  ];
  const overtaken = weeks.filter(({ status }) => status === 'OVERTAKEN').map(({ weekStartDate }) => weekStartDate);
  return [
    ...(weeks.length > 0 ? [renderTable(weeks, columns)] : []),
    ...overtaken.map(
      (monday) => `Week ${monday} changed faster than it could be published: it is still to be published.`,
    ),
    undivided?.cwos == null
      ? 'CWOs, projects, clients and budget totals changed faster than they could be published.'
      : `${undivided.cwos} CWOs with their projects, clients and budget totals.`,
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
