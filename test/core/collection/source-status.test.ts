import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../../core/collection/collection-records.ts';
import { type ConfiguredSource, type DayGroup, sourceStatus } from '../../../core/collection/source-status.ts';

const WINDOW = { from: '2026-11-14', to: '2026-11-18' };
const PULLED: ConfiguredSource = {
  source: 'anthropic_claude_code',
  role: 'CONTEXT',
  tool: 'claude_code',
  windowDays: 4,
};
const IMPORTED: ConfiguredSource = { source: 'claude_code_local', role: 'COST', tool: 'claude_code', windowDays: null };
const COLLECTED: SourceRecord = {
  source: PULLED.source,
  collected: { at: '2026-11-18T05:00:00.000Z', ...WINDOW, facts: 3, refused: 0, refusedSample: [] },
  failure: null,
};

function group(changes: Partial<DayGroup> = {}): DayGroup {
  return {
    ...{ source: PULLED.source, usageDate: '2026-11-16', costKind: 'BILLED', target: 'employee' },
    ...{ isCostUnknown: false, facts: 2, tokens: 15n, costUsd6: 7n },
    ...changes,
  };
}

function statusOf(
  groups: readonly DayGroup[],
  { of = PULLED, all = [PULLED, IMPORTED], days = [], record = null }: Partial<Parameters<typeof read>[0]> = {},
) {
  return read({ of, all, days, record, groups });
}

function read(what: {
  of: ConfiguredSource;
  all: readonly ConfiguredSource[];
  days: readonly string[];
  record: SourceRecord | null;
  groups: readonly DayGroup[];
}) {
  const { of, all, ...rest } = what;
  return sourceStatus(of, all, { window: WINDOW, ...rest });
}

describe('how a source stands', () => {
  it('of which nothing is there is that every day is missing', () => {
    expect(statusOf([])).toEqual({
      ...PULLED,
      record: null,
      ...{ daysPresent: 0, daysMissing: ['2026-11-14', '2026-11-15', '2026-11-16', '2026-11-17'], finalUntil: null },
      ...{ facts: 0, tokens: 0n, usd6: { BILLED: 0n, NOTIONAL: 0n, SEAT: 0n }, unknownCost: { facts: 0, tokens: 0n } },
      ...{ unresolvedUsd6: 0n, serviceUsd6: 0n, difference: { against: 'claude_code_local', usd6: 0n } },
    });
  });

  it('tells the days that are missing between those that are there', () => {
    const { daysPresent, daysMissing } = statusOf([], { days: ['2026-11-14', '2026-11-17'] });

    expect([daysPresent, daysMissing]).toEqual([2, ['2026-11-15', '2026-11-16']]);
  });

  it('sums its own facts by kind, those of an unknown cost apart', () => {
    const status = statusOf([
      group(),
      group({ usageDate: '2026-11-17' }),
      group({ costKind: 'NOTIONAL', costUsd6: 100n }),
      group({ costKind: 'SEAT', tokens: 0n, costUsd6: 20n }),
      group({ isCostUnknown: true, facts: 3, tokens: 9n, costUsd6: 0n }),
      group({ source: IMPORTED.source, costUsd6: 1_000n }),
    ]);

    expect(status).toMatchObject({
      ...{ facts: 11, tokens: 54n, usd6: { BILLED: 14n, NOTIONAL: 100n, SEAT: 20n } },
      unknownCost: { facts: 3, tokens: 9n },
    });
  });

  it('tells what is of actors nobody knows, list prices left out, and of services', () => {
    const status = statusOf([
      group({ target: 'unresolved', costUsd6: 3n }),
      group({ target: 'unresolved', costKind: 'SEAT', costUsd6: 5n }),
      group({ target: 'unresolved', costKind: 'NOTIONAL', costUsd6: 100n }),
      group({ target: 'service', costUsd6: 11n }),
      group({ target: 'ignore', costUsd6: 13n }),
    ]);

    expect([status.unresolvedUsd6, status.serviceUsd6]).toEqual([8n, 11n]);
  });
});

describe('the day until which a source is final', () => {
  it('is the last that no pull will look at again, not even one of the same day', () => {
    expect(statusOf([], { record: COLLECTED }).finalUntil).toBe('2026-11-13');
  });

  it('is the last one of a source that is imported', () => {
    expect(statusOf([], { of: IMPORTED, record: COLLECTED }).finalUntil).toBe('2026-11-17');
  });

  it('is none where collecting only ever failed', () => {
    const failure = { at: '2026-11-18T05:00:00.000Z', code: 'UNAUTHORIZED', message: 'no' } as const;

    expect(statusOf([], { record: { ...COLLECTED, collected: null, failure } }).finalUntil).toBeNull();
  });
});

describe('the difference to the source of the same tool that counts', () => {
  it('is over the days that both have, fees of seats left out', () => {
    const other = { source: IMPORTED.source };
    const { difference } = statusOf([
      group({ costUsd6: 50n }),
      group({ costKind: 'NOTIONAL', costUsd6: 5n }),
      group({ costKind: 'SEAT', costUsd6: 500n }),
      group({ usageDate: '2026-11-17', costUsd6: 900n }),
      group({ ...other, costUsd6: 40n }),
      group({ ...other, usageDate: '2026-11-15', costUsd6: 7_000n }),
    ]);

    expect(difference).toEqual({ against: IMPORTED.source, usd6: 15n });
  });

  it.each<[string, ConfiguredSource[]]>([
    ['there is no other source', [PULLED]],
    ['the other does not count', [PULLED, { ...IMPORTED, role: 'CONTEXT' }]],
    ['the other is of another tool', [PULLED, { ...IMPORTED, tool: 'codex' }]],
  ])('is none where %s', (_, all) => {
    expect(statusOf([group()], { all }).difference).toBeNull();
  });

  it('is none of sources that do not say their tool', () => {
    const of = { ...PULLED, tool: null };

    expect(statusOf([group()], { of, all: [of, { ...IMPORTED, tool: null }] }).difference).toBeNull();
  });
});
