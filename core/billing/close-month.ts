import type { Clock } from '../values/clock.ts';
import { compareIds } from '../values/ids.ts';
import { type BooksPorts, readRecords } from './book-records.ts';
import {
  type ClientKey,
  type ClosedMonth,
  type Closings,
  type Forced,
  type FrozenMonth,
  isClosed,
} from './closed-month.ts';
import { MonthBooks } from './month-books.ts';
import type { Month } from './months.ts';
import { type OpenPoint, type OpenPointsPorts, openPoints } from './open-points.ts';

export interface ClosePorts extends BooksPorts, OpenPointsPorts {
  readonly clock: Clock;
}

export interface CloseCommand {
  readonly month: Month;
  /** Without one: everybody, and what is nobody's. */
  readonly clientId: string | undefined;
  readonly by: string;
  /** Why it is closed although points are open. */
  readonly force: string | undefined;
}

export type CloseResult =
  | { readonly kind: 'REFUSED'; readonly points: readonly OpenPoint[] }
  | {
      readonly kind: 'CLOSED';
      readonly points: readonly OpenPoint[];
      readonly closed: readonly { readonly record: ClosedMonth; readonly frozen: FrozenMonth }[];
      /** Those that were closed already, or by somebody else meanwhile. */
      readonly already: readonly ClientKey[];
      /** Those of whom somebody has opened or exported a month meanwhile: they are to be closed again. */
      readonly lost: readonly ClientKey[];
    };

/** There is nothing of the client to close. */
export class NothingToCloseError extends Error {
  override readonly name = 'NothingToCloseError';
}

/** It was not closed, or may not be opened again. */
export class ReopenRefusedError extends Error {
  override readonly name = 'ReopenRefusedError';
}

/**
 * Closes a month: what each line of it was is frozen, and what changes later is corrected in a later month. Which write
 * decides: the record of each client, on the version that was read; what was frozen before a crash is found by its hash.
 * @throws NothingToCloseError where the client has no line in the month and no closed month before it
 */
export async function closeMonth(command: CloseCommand, ports: ClosePorts): Promise<CloseResult> {
  const { month, clientId, by, force } = command;
  const books = new MonthBooks(ports, await readRecords(ports));
  const already = alreadyClosed(command, books);
  if (already) return { kind: 'CLOSED', points: [], closed: [], already, lost: [] };
  const firstWeek = books.weeks.map(({ mondayDate }) => mondayDate).sort(compareIds)[0] ?? null;
  const points = await openPoints(month, clientId, firstWeek, ports);
  if (points.length > 0 && force === undefined) return { kind: 'REFUSED', points };
  const forced = force !== undefined && points.length > 0 ? { by, why: force } : null;
  // Before the ledger is read: what changes from now on is looked at again.
  const at = ports.clock.now();
  const states =
    clientId === undefined
      ? await books.stateOfAll(month, forced)
      : [requireSomething(await books.stateOf(month, clientId, forced), books.closedMonthsOf(clientId).length > 0)];
  return { kind: 'CLOSED', points, ...(await closeEach(states, { by, at, forced }, books, ports)) };
}

/** As this closing itself has raised it for those before. */
function latestOf(record: ClosedMonth | null, raised: ReadonlyMap<string, ClosedMonth>): ClosedMonth | undefined {
  return record ? (raised.get(keyOf(record)) ?? record) : undefined;
}

function keyOf({ month, clientId }: ClosedMonth): string {
  return JSON.stringify([month, clientId]);
}

/** Null where something is left to close. */
function alreadyClosed({ month, clientId }: CloseCommand, books: MonthBooks): readonly ClientKey[] | null {
  if (clientId !== undefined) return books.closedOf(month, clientId) ? [clientId] : null;
  const records = books.recordsOf(month);
  const isWhole = records.some((one) => one.clientId === null) && records.every(isClosed);
  return isWhole ? records.map((one) => one.clientId) : null;
}

function requireSomething(state: FrozenMonth, wasClosedBefore: boolean): FrozenMonth {
  if (wasClosedBefore || state.lines.length + state.corrections.length > 0) return state;
  throw new NothingToCloseError(`${state.clientId} has no line in ${state.month}`);
}

