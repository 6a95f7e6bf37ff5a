import { seqText } from './mirror-keys.ts';

/** Where the feed is read on: behind a row of a sync, or at its first one where `after` is empty. */
export interface FeedPosition {
  readonly seq: number;
  /** Sort key. */
  readonly after: string;
}

const PATTERN = /^(\d{1,9})\|(\d{10})\|(.*)$/s;

export function encodeCursor({ seq, after }: FeedPosition, epoch: number): string {
  return Buffer.from(`${epoch}|${seqText(seq)}|${after}`).toString('base64url');
}

/** Null where it is no cursor of ours, or one of another epoch, whose numbers name other rows. */
export function decodeCursor(cursor: string, epoch: number): FeedPosition | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, ofEpoch, seq, after = ''] = PATTERN.exec(text) ?? [];
  return Number(ofEpoch) === epoch ? { seq: Number(seq), after } : null;
}
