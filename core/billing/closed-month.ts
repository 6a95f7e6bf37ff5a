import type { Amount } from '../values/money.ts';
import type { LineFact } from './line-facts.ts';
import type { Month, MonthPolicy, MonthWithPolicy } from './months.ts';

/** Whose month it is: a client's, or, with null, what is no client's. */
export type ClientKey = string | null;

/** On whose word a month was closed although points were open. */
export interface Forced {
  readonly by: string;
  readonly why: string;
}

/** What an invoice has taken up, and what was written of it. */
export interface Invoice {
  /** `<client>-<month>-<serial>` */
  readonly number: string;
  /** The CWO it is of; null where it is of all that were on no other. */
  readonly cwoId: string | null;
  readonly cwoIds: readonly string[];
  readonly at: string;
  /** SHA-256 of what was exported, by format. */
  readonly hashes: Readonly<Record<string, string>>;
}

export const CLOSING_STATES = ['CLOSED', 'REOPENED'] as const;

/** The record of a month that was closed for somebody. */
export interface ClosedMonth extends MonthWithPolicy {
  readonly clientId: ClientKey;
  readonly state: (typeof CLOSING_STATES)[number];
  /** Rises with everything that is written of it; whoever writes on an older one loses. */
  readonly version: number;
  readonly by: string;
  /** ISO instant; what changes after it is corrected in a later month. */
  readonly at: string;
  readonly forced: Forced | null;
  /** SHA-256 of the frozen month. */
  readonly contentHash: string;
  readonly invoices: readonly Invoice[];
}

/** A change of a line that a paper has told: it is then the line of its month. */
export interface LineChange {
  readonly ofMonth: Month;
  readonly mondayDate: string;
  readonly employeeId: string;
  readonly cwoId: string;
  readonly cwoName: string | null;
  readonly role: string | null;
  /** As the paper of that month named the role, before and after. */
  readonly beforeRole: string;
  readonly afterRole: string;
  readonly before: Amount;
  readonly after: Amount;
  /** Whether the CWO was recharged in that month. */
  readonly isRecharged: boolean;
}

/** A row as papers have told it so far, corrections included. */
export interface ToldRow {
  readonly ofMonth: Month;
  readonly cwoId: string;
  readonly role: string;
  readonly costUsd4: bigint;
}

/** What papers of a month are made from, once it is closed: from it alone, for ever. */
export interface FrozenMonth {
  readonly month: Month;
  readonly clientId: ClientKey;
  readonly policy: MonthPolicy;
  readonly lines: readonly LineFact[];
  readonly corrections: readonly LineChange[];
  /** What papers have told of the rows that are corrected, or wait to be. */
  readonly told: readonly ToldRow[];
  /** Changes of closed months that are not settled yet. */
  readonly waiting: readonly LineChange[];
  /** CWOs, ascending. */
  readonly recharged: readonly string[];
  /** CWOs with lines that are not settled, ascending. */
  readonly unsettled: readonly string[];
  readonly forced: Forced | null;
}

export interface Closings {
  /** All of them, by month and client ascending. */
  list(): Promise<readonly ClosedMonth[]>;
  /**
   * @param restsOn a record that is to stay as it was read; its version rises with the write, so that whoever opens or
   *   exports it at the same time looks again
   * @returns false where either record is of another version than the one before, or is there already
   */
  put(closed: ClosedMonth, restsOn?: ClosedMonth): Promise<boolean>;
}

/** What was frozen, and what was exported of it, each by the SHA-256 of its text. */
export interface FrozenMonths {
  put(frozen: FrozenMonth): Promise<string>;
  /** Null where there is none of that hash, or its content has another. */
  find(hash: string): Promise<FrozenMonth | null>;
  putExport(text: string): Promise<string>;
  findExport(hash: string): Promise<string | null>;
}

/** What was frozen of a month is gone or was changed. */
export class FrozenMonthMissingError extends Error {
  override readonly name = 'FrozenMonthMissingError';

  constructor({ month, clientId, contentHash }: ClosedMonth) {
    super(`what was frozen of ${month} of ${clientId ?? 'no client'} (${contentHash}) is missing or was changed`);
  }
}

export function isClosed({ state }: ClosedMonth): boolean {
  return state === 'CLOSED';
}

/** Stands where a month was closed for everybody, and somebody had nothing in it. */
export const NOTHING_FROZEN = '';

export function nothingOf({ month, clientId, policy, forced }: ClosedMonth): FrozenMonth {
  const nothing = { lines: [], corrections: [], told: [], waiting: [], recharged: [], unsettled: [] };
  return { month, clientId, policy, forced, ...nothing };
}