async function closeEach(
  states: readonly FrozenMonth[],
  word: { readonly by: string; readonly at: string; readonly forced: Forced | null },
  books: MonthBooks,
  { frozenMonths, closings }: ClosePorts,
) {
  const closed: { record: ClosedMonth; frozen: FrozenMonth }[] = [];
  const [already, lost]: [ClientKey[], ClientKey[]] = [[], []];
  const raised = new Map<string, ClosedMonth>();
  for (const frozen of nobodysLast(states)) {
    const { month, clientId, policy } = frozen;
    if (books.closedOf(month, clientId)) {
      already.push(clientId);
      continue;
    }
    // By the record of what is nobody's the month would be closed for those as well who could not be closed now.
    if (clientId === null && lost.length > 0) {
      lost.push(clientId);
      continue;
    }
    const version = (books.recordOf(month, clientId)?.version ?? 0) + 1;
    const contentHash = await frozenMonths.put(frozen);
    const name = { month, clientId, policy, state: 'CLOSED' } as const;
    const record: ClosedMonth = { ...name, version, ...word, contentHash, invoices: [] };
    const restsOn = latestOf(books.restsOn(month, clientId), raised);
    if (await closings.put(record, restsOn)) {
      closed.push({ record, frozen });
      if (restsOn) raised.set(keyOf(restsOn), { ...restsOn, version: restsOn.version + 1 });
    } else ((await isClosedNow(record, closings)) ? already : lost).push(clientId);
  }
  return { closed, already, lost };
}

function nobodysLast(states: readonly FrozenMonth[]): FrozenMonth[] {
  return states.toSorted((a, b) => Number(a.clientId === null) - Number(b.clientId === null));
}

/** Whether it was somebody else's closing that came first. */
async function isClosedNow({ month, clientId }: ClosedMonth, closings: Closings): Promise<boolean> {
  return (await closings.list()).some((one) => one.month === month && one.clientId === clientId && isClosed(one));
}

export interface ReopenCommand {
  readonly month: Month;
  /** Without one: everybody for whom it is closed, and what is nobody's. */
  readonly clientId: string | undefined;
  readonly by: string;
}

/**
 * Opens a closed month again, as long as nobody outside has seen it, and nothing rests on it. Where one may not be opened,
 * none is.
 * @throws ReopenRefusedError where it is not closed, was exported, or a later month of a client is closed
 */
export async function reopenMonth(command: ReopenCommand, ports: ClosePorts): Promise<ClosedMonth[]> {
  const { month, clientId, by } = command;
  const books = new MonthBooks(ports, await readRecords(ports));
  const own = clientId === undefined ? books.recordsOf(month).filter(isClosed) : [books.closedOf(month, clientId)];
  const closed = own.filter((one) => one !== null);
  if (closed.length === 0) throw new ReopenRefusedError(`${month} of ${clientId ?? 'everybody'} is not closed`);
  for (const one of closed) refuseRested(one, books);
  const reopened: ClosedMonth[] = [];
  for (const one of closed) {
    const record: ClosedMonth = { ...one, state: 'REOPENED', version: one.version + 1, by, at: ports.clock.now() };
    if (await ports.closings.put(record)) reopened.push(record);
    else throw new ReopenRefusedError(`somebody has just written ${month} of ${nameOf(one.clientId)}: look again`);
  }
  return reopened;
}

function refuseRested(closed: ClosedMonth, books: MonthBooks): void {
  const { month, clientId, invoices } = closed;
  const [invoice] = invoices;
  const whose = nameOf(clientId);
  if (invoice) throw new ReopenRefusedError(`${month} of ${whose} was exported as invoice ${invoice.number}`);
  const [later] = books.closedAfter(closed);
  if (later) {
    throw new ReopenRefusedError(`${later.month} of ${nameOf(later.clientId)} is closed after it: open that first`);
  }
}

function nameOf(clientId: ClientKey): string {
  return clientId ?? 'no client';
}
