import { describe, expect, it } from 'vitest';
import { AthenaResolvedFacts } from '../../../../adapters/lake/collection/status-facts.ts';
import { type Cells, MemoryAthena } from '../../../doubles/memory-athena.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

const WINDOW = { from: '2026-11-14', to: '2026-11-18' };
const GROUP_COLUMNS = ['source', 'usage_date', 'cost_kind', 'target', 'is_unknown', 'facts', 'tokens', 'cost_usd'];
const ACTOR_COLUMNS = ['source', 'actor_kind', 'actor_id', 'first_day', 'last_day', 'facts', 'tokens', 'cost_usd'];
const { signal } = new AbortController();

function factsOf(columns: readonly string[], ...rows: readonly Cells[]) {
  const athena = new MemoryAthena(columns, rows);
  return { athena, facts: new AthenaResolvedFacts(athena.client, { workGroup: 'w', database: 'd' }, new TestClock()) };
}

describe('the groups of daily facts', () => {
  it('are exact, and 0 where nothing is known', async () => {
    const { facts } = factsOf(
      GROUP_COLUMNS,
      ['cursor', '2026-11-16', 'BILLED', 'employee', '0', '3', '9007199254740993', '7.500000'],
      ['cursor', '2026-11-16', 'NOTIONAL', 'unresolved', '1', '1', null, null],
    );
    const of = { source: 'cursor', usageDate: '2026-11-16' };

    expect(await facts.groups(['cursor'], WINDOW, signal)).toEqual([
      {
        ...{ ...of, costKind: 'BILLED', target: 'employee', isCostUnknown: false },
        ...{ facts: 3, tokens: 9_007_199_254_740_993n, costUsd6: 7_500_000n },
      },
      {
        ...{ ...of, costKind: 'NOTIONAL', target: 'unresolved', isCostUnknown: true },
        ...{ facts: 1, tokens: 0n, costUsd6: 0n },
      },
    ]);
  });

  it('are of the days of the window, whose end is none', async () => {
    const { facts, athena } = factsOf(GROUP_COLUMNS);
    await facts.groups(['cursor', 'csv'], WINDOW, signal);

    expect(athena.statements[0]).toContain("BETWEEN '2026-11-14' AND '2026-11-17'");
  });

  it('of no source are none, and nothing is asked', async () => {
    const { facts, athena } = factsOf(GROUP_COLUMNS);

    expect(await facts.groups([], WINDOW, signal)).toEqual([]);
    expect(athena.asked).toEqual([]);
  });

  it('of a kind that nobody knows are an error', async () => {
    const { facts } = factsOf(GROUP_COLUMNS, ['cursor', '2026-11-16', 'FREE', 'employee', '0', '3', '1', '1']);

    await expect(facts.groups(['cursor'], WINDOW, signal)).rejects.toThrow('cost_kind');
  });
});

describe('actors whom nobody knows', () => {
  it('are told with their days and figures', async () => {
    const { facts, athena } = factsOf(
      ACTOR_COLUMNS,
      ['cursor', 'EMAIL', 'ann@example.com', '2026-11-14', '2026-11-17', '3', '15', '7.500000'],
      ['cursor', 'NONE', null, '2026-11-16', '2026-11-16', '1', null, null],
    );

    expect(await facts.unresolved(['cursor'], WINDOW, signal)).toEqual([
      {
        ...{ source: 'cursor', actorKind: 'EMAIL', actorId: 'ann@example.com' },
        ...{ firstDay: '2026-11-14', lastDay: '2026-11-17', facts: 3, tokens: 15n, costUsd6: 7_500_000n },
      },
      {
        ...{ source: 'cursor', actorKind: 'NONE', actorId: null },
        ...{ firstDay: '2026-11-16', lastDay: '2026-11-16', facts: 1, tokens: 0n, costUsd6: 0n },
      },
    ]);
    expect(athena.statements[0]).toContain("WHERE target = 'unresolved'");
  });
});
