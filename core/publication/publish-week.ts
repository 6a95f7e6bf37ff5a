import type { MondayDate } from '../values/week.ts';
import type { PublishedTotals } from './publication.ts';
import { type ProtocolPorts, publishPart, requireSame } from './publish-part.ts';
import type { PublishedTables } from './published-tables.ts';
import { WeekReading, type WeekReadingPorts } from './week-reading.ts';

export interface PublishWeekPorts extends ProtocolPorts, WeekReadingPorts {
  readonly publishedTables: Pick<PublishedTables, 'replaceWeek'>;
}

/** What became of a publication, with the totals of the current lines: OVERTAKEN where the week kept changing, and stays dirty. */
export type PublishedWeek =
  | ({ readonly status: 'PUBLISHED'; readonly mondayDate: MondayDate; readonly version: number } & PublishedTotals)
  | { readonly status: 'OVERTAKEN'; readonly mondayDate: MondayDate };

/**
 * Publishes what the ledger and the budgets hold of a week, in each table.
 * @throws PublicationDiffersError where the totals of what was written are not those of the heads
 * @throws EvidenceMissingError where nobody can say how a line falls to months or sources
 */
export async function publishWeek(mondayDate: MondayDate, ports: PublishWeekPorts): Promise<PublishedWeek> {
  const replace = async () => {
    const reading = new WeekReading(mondayDate, ports);
    const written = await ports.publishedTables.replaceWeek(mondayDate, reading.rows());
    if (written) requireSame(mondayDate, written, reading.totals);
    return written?.allocation ?? null;
  };
  const published = await publishPart(mondayDate, replace, ports);
  return published ? { status: 'PUBLISHED', mondayDate, ...published } : { status: 'OVERTAKEN', mondayDate };
}
