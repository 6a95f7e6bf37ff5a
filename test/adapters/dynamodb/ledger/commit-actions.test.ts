import { describe, expect, it } from 'vitest';
import { type CommitActions, CommitWriter } from '../../../../adapters/dynamodb/ledger/commit-actions.ts';
import type { HeadItem } from '../../../../adapters/dynamodb/ledger/items.ts';
import {
  decodeConfirmation,
  decodeRevision,
  encodeConfirmation,
} from '../../../../adapters/dynamodb/ledger/revision-codec.ts';
import type { Action } from '../../../../adapters/dynamodb/transact.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { Commit } from '../../../../core/ledger/ledger.ts';
import { confirm, headItem, keys, revise, targets } from '../../../worlds/commits.ts';
import { inputs } from '../../../worlds/heads.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

const writer = new CommitWriter('ledger', keys, sha256);

function actionsOf(commit: Commit, current?: HeadItem): CommitActions {
  return writer.actions(commit, MONDAY, current);
}

/** `put EW#E1#2026-11-16`, `delete CWO#C1` … in their order. */
function tell(actions: readonly Action[]): string[] {
  return actions.map(({ Put, Delete, Update }) => {
    const [verb, key] = Put ? ['put', Put.Item] : Delete ? ['delete', Delete.Key] : ['update', Update?.Key];
    return `${verb} ${key?.pk}`;
  });
}

/** What the conditions and values of all actions say. */
function conditions(actions: readonly Action[]): (string | undefined)[] {
  return actions.map(({ Put, Delete, Update }) => (Put ?? Delete ?? Update)?.ConditionExpression);
}

const HEAD = keys.head('E1', MONDAY).pk;
const REVISIONS = 'EW#E1#2026-11-16';

describe('a first revision', () => {
  const commit = revise('E1', ['C1', 'C2']);
  const { before, decisive, after } = actionsOf(commit);

  it('is one transaction of head and lines', () => {
    expect(tell(decisive)).toEqual([`put ${HEAD}`, 'put CWO#C1', 'put CWO#C2']);
    expect([before, after]).toEqual([[], []]);
  });

  it('is made only where there is no head', () => {
    expect(conditions(decisive)).toEqual(['attribute_not_exists(pk)', undefined, undefined]);
  });

  it('carries the version, the text of the revision and its hash, and who decided', () => {
    const head = decisive[0]?.Put?.Item as HeadItem;

    expect(head).toMatchObject({ headVersion: 1, hash: sha256(head.body), decisionId: commit.decisionId });
    expect(commit.write.kind === 'REVISE' && commit.write.revision).toEqual(decodeRevision(head.body));
    expect(head).not.toHaveProperty('confirmation');
  });

  it('writes lines in the words of the contract', () => {
    expect(decisive[1]?.Put?.Item).toEqual({
      pk: 'CWO#C1',
      sk: '2026-11-16#E1',
      headVersion: 1,
      id: '2026-11-16#E1#C1',
      employeeId: 'E1',
      cwoId: 'C1',
      mondayDate: MONDAY,
      allocatedTokens: 900n,
      allocatedCostUsd: '45.0000',
      allocationBasis: 'ACTUAL',
      isRecalculated: false,
      method: 'LOGGED_HOURS',
      reason: null,
      flags: [],
      billable: true,
      projectId: 'P1',
      clientId: 'CL1',
      cwoRoleId: 'R1',
      role: 'DEVELOPER',
      hours: '40.00',
      revision: 1,
      runId: 'run-1',
      allocatedAt: '2026-11-23T06:00:30.000Z',
    });
  });
});

describe('a later revision', () => {
  const current = {
    ...headItem('E1', ['C1', 'C2'], 4),
    confirmation: encodeConfirmation(inputs({ runId: 'run-2' }), []),
  };
  const { decisive } = actionsOf(revise('E1', ['C2', 'C3'], current), current);

  it('puts the head, keeps the superseded revision, and exchanges the lines, all at once', () => {
    expect(tell(decisive)).toEqual([`put ${HEAD}`, `put ${REVISIONS}`, 'put CWO#C2', 'put CWO#C3', 'delete CWO#C1']);
  });

  it('is made only on the version it was decided on', () => {
    expect(decisive[0]?.Put).toMatchObject({
      ConditionExpression: 'headVersion = :basedOn',
      ExpressionAttributeValues: { ':basedOn': 4 },
      Item: { headVersion: 5 },
    });
  });

  it('keeps the superseded revision byte for byte, with its last confirmation', () => {
    const { pk: _pk, sk: _sk, ...content } = current;

    expect(decisive[1]?.Put?.Item).toEqual({ pk: REVISIONS, sk: 'REV#000001', ...content });
  });

  it('marks its lines as recalculated', () => {
    expect(decisive[2]?.Put?.Item).toMatchObject({ isRecalculated: true, revision: 2, headVersion: 5 });
  });
});

