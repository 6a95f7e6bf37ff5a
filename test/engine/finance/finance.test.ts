import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../adapters/system/clock.ts';
import type { CloseReport } from '../../../cli/commands/finance/closing.ts';
import type { Paper } from '../../../core/billing/paper.ts';
import { publishWeek } from '../../../core/publication/publish-week.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { ChangingWeek, on } from '../recalculation/changing-week.ts';
import { settle } from '../recalculation/intake.ts';
import { weekOf } from '../recalculation/weeks.ts';
import { ledger, ledgerJson } from '../scenarios/ledger-cli.ts';

interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
interface Sum {
  readonly key: string;
  readonly tokens: bigint;
  readonly costUsd: string;
}

const CLIENT = 'CL-FI';
const OWN = { projectId: 'P-OF-FI' };
/** Its Monday is the 29th of December. */
const week = new ChangingWeek(weekOf('finance'), { 'FI-A': OWN, 'FI-B': OWN });
const [MONTH, NEXT] = ['2025-12', '2026-01'];
const WEEKS = ['--param', `from=${week.monday}`, '--param', `to=${week.monday}`];

const query = async (name: string, ...params: readonly string[]) =>
  (await ledgerJson<Answer>('finance', 'query', name, ...params)).json;

/** What finance reads of the week is what the ledger shows of it, to the unit. */
async function expectSame(): Promise<void> {
  const { rows } = await query('cwo-weeks', ...WEEKS);
  const shown = await week.show<Sum>('--by', 'cwo');
  const told = rows.map(({ cwo_id, tokens, cost_usd }) => [cwo_id, BigInt(tokens as bigint), cost_usd]);
  expect(told.sort()).toEqual(shown.rows.map(({ key, tokens, costUsd }) => [key, tokens, costUsd]).sort());
}

async function paperOf(kind: 'statement' | 'invoice', month: string): Promise<Paper> {
  const { stdout } = await ledger([kind, '--month', month, '--client', CLIENT, '--format', 'json']);
  const paper = JSON.parse(stdout);
  expect(faultsOf('cli-paper.schema.json', paper)).toEqual([]);
  return paper;
}

async function close(...options: readonly string[]) {
  const ended = await ledgerJson<CloseReport>(
    'close',
    '--month',
    MONTH as string,
    '--client',
    CLIENT,
    '--by',
    'fin',
    ...options,
  );
  expect(faultsOf('cli-close.schema.json', ended.json)).toEqual([]);
  const mine = ended.json.points.filter(({ mondayDate }) => mondayDate === week.monday);
  return { ...ended, mine: mine.map(({ kind, employeeId }) => `${kind} ${employeeId}`) };
}

beforeAll(() =>
  week.begin({
    'FI-1': { logs: { 'FI-A': '20.00', 'FI-B': '20.00' } },
    'FI-2': on('FI-A'),
    'FI-3': { status: 'SUBMITTED', logs: { 'FI-B': '40.00' } },
  }),
);

