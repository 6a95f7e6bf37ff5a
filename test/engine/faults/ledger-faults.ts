import { expect } from 'vitest';
import { Keys } from '../../../adapters/dynamodb/keys.ts';
import { type HeadItem, toHead } from '../../../adapters/dynamodb/ledger/items.ts';
import { decodeRevision } from '../../../adapters/dynamodb/ledger/revision-codec.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { toLineAttributes } from '../../../core/ledger/line-attributes.ts';
import { type DecisionInputs, latestInputs, type Revision } from '../../../core/ledger/revision.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import { addAmounts, ZERO_AMOUNT } from '../../../core/values/money.ts';
import type { Item } from './sandbox.ts';

/** An employee-week as it rests. */
export interface Resting {
  readonly headVersion: number;
  /** The newest inputs. */
  readonly inputs: DecisionInputs;
  /** Oldest first, the current one last. */
  readonly revisions: readonly Revision[];
}

const keys = new Keys(sha256);

/**
 * Reads an employee-week from all items of the ledger, and expects of it what must hold at any moment: revisions
 * numbered without gap and chained by hash, lines that sum to the usage, each line once in its place by CWO (or a
 * pointer to the head), and no line that the head does not list.
 */
export function readResting(items: readonly Item[], employeeId: string, mondayDate: string): Resting {
  const { pk, sk } = keys.head(employeeId, mondayDate);
  const [head] = items.filter((item) => item.pk === pk && item.sk === sk) as unknown as HeadItem[];
  if (!head) throw new Error(`${employeeId} has no head`);
  const superseded = items.filter((item) => item.pk === `EW#${employeeId}#${mondayDate}`) as unknown as HeadItem[];
  const { headVersion, revision: current } = toHead(head);
  const inputs = latestInputs(toHead(head));
  expectChain([...superseded, head]);
  expectSums(current, inputs);
  expectLines(
    items.filter((item) => String(item.pk).startsWith('CWO#') && item.sk === `${mondayDate}#${employeeId}`),
    current,
  );
  return { headVersion, inputs, revisions: [...superseded.map((item) => decodeRevision(item.body)), current] };
}

function expectChain(revisions: readonly HeadItem[]): void {
  for (const [index, { body, hash }] of revisions.entries()) {
    const { revision, previousHash } = decodeRevision(body);
    expect(revision).toBe(index + 1);
    expect(hash).toBe(sha256(body));
    expect(previousHash).toBe(revisions[index - 1]?.hash ?? null);
  }
}

function expectSums({ allocation }: Revision, { sources }: DecisionInputs): void {
  const sum = allocation.lines.reduce(addAmounts, ZERO_AMOUNT);
  expect(sum).toEqual(weeklyAmount(sumUsage(sources)));
}

function expectLines(items: readonly Item[], revision: Revision): void {
  const places = new Map(items.map((item) => [item.pk, item]));
  for (const line of revision.allocation.lines) {
    const key = keys.line(line.target, revision.employeeId, revision.mondayDate);
    const item = places.get(key.pk);
    places.delete(key.pk);
    if (item?.pointer === true) continue;
    expect(item).toMatchObject(numbersAsText(toLineAttributes(line, revision)));
  }
  // What is left may only be pointers, which readers ignore where the head does not list them.
  expect([...places.values()].filter(({ pointer }) => pointer !== true)).toEqual([]);
}

/** Integers below 2^53 come back from the table as numbers. */
function numbersAsText(attributes: object): Item {
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return Object.fromEntries(entries);
}
