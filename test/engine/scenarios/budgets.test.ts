import { beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from '../../docs/contract-files.ts';
import { usage } from '../../worlds/usage-files.ts';
import { ledger, ledgerJson } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

interface BudgetJson {
  readonly weekStartDate: string | null;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

describe('the budget of a CWO', () => {
  const week = new LedgerWeek(weekOf('budgets'));
  const cwo = ['--cwo', 'BU-A'];
  const rows = async (...options: string[]) => (await ledgerJson<BudgetJson>('budget', 'show', ...options)).json.rows;
  const rowOf = async (cwoId: string) => (await rows('--week', week.monday)).find((row) => row.cwoId === cwoId);

  beforeAll(async () => {
    await week.say({
      'BU-1': { logs: { 'BU-A': '20.00', 'BU-B': '10.00' } },
      'BU-2': { plans: { 'BU-A': '40.00' }, status: null },
    });
    await week.load('spend.csv', [usage('BU-1', '45.00', 30_000n), usage('BU-2', '10.00', 5_000n)]);
    await week.run();
  });

  it('is tracked by the run, week by week and in all', async () => {
    expect(await rowOf('BU-A')).toMatchObject({
      scope: 'WEEK',
      cwoName: 'Work order BU-A',
      mondayDate: week.monday,
      actualTokens: 25_000,
      actualUsd: '40.0000',
      provisionalPct: '20.00',
      provisionalUsdPct: '25.00',
      employees: 2,
      budgetTokens: null,
      utilizationPct: null,
      version: 1,
    });
    const { json } = await ledgerJson('budget', 'show', ...cwo);
    expect(faultsOf('cli-budget.schema.json#/$defs/show', json)).toEqual([]);
    expect((await rows(...cwo)).map(({ scope, actualTokens }) => [scope, actualTokens])).toEqual([
      ['WEEK', 25_000],
      ['TOTAL', 25_000],
    ]);
  });

  it('is decided on by a command, which refreshes what it holds for and says what stands', async () => {
    const adjusted = await ledger(['budget', 'adjust', ...cwo, '--tokens-per-week', '30000', '--usd-total', '100']);
    const kept = await ledgerJson('budget', 'adjust', ...cwo, '--tokens-total', '50000', '--clear', 'usd-total');

    expect(adjusted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('stands at version 1') });
    expect(kept.json).toMatchObject({ version: 2, tokensPerWeek: 30_000, tokensTotal: 50_000, usdTotal: null });
    expect((await rows(...cwo)).at(-1)).toMatchObject({
      scope: 'TOTAL',
      budgetTokens: 50_000,
      utilizationPct: '50.00',
    });
    const history = await ledger(['budget', 'history', ...cwo]);
    expect(history.stdout).toMatch(/ADJUSTED .*30,000/);
    const { json } = await ledgerJson('budget', 'history', ...cwo);
    expect(faultsOf('cli-budget.schema.json#/$defs/history', json)).toEqual([]);
  });

  it.each([
    [
      'a version that is not the last',
      ['adjust', ...cwo, '--tokens-total', '1', '--version', '1'],
      1,
      'stands at version 2',
    ],
    ['a CWO that nobody knows', ['adjust', '--cwo', 'BU-X', '--tokens-total', '1'], 1, 'no CWO BU-X'],
    ['no figure', ['adjust', ...cwo], 2, 'names at least one figure'],
    [
      'a week that is over',
      ['adjust', ...cwo, '--tokens-total', '1', '--from', '2024-01-01'],
      2,
      'history is not rewritten',
    ],
    ['a figure of another name', ['adjust', ...cwo, '--clear', 'tokens'], 2, '--clear tokens names no figure'],
    ['no tokens', ['adjust', ...cwo, '--tokens-total', '0'], 2, 'not a whole number of tokens'],
  ])('is not changed by %s', async (_, words, exitCode, stderr) => {
    expect(await ledger(['budget', ...words])).toMatchObject({ exitCode, stderr: expect.stringContaining(stderr) });
  });

  it('follows its lines, also when the last one goes', async () => {
    await week.say({
      'BU-1': { version: 2, logs: { 'BU-A': '30.00' } },
      'BU-2': { plans: { 'BU-A': '40.00' }, status: null },
    });
    await week.run();

    expect(await rowOf('BU-A')).toMatchObject({ actualTokens: 35_000, actualUsd: '55.0000' });
    expect(await rowOf('BU-B')).toMatchObject({ actualTokens: 0, actualUsd: '0.0000', employees: 0, version: 2 });
  });
});
