import type { LineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import type { Key } from '../keys.ts';
import { decodeConfirmation, decodeRevision, type RevisionBody } from './revision-codec.ts';

/** The item of a head. `body` is the revision packed, `hash` its SHA-256; superseded revisions keep both as they are. */
export interface HeadItem extends Key {
  readonly headVersion: number;
  readonly body: RevisionBody;
  readonly hash: string;
  /** Newer inputs that led to the same lines. */
  readonly confirmation?: string;
  readonly decisionId: string;
}

/** A current line by CWO. */
export interface LineItem extends Key, LineAttributes {
  readonly headVersion: number;
}

/** Stands where an employee-week has too many lines for one transaction: the line is in the head. */
export interface PointerItem extends Key {
  readonly headVersion: number;
  readonly pointer: true;
}

export function toHead(item: HeadItem): Head {
  const revision = decodeRevision(item.body);
  const { confirmation } = item;
  return {
    headVersion: item.headVersion,
    revision,
    revisionHash: item.hash,
    confirmation: confirmation === undefined ? null : decodeConfirmation(confirmation, revision.inputs.sources),
    decisionId: item.decisionId,
  };
}
