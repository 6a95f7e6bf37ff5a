import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HeadItem, toHead } from '../../../../adapters/dynamodb/ledger/items.ts';
import { decodeJson } from '../../../../core/values/codec.ts';
import type { Item } from '../../../doubles/memory-table.ts';
import { AUDITED_MONDAY } from '../../../histories/model/audited-week.ts';
import { verifyWeek } from '../../../histories/model/invariants.ts';
import { World } from '../../../histories/model/world.ts';

/** A week as the code of 2026-11-25 has left it: revisions as plain text, with their evidence and seals. */
interface StoredWeek {
  readonly items: readonly Item[];
  readonly evidence: Readonly<Record<string, string>>;
  readonly roots: Readonly<Record<string, string>>;
}

const FILE = new URL('../../../worlds/stored/week-of-version-1.json', import.meta.url);
const stored = decodeJson<StoredWeek>(readFileSync(FILE, 'utf8'));
const E1 = { employeeId: 'E1', mondayDate: AUDITED_MONDAY };
let world: World;

beforeEach(() => {
  world = new World();
  const { table, evidenceBucket, rootBucket } = world.system;
  // The notary has not seen how these items came about.
  table.afterWrite = () => {};
  for (const item of stored.items) table.put(item);
  for (const [name, text] of Object.entries(stored.evidence)) evidenceBucket.texts.set(name, text);
  for (const [name, text] of Object.entries(stored.roots)) rootBucket.texts.set(name, text);
});

describe('what version 1 has stored', () => {
  it('is read to the last figure', () => {
    const { revision, confirmation, headVersion } = world.system.head(E1) ?? {};

    expect(headVersion).toBe(6);
    expect(revision).toMatchObject({ employeeId: 'E1', revision: 3, allocation: { method: 'LOGGED_HOURS' } });
    expect(revision?.allocation.lines.map(({ target, tokens, costUsd4 }) => [target, tokens, costUsd4])).toEqual([
      ['C1', 501n, 33334n],
      ['OVERHEAD', 1001n, 66667n],
      ['UNALLOCATED', 500n, 33333n],
    ]);
    expect(confirmation?.sources).toEqual(revision?.inputs.sources);
  });

  it('passes the verification, with its seals', async () => {
    expect(await verifyWeek(world.system, AUDITED_MONDAY)).toMatchObject({ revisions: 5, lines: 5, faults: [] });
  });

  it('is copied as it is when a revision of version 2 supersedes it, and the chain goes on', async () => {
    const { table, company, lake, clock } = world.system;
    const before = table.items().find(({ sk }) => sk === 'E1') as Item;
    const spent = { employeeId: 'E1', source: 'tool', cost: '20.000000', tokens: 1001n };
    clock.advance(60_000);
    company.set(E1, { version: 3, logs: { C1: '40.00' } }, 'NOBODY');
    lake.put(AUDITED_MONDAY, [spent]);

    await world.runWeek(AUDITED_MONDAY);

    const copy = table.find({ pk: `EW#E1#${AUDITED_MONDAY}`, sk: 'REV#000003' });
    const head = table.items().find(({ sk }) => sk === 'E1') as unknown as HeadItem;
    expect(copy?.body).toBe(before.body);
    expect(head.body).toBeInstanceOf(Uint8Array);
    expect(toHead(head).revision.previousHash).toBe(before.hash);
    expect((await verifyWeek(world.system, AUDITED_MONDAY)).faults).toEqual([]);
  });
});
