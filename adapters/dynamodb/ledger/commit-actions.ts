import type { Commit } from '../../../core/ledger/ledger.ts';
import { toLineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { Revision } from '../../../core/ledger/revision.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { Key, Keys } from '../keys.ts';
import { ACTIONS_MAX, type Action } from '../transact.ts';
import type { HeadItem, LineItem, PointerItem } from './items.ts';
import { decodeRevision, encodeConfirmation, encodeRevision } from './revision-codec.ts';

/** Up to here the old and the new lines, the head and the superseded revision fit one transaction: 2 + 48 + 48. */
const LINES_MAX = 48;

/** The writes of one commit. All but a large one are `decisive` alone. */
export interface CommitActions {
  /** Pointers that must exist before the head lists their lines. */
  readonly before: readonly Action[];
  /** The one transaction that decides. */
  readonly decisive: readonly Action[];
  /** Stale lines whose deletion did not fit; readers ignore them until then. */
  readonly after: readonly Action[];
}

/** Turns commits into DynamoDB actions on one table. */
export class CommitWriter {
  readonly #table: string;
  readonly #keys: Keys;
  readonly #sha256: Sha256;

  constructor(table: string, keys: Keys, sha256: Sha256) {
    this.#table = table;
    this.#keys = keys;
    this.#sha256 = sha256;
  }

  /** @param current the head item as read, whose version is the one the commit is based on */
  actions(commit: Commit, mondayDate: string, current: HeadItem | undefined): CommitActions {
    const { write } = commit;
    if (write.kind === 'CONFIRM') {
      const sources = current ? decodeRevision(current.body).inputs.sources : [];
      const confirmation = encodeConfirmation(write.confirmation, sources);
      return { before: [], decisive: [this.#confirm(commit, mondayDate, confirmation)], after: [] };
    }
    const { revision } = write;
    const headVersion = commit.basedOn + 1;
    const isLarge = revision.allocation.lines.length > LINES_MAX;
    const lines = isLarge ? [] : this.#linePuts(revision, headVersion);
    const stale = this.#staleKeys(current, revision);
    const decisive = [this.#headPut(commit, revision), ...this.#superseded(current), ...lines];
    const isRoom = decisive.length + stale.length <= ACTIONS_MAX;
    const deletes = stale.map((Key) => ({ Delete: { TableName: this.#table, Key } }));
    return {
      before: isLarge ? this.#pointerPuts(revision, headVersion) : [],
      decisive: isRoom ? [...decisive, ...deletes] : decisive,
      after: isRoom ? [] : this.lateDeletes(current, revision, headVersion),
    };
  }

  /** Deletes lines that the revision before listed and this one does not, unless a newer commit has written them again. */
  lateDeletes(previous: HeadItem | undefined, revision: Revision, headVersion: number): Action[] {
    return this.#staleKeys(previous, revision).map((Key) => ({
      Delete: {
        TableName: this.#table,
        Key,
        ConditionExpression: 'attribute_not_exists(pk) OR headVersion <= :version',
        ExpressionAttributeValues: { ':version': headVersion },
      },
    }));
  }

  #staleKeys(previous: HeadItem | undefined, revision: Revision): Key[] {
    if (!previous) return [];
    const listed = new Set(revision.allocation.lines.map(({ target }) => target));
    const before = decodeRevision(previous.body).allocation.lines;
    return before.filter(({ target }) => !listed.has(target)).map(({ target }) => this.#lineKey(target, revision));
  }

  #headPut(commit: Commit, revision: Revision): Action {
    const body = encodeRevision(revision);
    const item: HeadItem = {
      ...this.#keys.head(revision.employeeId, revision.mondayDate),
      headVersion: commit.basedOn + 1,
      body,
      hash: this.#sha256(body),
      decisionId: commit.decisionId,
    };
    return { Put: { TableName: this.#table, Item: item, ...onVersion(commit.basedOn) } };
  }

  /**
   * The revision that stops being current, byte for byte, with the last confirmation it had. Where another stands in its
   * place, left behind by a restore, nothing is written: no revision is ever replaced.
   */
  #superseded(current: HeadItem | undefined): Action[] {
    if (!current) return [];
    const { pk: _pk, sk: _sk, ...content } = current;
    const { employeeId, mondayDate, revision } = decodeRevision(current.body);
    return [
      {
        Put: {
          TableName: this.#table,
          Item: { ...this.#keys.revision(employeeId, mondayDate, revision), ...content },
          ConditionExpression: 'attribute_not_exists(pk) OR decisionId = :decisionId',
          ExpressionAttributeValues: { ':decisionId': content.decisionId },
        },
      },
    ];
  }

  #confirm(commit: Commit, mondayDate: string, confirmation: string): Action {
    const condition = onVersion(commit.basedOn);
    return {
      Update: {
        TableName: this.#table,
        Key: this.#keys.head(commit.employeeId, mondayDate),
        UpdateExpression: 'SET headVersion = :next, confirmation = :confirmation, decisionId = :decisionId',
        ConditionExpression: condition.ConditionExpression,
        ExpressionAttributeValues: {
          ...condition.ExpressionAttributeValues,
          ':next': commit.basedOn + 1,
          ':confirmation': confirmation,
          ':decisionId': commit.decisionId,
        },
      },
    };
  }

  #linePuts(revision: Revision, headVersion: number): Action[] {
    return revision.allocation.lines.map((line) => {
      const item: LineItem = {
        ...this.#lineKey(line.target, revision),
        headVersion,
        ...toLineAttributes(line, revision),
      };
      return { Put: { TableName: this.#table, Item: item } };
    });
  }

  #pointerPuts(revision: Revision, headVersion: number): Action[] {
    return revision.allocation.lines.map(({ target }) => {
      const item: PointerItem = { ...this.#lineKey(target, revision), headVersion, pointer: true };
      return {
        Put: {
          TableName: this.#table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk) OR headVersion <= :version',
          ExpressionAttributeValues: { ':version': headVersion },
        },
      };
    });
  }

  #lineKey(target: string, { employeeId, mondayDate }: Revision): Key {
    return this.#keys.line(target, employeeId, mondayDate);
  }
}

function onVersion(basedOn: number): {
  ConditionExpression: string;
  ExpressionAttributeValues?: Record<string, number>;
} {
  if (basedOn === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return { ConditionExpression: 'headVersion = :basedOn', ExpressionAttributeValues: { ':basedOn': basedOn } };
}