describe('what finance reads in the lake', () => {
  it('is the ledger after a run', expectSame);

  it('is the ledger after recalculations and a publisher that was killed in between', async () => {
    await week.change({ 'FI-2': { version: 2, logs: { 'FI-A': '10.00', 'FI-B': '30.00' } } });
    await week.tell('FI-2');
    await settle(week.stack);
    const { ledger: heads, publications, pseudonyms, closings, evidence, trackedWeeks, publishedTables } = week.stack;
    const replaceWeek: typeof publishedTables.replaceWeek = async (...put) => {
      await publishedTables.replaceWeek(...put);
      throw new Error('killed');
    };
    const stores = { ledger: heads, publications, pseudonyms, closings, evidence, trackedWeeks };
    const ports = { ...stores, publishedTables: { replaceWeek }, monthPolicy: 'BY_DAY', clock: systemClock } as const;
    await expect(publishWeek(week.monday, ports)).rejects.toThrow('killed');
    await week.change({ 'FI-1': { version: 2, logs: { 'FI-A': '40.00' } } });
    await week.tell('FI-1');
    await settle(week.stack);

    expect((await ledger(['publish'])).exitCode).toBe(0);
    await expectSame();
  });

  it('is answered by each ready query', async () => {
    const byWeeks = [
      'cwo-weeks',
      'projects',
      'clients',
      'kinds',
      'cost-per-hour',
      'chase',
      'budgets',
      'roles',
      'coverage',
      'sources',
    ];
    for (const name of byWeeks) expect((await query(name, ...WEEKS)).rows, name).not.toEqual([]);
    expect((await query('movers', '--param', `to=${week.monday}`)).rows).not.toEqual([]);
    expect((await query('cwo-contract')).rows).toContainEqual(
      expect.objectContaining({ cwo_id: 'FI-A', first_week: week.monday }),
    );
    const { rows } = await query('cwo-months', '--param', `month=${MONTH}`);
    expect(rows.filter(({ client_id }) => client_id === CLIENT)).toMatchObject([
      { cwo_id: 'FI-A', cost_usd: '12.5000' },
      { cwo_id: 'FI-B', cost_usd: '17.5000' },
    ]);
    const changes = await query('changes', '--param', 'since=2020-01-01T00:00:00Z');
    expect(changes.rows).toContainEqual(
      expect.objectContaining({
        monday_date: week.monday,
        cwo_id: 'FI-A',
        cost_before: '0.0000',
        cost_after: '12.5000',
      }),
    );
  });
});

describe('a month of a client', () => {
  it('stays open while something of it is not settled, and says what', async () => {
    const refused = await close();

    expect(refused.exitCode).toBe(1);
    expect(refused.json.status).toBe('REFUSED');
    expect(refused.mine).toEqual(['ESTIMATED FI-3']);
  });

  it('closes once that is accepted; its invoice has a number and stays what it is', async () => {
    const accept = ['finance', 'accept', '--week', week.monday, '--employee', 'FI-3', '--by', 'fin', '--why', 'small'];
    expect((await ledger(accept)).exitCode).toBe(0);
    const recharge = ['finance', 'recharge', 'AT_COST', '--cwo', 'FI-A', '--from', MONTH as string, '--by', 'fin'];
    expect((await ledger(recharge)).exitCode).toBe(0);

    // Weeks of other tests may be open.
    const closed = await close('--force', '--why', 'others');
    expect([closed.json.status, closed.mine]).toEqual(['CLOSED', []]);

    const statement = await paperOf('statement', MONTH as string);
    expect(statement).toMatchObject({ status: 'CLOSED', totals: { exactUsd: '30.0000' }, provisional: true });
    const csv = () => ledger(['invoice', '--month', MONTH as string, '--client', CLIENT, '--format', 'csv']);
    const first = await csv();
    expect(first.stdout).toContain(
      `LINE,${CLIENT}-${MONTH}-001,${CLIENT},${MONTH},${MONTH},FI-A,Work order FI-A,other roles,`,
    );
    expect((await csv()).stdout).toBe(first.stdout);
    const reopen = await ledger(['close', '--month', MONTH as string, '--client', CLIENT, '--by', 'fin', '--reopen']);
    expect(reopen).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`exported as invoice ${CLIENT}-${MONTH}-001`),
    });
  });

  it('is corrected in the next month once what changes is settled, and verified as it was frozen', async () => {
    await week.change({ 'FI-1': { version: 3, logs: { 'FI-B': '40.00' } } });
    await week.tell('FI-1');
    await settle(week.stack);

    expect((await paperOf('statement', NEXT as string)).corrections).toMatchObject([
      { ofMonth: MONTH, cwoId: 'FI-A', beforeUsd: '12.5000', afterUsd: '2.5000', amountUsd: '-10.00' },
      { ofMonth: MONTH, cwoId: 'FI-B', beforeUsd: '17.5000', afterUsd: '27.5000', amountUsd: '10.00' },
    ]);
    expect((await paperOf('invoice', NEXT as string)).corrections.map(({ cwoId }) => cwoId)).toEqual(['FI-A']);
    expect((await paperOf('statement', MONTH as string)).totals.exactUsd).toBe('30.0000');
    expect((await week.verify()).faults).toEqual([]);
  });
});
