import { describe, expect, it } from 'vitest';
import { DynamoSuggestions } from '../../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { budgetAccuracy } from '../../../../cli/commands/budget/accuracy.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { trackWeek } from '../../../../core/budgets/track-week.ts';
import { cwoLine, MemoryBudgets, portsOf } from '../../../core/budgets/budget-rows.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { suggestedRole, suggestion } from '../../../worlds/suggestions.ts';

const MADE = suggestion({
  roles: [
    suggestedRole('BACKEND_DEVELOPER', 3, 8_000n),
    suggestedRole('FRONTEND_DEVELOPER', 1, 3_000n),
    suggestedRole('TESTER', 1, 1_500n, 8),
  ],
});
const WEEK = '2026-12-21';

/** A CWO of 12 weeks that used 228,000 tokens of BACKEND_DEVELOPER, all in its last week. */
async function report(json: boolean, now = '2027-01-05T09:00:00.000Z'): Promise<string> {
  const table = new MemoryTable();
  const suggestions = new DynamoSuggestions(table.client, 'budgets', sha256);
  const clock = new TestClock(now);
  await suggestions.add(MADE);
  table.put({ cwoId: 'C1', startDate: '2026-10-05', endDate: '2026-12-25' });
  const cwos = new DynamoCwoRegistry(table.client, 'Cwo', clock);
  const budgets = new MemoryBudgets();
  const ports = portsOf(budgets, new Map([[`C1/${WEEK}`, [cwoLine(228_000n, { role: 'BACKEND_DEVELOPER' })]]]));
  await trackWeek({ runId: 'R1', mondayDate: WEEK }, ['C1'], ports);
  const deployment = { suggestions, cwos, budgets, lines: ports.lines, budgetSettings: ports.settings };
  return budgetAccuracy(deployment as unknown as Deployment, { json }, clock);
}

describe('ledger budget accuracy', () => {
  it('tells each suggestion in all and by role, and how history helped', async () => {
    const text = await report(true);

    expect(faultsOf('cli-budget.schema.json#/$defs/accuracy', JSON.parse(text))).toEqual([]);
    expect(JSON.parse(text)).toEqual({
      rows: [
        {
          cwoId: 'C1',
          suggestionId: MADE.suggestionId,
          createdAt: MADE.createdAt,
          sureness: 'OK',
          weeks: 12,
          suggestedTokensPerWeek: 28_500,
          actualTokensPerWeek: 19_000,
          errorPct: '50.00',
          roles: [
            { role: 'BACKEND_DEVELOPER', historyWeeks: 12, ...tokens(24_000, 19_000, '26.32') },
            { role: 'FRONTEND_DEVELOPER', historyWeeks: 12, ...tokens(3_000, 0, null) },
            { role: 'TESTER', historyWeeks: 8, ...tokens(1_500, 0, null) },
          ],
        },
      ],
      byHistory: [
        { historyWeeks: 8, comparisons: 1, errorPct: null },
        { historyWeeks: 12, comparisons: 2, errorPct: '42.11' },
      ],
    });
  });

  it('is a table that people read', async () => {
    const lines = (await report(false)).split('\n');

    expect(lines[1]).toMatch(/CWO +│ made on +│ role +│ weeks of history │ suggested │ +used │ error %/);
    expect(lines[3]).toMatch(/C1 +│ 2026-11-20 │ all +│ +│ +28,500 │ 19,000 │ +50\.00 │$/);
    expect(lines[4]).toMatch(/│ +│ +│ BACKEND_DEVELOPER +│ +12 │ +24,000 │ 19,000 │ +26\.32 │$/);
  });

  it('says so where no CWO has ended', async () => {
    expect(await report(false, '2026-12-20T09:00:00.000Z')).toMatch(/^No CWO .* has ended/);
    expect(JSON.parse(await report(true, '2026-12-20T09:00:00.000Z'))).toEqual({ rows: [], byHistory: [] });
  });
});

function tokens(suggestedTokensPerWeek: number, actualTokensPerWeek: number, errorPct: string | null) {
  return { suggestedTokensPerWeek, actualTokensPerWeek, errorPct };
}
