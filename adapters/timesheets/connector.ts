import { z } from 'zod';
import { isApprovalState } from '../../core/timesheets/mirror/approval.ts';
import type { ApprovalState, StateWord } from '../../core/timesheets/mirror/normal-form.ts';
import type { ApprovalUnit, HoursKind } from '../../core/timesheets/mirror/source-rules.ts';
import type { PulledPart } from '../../core/timesheets/mirror/timesheet-puller.ts';
import { noteToken, writePosition } from '../http/position.ts';
import type { SourceAccess } from '../http/source-requests.ts';

/** What all connectors of timesheet systems share. */

export type StateTable = Readonly<Record<string, ApprovalState>>;

/** How a timesheet system is reached and read, as it is configured. */
export interface ConnectorSettings extends SourceAccess {
  readonly requestsPerSecond: number;
  /** What words of the system's own mean, beside those that its connector knows. */
  readonly states: StateTable;
  /** Where instants fall to days: an IANA zone, or `SOURCE` for the one of the user or the answer. */
  readonly dayZone: string;
  /** Which of two hours counts, where the system rounds. */
  readonly hours: HoursKind;
  readonly approval: readonly ApprovalUnit[];
  /** Whether a system may be asked that takes a request for each person; not where nothing is said. */
  readonly slow?: boolean;
}

const SECOND_MS = 1_000;

/** Between two requests. */
export function pauseMsOf({ requestsPerSecond }: Pick<ConnectorSettings, 'requestsPerSecond'>): number {
  return Math.ceil(SECOND_MS / requestsPerSecond);
}

/**
 * The state that a word of the system stands for; of an unknown one the word itself, in quotes where it looks like a state:
 * nobody has said that it means the same.
 */
export function stateOf(word: string, known: StateTable, { states }: Pick<ConnectorSettings, 'states'>): StateWord {
  for (const table of [states, known]) if (Object.hasOwn(table, word)) return table[word] as ApprovalState;
  return isApprovalState(word) ? `"${word}"` : word;
}

/**
 * Where a series of pages goes on: the query that is asked next, null at its beginning, and what was asked before.
 * Carried by the cursors of connectors.
 */
export const pagePlace = z.object({
  query: z.array(z.tuple([z.string(), z.string()])).nullable(),
  seen: z.string(),
});
export type PagePlace = z.infer<typeof pagePlace>;
export const FIRST_PAGE: PagePlace = { query: null, seen: '' };

/**
 * The page behind one that leads on by that query.
 * @throws SourceError MALFORMED where it leads back, or on and on
 */
export function pageAfter({ seen }: PagePlace, query: [string, string][], place: string): PagePlace {
  return { query, seen: noteToken(seen, new URLSearchParams(query).toString(), place) };
}

/** @throws RangeError where the system cannot approve by one of the configured units */
export function checkUnits({ approval }: Pick<ConnectorSettings, 'approval'>, able: readonly ApprovalUnit[]): void {
  const unable = approval.filter((unit) => !able.includes(unit));
  if (unable.length > 0) throw new RangeError(`approval: ${unable.join(', ')} is none of ${able.join(', ')}`);
}

/** A part with what is given, and nothing of the rest. */
export function partOf(given: Partial<PulledPart>, next: object | null): PulledPart {
  return { lines: [], around: [], addresses: [], totals: null, moved: [], ...given, next: next && writePosition(next) };
}
