import type { PriceBook } from './price-book.ts';
import type { Actor, UsageFact } from './usage-fact.ts';

/** What an import of files works with. */
export interface ImportSettings {
  /** Whose the usage is where the files do not say. */
  readonly actor: Actor;
  /** IANA zone in which instants fall to days. */
  readonly timeZone: string;
  readonly prices: PriceBook;
  /** Whether repository, branch and folder names may be kept. */
  readonly keepsContext: boolean;
  /** ISO instant: what is later was written by a clock that is ahead. */
  readonly now: string;
  /** Told of bytes as they are read, for whoever watches a long import. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * What became of a record of a file: its usage, a copy of usage that counts elsewhere, or something that is not taken.
 * `line` is from 1; null where the format has no lines. `records` says for how many of the file's a fact or a copy
 * stands: for one, if it is left out.
 */
export type ImportedRecord =
  | { readonly kind: 'COUNTED'; readonly fact: UsageFact; readonly records?: number }
  | { readonly kind: 'DUPLICATE'; readonly file: string; readonly records?: number }
  | SkippedRecord;

export interface SkippedRecord {
  readonly kind: 'SKIPPED';
  readonly file: string;
  readonly line: number | null;
  /** Nothing of the content. */
  readonly reason: string;
}

/**
 * Reads files of one format in one go, so that a copy in another file is known as one. Facts may come in any number and
 * order, several of one key too; memory follows the distinct responses, never the bytes.
 */
export type ReadUsageFiles = (files: readonly string[], settings: ImportSettings) => AsyncIterable<ImportedRecord>;
