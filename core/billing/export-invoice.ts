import type { Clock } from '../values/clock.ts';
import { type BooksPorts, readRecords } from './book-records.ts';
import type { ClientKey, ClosedMonth, FrozenMonths, Invoice } from './closed-month.ts';
import { MonthBooks } from './month-books.ts';
import type { Month } from './months.ts';
import { type Paper, type PaperScope, paperOf } from './paper.ts';

export interface PaperPorts extends BooksPorts {
  readonly clock: Clock;
}

export interface PaperCommand {
  readonly kind: Paper['kind'];
  readonly month: Month;
  readonly clientId: ClientKey;
  readonly cwoId: string | null;
}

/** The rows that are asked for stand on another invoice. */
export class AlreadyInvoicedError extends Error {
  override readonly name = 'AlreadyInvoicedError';
}

/** Of the CWO that is asked for the client pays nothing in the month: a number would stand for nothing. */
export class NothingToInvoiceError extends Error {
  override readonly name = 'NothingToInvoiceError';

  constructor({ month, clientId, cwoId }: PaperCommand) {
    super(`${clientId} pays nothing for ${cwoId} in ${month}: see the statement, and "ledger finance recharge"`);
  }
}

const TRIES_MAX = 5;
const SERIAL_DIGITS = 3;

/** A paper to look at. It counts for nothing: an invoice has the number under which it was exported, if it was. */
export async function readPaper(command: PaperCommand, ports: PaperPorts): Promise<Paper> {
  const books = new MonthBooks(ports, await readRecords(ports));
  return toPaper(command, books);
}

async function toPaper(command: PaperCommand, books: MonthBooks): Promise<Paper> {
  const { kind, month, clientId, cwoId } = command;
  const closed = books.closedOf(month, clientId);
  if (!closed) {
    const scope = { kind, cwoId, without: new Set<string>() };
    return paperOf(await books.stateOf(month, clientId, null), scope, { status: 'OPEN', number: null });
  }
  const frozen = await books.frozen(closed);
  const invoice = kind === 'INVOICE' ? invoiceOf(closed, cwoId) : undefined;
  if (kind === 'INVOICE' && !invoice) refuseInvoiced(cwoId, closed);
  return paperOf(frozen, scopeOf(command, closed, invoice), { status: 'CLOSED', number: invoice?.number ?? null });
}

function invoiceOf({ invoices }: ClosedMonth, cwoId: string | null): Invoice | undefined {
  return invoices.find((invoice) => invoice.cwoId === cwoId);
}

/** What was on invoices before this one. */
function scopeOf({ kind, cwoId }: PaperCommand, { invoices }: ClosedMonth, invoice: Invoice | undefined): PaperScope {
  const before = invoice ? invoices.slice(0, invoices.indexOf(invoice)) : invoices;
  return { kind, cwoId, without: new Set(kind === 'INVOICE' ? before.flatMap(({ cwoIds }) => cwoIds) : []) };
}

/** An exported paper, byte for byte. */
export interface Exported {
  readonly paper: Paper;
  readonly text: string;
}

/**
 * Exports a paper. An invoice of a closed month gets its number, marks its rows, and is the same bytes whenever it is
 * exported again. Which write decides: the record of the month, on the version that was read.
 * @param format its name, and how it is written
 * @throws AlreadyInvoicedError where a single CWO is asked for that stands on another invoice
 * @throws NothingToInvoiceError where nothing of it is recharged
 */
export async function exportPaper(
  command: PaperCommand,
  format: { readonly name: string; readonly write: (paper: Paper) => string },
  ports: PaperPorts,
): Promise<Exported> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const books = new MonthBooks(ports, await readRecords(ports));
    const closed = books.closedOf(command.month, command.clientId);
    if (command.kind === 'STATEMENT' || !closed) {
      const paper = await toPaper(command, books);
      return { paper, text: format.write(paper) };
    }
    const exported = await exportInvoice(command, closed, { format, books, ports });
    if (exported) return exported;
  }
  throw new Error(`others kept writing ${command.month} of ${command.clientId}: try again`);
}

interface Exporting {
  readonly format: { readonly name: string; readonly write: (paper: Paper) => string };
  readonly books: MonthBooks;
  readonly ports: PaperPorts;
}

/** @returns null where somebody else has written the record meanwhile */
async function exportInvoice(
  command: PaperCommand,
  closed: ClosedMonth,
  { format, books, ports }: Exporting,
): Promise<Exported | null> {
  const known = invoiceOf(closed, command.cwoId);
  const invoice = known ?? nextInvoice(command, closed, ports.clock.now());
  const frozen = await books.frozen(closed);
  const paper = paperOf(frozen, scopeOf(command, closed, known), { status: 'CLOSED', number: invoice.number });
  const kept = known?.hashes[format.name];
  if (kept !== undefined) return { paper, text: await keptExport(kept, invoice, ports.frozenMonths) };
  const text = format.write(paper);
  const cwoIds = known?.cwoIds ?? [...new Set([...paper.lines, ...paper.corrections].map(({ cwoId }) => cwoId))];
  if (command.cwoId !== null && cwoIds.length === 0) throw new NothingToInvoiceError(command);
  const hashes = { ...invoice.hashes, [format.name]: await ports.frozenMonths.putExport(text) };
  const written: Invoice = { ...invoice, cwoIds, hashes };
  const invoices = known
    ? closed.invoices.map((one) => (one === known ? written : one))
    : [...closed.invoices, written];
  // Of a month that was closed for everybody, and in which the client had nothing, there is no record yet.
  const contentHash = closed.version === 0 ? await ports.frozenMonths.put(frozen) : closed.contentHash;
  const record = { ...closed, contentHash, version: closed.version + 1, invoices };
  const isWritten = await ports.closings.put(record);
  return isWritten ? { paper, text } : null;
}

function nextInvoice({ month, clientId, cwoId }: PaperCommand, closed: ClosedMonth, at: string): Invoice {
  refuseInvoiced(cwoId, closed);
  const serial = `${closed.invoices.length + 1}`.padStart(SERIAL_DIGITS, '0');
  return { number: `${clientId}-${month}-${serial}`, cwoId, cwoIds: [], at, hashes: {} };
}

function refuseInvoiced(cwoId: string | null, { invoices }: ClosedMonth): void {
  const other = cwoId === null ? undefined : invoices.find(({ cwoIds }) => cwoIds.includes(cwoId));
  if (other) throw new AlreadyInvoicedError(`${cwoId} stands on invoice ${other.number}`);
}

async function keptExport(hash: string, { number }: Invoice, frozenMonths: FrozenMonths): Promise<string> {
  const text = await frozenMonths.findExport(hash);
  if (text === null) throw new Error(`what was exported as invoice ${number} (${hash}) is missing or was changed`);
  return text;
}
