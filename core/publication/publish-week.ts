import type { LedgerReader } from '../ledger/ledger.ts';
import { type LineAttributes, toLineAttributes } from '../ledger/line-attributes.ts';
import type { Clock } from '../values/clock.ts';
import { addAmounts, formatUsd4, sameAmount, ZERO_AMOUNT } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import type { Publications, PublishedTotals } from './publication.ts';
import type { PublishedLines } from './published-lines.ts';

export interface PublishPorts {
  readonly ledger: Pick<LedgerReader, 'listWeek'>;
  readonly publications: Publications;
  readonly publishedLines: PublishedLines;
  readonly clock: Clock;
}

/** What became of a publication: OVERTAKEN where the week kept changing, and stays dirty. */
export type PublishedWeek =
  | ({ readonly status: 'PUBLISHED'; readonly mondayDate: MondayDate; readonly version: number } & PublishedTotals)
  | { readonly status: 'OVERTAKEN'; readonly mondayDate: MondayDate };

/** What was written is not what the heads hold: the week stays dirty. */
export class PublicationDiffersError extends Error {
  override readonly name = 'PublicationDiffersError';
}

/** After so many lost races the week is left to whoever comes next. */
const ATTEMPTS_MAX = 3;

/**
 * Publishes the current lines of a week. It takes a version, which marks the week dirty, reads the heads, writes, and
 * confirms on that version; where it has lost, it begins again, so that no older reading stays.
 * @throws PublicationDiffersError where the totals of what was written are not those of the heads
 */
export async function publishWeek(mondayDate: MondayDate, ports: PublishPorts): Promise<PublishedWeek> {
  const { ledger, publications, publishedLines, clock } = ports;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const version = await publications.raise(mondayDate, clock.now());
    const reading = new LineReading(ledger.listWeek(mondayDate));
    const written = await publishedLines.replace(mondayDate, reading.lines());
    if (written === null) continue;
    requireSame(mondayDate, written, reading.totals);
    if (await publications.confirm(mondayDate, version, written, clock.now())) {
      return { status: 'PUBLISHED', mondayDate, version, ...written };
    }
  }
  return { status: 'OVERTAKEN', mondayDate };
}

/** The current lines of heads, and what those that were taken sum to. */
class LineReading {
  readonly #heads: ReturnType<LedgerReader['listWeek']>;
  totals: PublishedTotals = { rows: 0, ...ZERO_AMOUNT };

  constructor(heads: ReturnType<LedgerReader['listWeek']>) {
    this.#heads = heads;
  }

  async *lines(): AsyncGenerator<LineAttributes> {
    for await (const { revision } of this.#heads) {
      for (const line of revision.allocation.lines) {
        this.totals = { rows: this.totals.rows + 1, ...addAmounts(this.totals, line) };
        yield toLineAttributes(line, revision);
      }
    }
  }
}

function requireSame(mondayDate: MondayDate, written: PublishedTotals, read: PublishedTotals): void {
  if (written.rows === read.rows && sameAmount(written, read)) return;
  const told = ({ rows, tokens, costUsd4 }: PublishedTotals) =>
    `${rows} rows, ${tokens} tokens, ${formatUsd4(costUsd4)} USD`;
  throw new PublicationDiffersError(`of week ${mondayDate} ${told(written)} were written, of ${told(read)}`);
}
