import { describe, expect, it } from 'vitest';
import { type StatusSource, usageStatus } from '../../../../cli/commands/usage/status.ts';
import type { DayGroup } from '../../../../core/collection/source-status.ts';
import type { PullWindow } from '../../../../core/collection/usage-puller.ts';
import { MemoryCollectionRecords } from '../../../doubles/memory-collection-records.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

const SOURCES = [
  { source: 'anthropic_claude_code', role: 'CONTEXT', tool: 'claude_code', pull: { windowDays: 3 } },
  { source: 'claude_code_local', role: 'COST', tool: 'claude_code' },
];

function group(changes: Partial<DayGroup>): DayGroup {
  return {
    ...{ source: 'anthropic_claude_code', usageDate: '2026-11-22', costKind: 'BILLED', target: 'employee' },
    ...{ isCostUnknown: false, facts: 2, tokens: 2n ** 62n, costUsd6: 3_000_000n },
    ...changes,
  };
}

async function status(groups: readonly DayGroup[], isJson: boolean, sources: readonly object[] = SOURCES) {
  const records = new MemoryCollectionRecords();
  const days = { from: '2026-11-21', to: '2026-11-24', facts: 2, refused: 4, refusedSample: [] };
  await records.noteCollected('anthropic_claude_code', { at: '2026-11-24T05:00:00.000Z', ...days });
  const failure = { at: '2026-11-24T05:30:00.000Z', code: 'UNAVAILABLE', message: 'answered 503' } as const;
  await records.noteFailure('anthropic_claude_code', failure);
  const asked: PullWindow[] = [];
  const deployment = {
    collectionSettings: { timeZone: 'Europe/Berlin', sources, contractRates: [] },
    collectionRecords: records,
    facts: { list: async () => ['2026-11-22', '2026-11-23'] },
    resolvedFacts: {
      groups: async (_: readonly string[], window: PullWindow) => {
        asked.push(window);
        return [...groups];
      },
    },
  } as unknown as StatusSource;
  return { text: await usageStatus(deployment, new TestClock(), isJson), asked };
}

describe('ledger usage status', () => {
  it('tells of each source what it has, exactly', async () => {
    const { text, asked } = await status([group({}), group({ target: 'unresolved', costUsd6: 1_000_000n })], true);
    const [source, other, ...more] = JSON.parse(text).sources;

    expect(text).toContain('"tokens": 9223372036854775808');
    expect(source).toMatchObject({
      ...{ source: 'anthropic_claude_code', role: 'CONTEXT', tool: 'claude_code', windowDays: 3 },
      ...{ days: { present: 2, missing: ['2026-11-21'] }, finalUntil: '2026-11-20', facts: 4 },
      ...{ collected: { facts: 2, refused: 4 }, failure: { code: 'UNAVAILABLE' } },
      ...{ usd: { BILLED: '4.000000', NOTIONAL: '0.000000', SEAT: '0.000000' } },
      ...{ unresolved: { usd: '1.000000', pct: '25.00' }, serviceUsd: '0.000000' },
    });
    expect(other).toMatchObject({ source: 'claude_code_local', collected: null, failure: null, facts: 0 });
    expect(more).toEqual([]);
    expect(asked).toEqual([{ from: '2026-10-25', to: '2026-11-24' }]);
  });

  it('counts of a source only the days of its own window', async () => {
    const { text } = await status([group({}), group({ usageDate: '2026-11-20', facts: 100 })], true);

    expect(JSON.parse(text).sources[0].facts).toBe(2);
  });

  it('tells people whatever is wrong, in a line each', async () => {
    const { text } = await status(
      [
        group({ target: 'unresolved' }),
        group({ target: 'service', costUsd6: 5_000_000n }),
        group({ isCostUnknown: true, facts: 7, tokens: 1_234n, costUsd6: 0n }),
        group({ source: 'claude_code_local', costUsd6: 1_000_000n }),
      ],
      false,
    );

    for (const line of [
      'failed at 2026-11-24T05:30:00.000Z: UNAVAILABLE: answered 503',
      'no day 2026-11-21',
      '4 records of the last pull were not taken',
      '7 facts of 1,234 tokens have no known cost',
      '3.000000 USD are of actors nobody knows: "ledger identity unresolved"',
      "5.000000 USD are of services, and no employee's",
      'differs from claude_code_local by 7.000000 USD',
    ]) {
      expect(text).toContain(`\nanthropic_claude_code: ${line}`);
    }
    expect(text).toMatch(/\nclaude_code_local: no day 2026-10-25, 2026-10-26, .* …\n/);
    expect(text).toMatch(/\nEvents and hours fall to the days of Europe\/Berlin/);
  });

  it('says so where no source is configured', async () => {
    expect((await status([], false, [])).text).toBe('No source of usage is configured: docs/collectors.md says how.');
  });
});