describe('a confirmation', () => {
  const current = headItem('E1', ['C1'], 4);
  const { before, decisive, after } = actionsOf(confirm('E1', current), current);

  it('touches the head alone, on the version it was decided on, and raises it', () => {
    expect(tell(decisive)).toEqual([`update ${HEAD}`]);
    expect([before, after]).toEqual([[], []]);
    expect(decisive[0]?.Update).toMatchObject({
      ConditionExpression: 'headVersion = :basedOn',
      ExpressionAttributeValues: { ':basedOn': 4, ':next': 5 },
    });
  });

  it('tells the new inputs beside the revision, which stays as it is', () => {
    const { UpdateExpression, ExpressionAttributeValues } = decisive[0]?.Update ?? {};

    expect(decodeConfirmation(ExpressionAttributeValues?.[':confirmation'], inputs({}).sources)).toEqual(
      inputs({ runId: 'run-2' }),
    );
    expect(UpdateExpression).not.toContain('body');
    expect(UpdateExpression).not.toContain('hash');
  });
});

describe('the number of actions', () => {
  it.each([
    [1, 1, 3 + 1],
    [48, 48, 50 + 48],
    [48, 0, 50],
    [0, 48, 2 + 48],
  ])('of %i lines in place of %i others is %3$i: one transaction', (now, then) => {
    const current = headItem('E1', targets(then, 50));

    const { before, decisive, after } = actionsOf(revise('E1', targets(now), current), current);

    expect(decisive).toHaveLength(2 + now + then);
    expect(decisive.length).toBeLessThanOrEqual(100);
    expect([before, after]).toEqual([[], []]);
  });

  it.each([
    [0, 60],
    [10, 50],
    [48, 60],
    [49, 0],
    [60, 2],
    [60, 98],
    [60, 120],
    [200, 200],
  ])('of %i lines in place of %i others never passes 100 in the deciding transaction', (now, then) => {
    const current = headItem('E1', targets(then, 300));

    const { before, decisive, after } = actionsOf(revise('E1', targets(now), current), current);

    const deletes = [...decisive, ...after].filter(({ Delete }) => Delete);
    expect(decisive.length).toBeLessThanOrEqual(100);
    expect(deletes).toHaveLength(then);
    expect([...before, ...decisive].filter(({ Put }) => Put?.Item?.pk.startsWith('CWO#'))).toHaveLength(now);
  });
});

describe('above 48 lines', () => {
  const current = headItem('E1', targets(2), 4);
  const { before, decisive } = actionsOf(revise('E1', targets(60), current), current);

  it('the lines by CWO are pointers, written before the head lists them', () => {
    expect(tell(before)).toEqual(targets(60).map((target) => `put CWO#${target}`));
    expect(before[0]?.Put?.Item).toEqual({
      pk: 'CWO#C00',
      sk: '2026-11-16#E1',
      headVersion: 5,
      pointer: true,
    });
    expect(tell(decisive)).toEqual([`put ${HEAD}`, `put ${REVISIONS}`]);
  });

  it('no pointer takes the place of what a newer commit wrote', () => {
    expect(before[0]?.Put).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk) OR headVersion <= :version',
      ExpressionAttributeValues: { ':version': 5 },
    });
  });
});

describe('a shrinking employee-week', () => {
  const current = headItem('E1', targets(120), 4);
  const commit = revise('E1', targets(2), current);

  it('deletes what does not fit afterwards, unless a newer commit has written it again', () => {
    const { decisive, after } = actionsOf(commit, current);

    expect(tell(decisive)).toEqual([`put ${HEAD}`, `put ${REVISIONS}`, 'put CWO#C00', 'put CWO#C01']);
    expect(tell(after)).toEqual(targets(118, 2).map((target) => `delete CWO#${target}`));
    expect(after[0]?.Delete?.ConditionExpression).toMatch(/^attribute_not_exists\(pk\) OR headVersion <=? :version$/);
    expect(after[0]?.Delete?.ExpressionAttributeValues).toEqual({ ':version': 5 });
  });

  it('can find the same deletions again from the superseded revision', () => {
    const { after } = actionsOf(commit, current);
    const superseded = { ...current, ...keys.revision('E1', MONDAY, 1) };

    const again = commit.write.kind === 'REVISE' && writer.lateDeletes(superseded, commit.write.revision, 5);

    expect(again).toEqual(after);
  });
});
