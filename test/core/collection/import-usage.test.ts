import { describe, expect, it } from 'vitest';
import { importUsage, type UsageImport } from '../../../core/collection/import-usage.ts';
import type { UsageFact } from '../../../core/collection/usage-fact.ts';
import { NO_TOKENS, NOBODY } from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord } from '../../../core/collection/usage-import.ts';
import { MemoryFactTable } from '../../doubles/memory-fact-table.ts';
import { IMPORT_SETTINGS } from '../../worlds/imported-files.ts';

const FACT: UsageFact = {
  usageDate: '2026-03-02',
  actor: NOBODY,
  provider: 'anthropic',
  modelRaw: 'known-a',
  model: 'known-a',
  tokens: { ...NO_TOKENS, inputUncached: 10n, output: 5n },
  tokensReasoning: null,
  requests: 1n,
  cost: {
    usd6: 7n,
    kind: 'NOTIONAL',
    origin: 'COMPUTED',
    priceVersion: 'v1',
    amountRaw: '7',
    currency: 'USD',
    currencyRate: null,
  },
  period: { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z', zone: 'Europe/Berlin' },
  attributes: { speed: 'fast', branch: 'main' },
};
const UNPRICED = {
  ...FACT,
  cost: { ...FACT.cost, usd6: null, origin: null, priceVersion: null, amountRaw: null, currency: null },
};

function counted(fact: UsageFact, records?: number): ImportedRecord {
  return { kind: 'COUNTED', fact, ...(records !== undefined && { records }) };
}

function importOf(records: readonly ImportedRecord[]): UsageImport {
  const read = async function* () {
    yield* records;
  };
  const files = { files: ['a.jsonl', 'b.jsonl'], bytes: 120, skipped: [] };
  return { source: 'claude_code_local', reporter: 'laptop', ...files, read, settings: IMPORT_SETTINGS };
}

describe('an import of usage', () => {
  it('sums facts of one key, whatever the order of their attributes', async () => {
    const table = new MemoryFactTable();
    await importUsage(
      importOf([counted(FACT), counted({ ...FACT, attributes: { branch: 'main', speed: 'fast' } })]),
      table,
    );

    expect(table.parts.get('claude_code_local/2026-03-02/laptop')).toEqual({
      facts: [
        {
          ...FACT,
          tokens: { ...NO_TOKENS, inputUncached: 20n, output: 10n },
          requests: 2n,
          cost: { ...FACT.cost, usd6: 14n, amountRaw: null },
        },
      ],
      pulledAt: IMPORT_SETTINGS.now,
    });
  });

  it.each<[string, UsageFact]>([
    ['actor', { ...FACT, actor: { kind: 'OS_USER', id: 'x' } }],
    ['provider', { ...FACT, provider: 'bedrock' }],
    ['model', { ...FACT, modelRaw: 'known-b' }],
    ['kind of cost', { ...FACT, cost: { ...FACT.cost, kind: 'BILLED' } }],
    ['origin', { ...FACT, cost: { ...FACT.cost, origin: 'ESTIMATED' } }],
    ['prices', { ...FACT, cost: { ...FACT.cost, priceVersion: 'v2' } }],
    ['knowledge of the cost', UNPRICED],
    ['attributes', { ...FACT, attributes: {} }],
    ['period', { ...FACT, period: { ...FACT.period, zone: 'Europe/Paris' } }],
  ])('keeps facts apart that differ by %s', async (_what, other) => {
    const table = new MemoryFactTable();
    await importUsage(importOf([counted(FACT), counted(other), counted(FACT)]), table);

    const [part] = table.parts.values();
    expect(part?.facts).toHaveLength(2);
  });

  it('reports days by model, what was unknown, and what became of every record', async () => {
    const skipped = { kind: 'SKIPPED', file: 'a.jsonl', line: 3, reason: 'the line is no JSON object' } as const;
    const strange = { ...UNPRICED, model: null, modelRaw: 'strange', usageDate: '2026-03-01' };
    const records = [counted(FACT, 3), counted(UNPRICED, 2), counted(strange), skipped];
    const report = await importUsage(importOf([...records, { kind: 'DUPLICATE', file: 'b.jsonl', records: 4 }]), null);

    const { tokens } = FACT;
    expect(report).toEqual({
      source: 'claude_code_local',
      reporter: 'laptop',
      timeZone: 'Europe/Berlin',
      files: 2,
      bytes: 120,
      records: 11,
      counted: 6,
      duplicates: 4,
      skippedCount: 1,
      skipped: [skipped],
      days: [
        { date: '2026-03-01', model: 'strange', tokens, costUsd6: null, costKind: 'NOTIONAL' },
        { date: '2026-03-02', model: 'known-a', tokens, costUsd6: 7n, costKind: 'NOTIONAL' },
        { date: '2026-03-02', model: 'known-a', tokens, costUsd6: null, costKind: 'NOTIONAL' },
      ],
      unknownModels: ['strange'],
      written: null,
    });
  });

  it('tells 1,000 of what is skipped, and how much that was', async () => {
    const skipped: ImportedRecord = { kind: 'SKIPPED', file: 'a', line: 1, reason: 'no' };
    const report = await importUsage(importOf(Array.from({ length: 1_500 }, () => skipped)), null);

    expect(report.skipped).toHaveLength(1_000);
    expect(report).toMatchObject({ skippedCount: 1_500, records: 1_500, days: [] });
  });

  it('replaces the days that the files tell of and leaves the others', async () => {
    const table = new MemoryFactTable();
    const other = { ...FACT, usageDate: '2026-03-03' };
    await importUsage(importOf([counted(FACT), counted(other)]), table);
    const { written } = await importUsage(importOf([counted(other)]), table);

    expect([...table.parts.keys()]).toHaveLength(2);
    const sums = { rows: 1, tokens: 15n, costUsd6: 7n };
    expect(written).toEqual([{ date: '2026-03-03', after: sums, before: sums, hasShrunk: false }]);
  });

  it.each([
    [8n, false],
    [7n, true],
  ])('tells of a day that had 15 tokens and now has %s that it has shrunk: %s', async (output, hasShrunk) => {
    const table = new MemoryFactTable();
    const { written: first } = await importUsage(importOf([counted(FACT)]), table);
    const less = { ...FACT, tokens: { ...NO_TOKENS, output } };
    const { written } = await importUsage(importOf([counted(less)]), table);

    expect(first).toMatchObject([{ before: null, hasShrunk: false }]);
    expect(written).toMatchObject([{ before: { tokens: 15n }, after: { tokens: output }, hasShrunk }]);
  });
});
