import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import {
  changedEmployees,
  toWeeklyRows,
  unresolvedId,
  type WeeklyGroup,
  type WeeklyRow,
} from '../../../core/collection/weekly-usage.ts';
import { IDENTIFIER } from '../../../core/values/ids.ts';

function row(employeeId: string, changes: Partial<WeeklyRow> = {}): WeeklyRow {
  return { employeeId, tool: 'cursor', tokens: 15n, costUsd6: 7n, ...changes };
}

function group(employeeId: string | null, changes: Partial<WeeklyGroup> = {}): WeeklyGroup {
  return { tool: 'cursor', employeeId, source: null, actor: null, tokens: 15n, costUsd6: 7n, ...changes };
}

describe('the id of an actor whom nobody knows', () => {
  it('is the first twelve digits of the SHA-256 of source, kind and id', () => {
    // printf 'cursor|EMAIL|ann@example.com' | sha256sum
    const id = unresolvedId('cursor', { kind: 'EMAIL', id: 'ann@example.com' }, sha256);

    expect(id).toBe('unresolved-13718c8f4bd4');
    expect(id).toMatch(IDENTIFIER);
  });

  it('of nobody at all is one as well', () => {
    // printf 'csv|NONE|' | sha256sum
    expect(unresolvedId('csv', { kind: 'NONE', id: null }, sha256)).toBe('unresolved-326a26375639');
  });

  it.each([
    ['source', unresolvedId('csv', { kind: 'EMAIL', id: 'a' }, sha256)],
    ['kind', unresolvedId('cursor', { kind: 'API_KEY', id: 'a' }, sha256)],
    ['id', unresolvedId('cursor', { kind: 'EMAIL', id: 'b' }, sha256)],
  ])('is another of another %s', (_, id) => {
    expect(id).not.toBe(unresolvedId('cursor', { kind: 'EMAIL', id: 'a' }, sha256));
  });
});

describe('the rows of a week', () => {
  it('are by employee and tool ascending, those of a known cost first', () => {
    const unknown = { tokens: 3n, costUsd6: null };
    const groups = [
      group('E2'),
      group('E1', { tool: 'cursor', ...unknown }),
      group('E1', { tool: 'cursor' }),
      group('E1', { tool: 'codex', ...unknown }),
      group('E10'),
    ];

    expect(toWeeklyRows(groups, sha256)).toEqual([
      row('E1', { tool: 'codex', ...unknown }),
      row('E1'),
      row('E1', { tool: 'cursor', ...unknown }),
      row('E10'),
      row('E2'),
    ]);
  });

  it('hold no address of an actor whom nobody knows', () => {
    const actor = { kind: 'EMAIL', id: 'ann@example.com' } as const;
    const rows = toWeeklyRows([group(null, { source: 'cursor', actor })], sha256);

    expect(rows).toEqual([row(unresolvedId('cursor', actor, sha256))]);
    expect(JSON.stringify(rows.map(({ employeeId }) => employeeId))).not.toContain('ann');
  });
});

describe('employees whose rows changed', () => {
  it.each<[string, WeeklyRow[], WeeklyRow[], string[]]>([
    ['are none where nothing is', [], [], []],
    ['are none where everything is as before', [row('E1')], [row('E1')], []],
    ['are those that came, ascending', [], [row('E2'), row('E1')], ['E1', 'E2']],
    ['are those that went', [row('E1'), row('E2')], [row('E1')], ['E2']],
    ['are those of other tokens', [row('E1')], [row('E1', { tokens: 16n })], ['E1']],
    ['are those of another cost', [row('E1')], [row('E1', { costUsd6: 8n })], ['E1']],
    [
      'are those whose cost became known, also as 0',
      [row('E1', { costUsd6: null })],
      [row('E1', { costUsd6: 0n })],
      ['E1'],
    ],
    [
      'are those whose tokens were not reported before',
      [row('E1', { tokens: null })],
      [row('E1', { tokens: 0n })],
      ['E1'],
    ],
    ['are those of another tool', [row('E1')], [row('E1', { tool: 'codex' })], ['E1']],
    ['are those who have one more tool', [row('E1')], [row('E1'), row('E1', { tool: 'codex' })], ['E1']],
    ['are those between whom usage moved', [row('E1'), row('E3')], [row('E2'), row('E3')], ['E1', 'E2']],
  ])('%s', (_, before, after, changed) => {
    expect(changedEmployees(before, after)).toEqual(changed);
  });

  const someRows = fc.uniqueArray(
    fc.record({
      employeeId: fc.constantFrom('E1', 'E2', 'E3', 'E10'),
      tool: fc.constantFrom('cursor', 'codex'),
      tokens: fc.option(fc.bigInt({ min: 0n, max: 3n })),
      costUsd6: fc.option(fc.bigInt({ min: -3n, max: 3n })),
    }),
    { selector: ({ employeeId, tool, costUsd6 }) => `${employeeId} ${tool} ${costUsd6 === null}` },
  );

  it('are none between the same rows in whatever order', () => {
    const shuffled = someRows.chain((rows) => {
      return fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }));
    });
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        expect(changedEmployees(rows, others)).toEqual([]);
      }),
    );
  });

  it('are the same forth and back, and exactly those whose rows differ', () => {
    const text = (rows: readonly WeeklyRow[], id: string) =>
      rows
        .filter(({ employeeId }) => employeeId === id)
        .map(({ tool, tokens, costUsd6 }) => [tool, tokens, costUsd6].join())
        .sort()
        .join(';');
    fc.assert(
      fc.property(someRows, someRows, (before, after) => {
        const changed = changedEmployees(before, after);
        const ids = ['E1', 'E10', 'E2', 'E3'];

        expect(changedEmployees(after, before)).toEqual(changed);
        expect(changed).toEqual(ids.filter((id) => text(before, id) !== text(after, id)));
      }),
    );
  });
});
