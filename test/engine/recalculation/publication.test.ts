import { setTimeout } from 'node:timers/promises';
import { GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PublishReport } from '../../../cli/commands/publication/publish.ts';
import { connect } from '../faults/engine-clients.ts';
import { ledgerJson } from '../scenarios/ledger-cli.ts';
import { ChangingWeek, on } from './changing-week.ts';
import { settle } from './intake.ts';
import { weekOf } from './weeks.ts';

const POLLS_MAX = 200;
const POLL_MS = 100;

/** The cells of what Athena answers, without the titles. */
async function query(statement: string): Promise<(string | undefined)[][]> {
  const { clients, outputs } = connect();
  const { QueryExecutionId } = await clients.athena.send(
    new StartQueryExecutionCommand({
      QueryString: statement,
      QueryExecutionContext: { Database: outputs.GlueDatabase },
      WorkGroup: outputs.AthenaWorkGroup,
    }),
  );
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const { QueryExecution } = await clients.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'FAILED') throw new Error(StateChangeReason);
    if (State === 'SUCCEEDED') break;
    await setTimeout(POLL_MS);
  }
  const { ResultSet } = await clients.athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? []).slice(1).map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue));
}

describe('a week that finance reads in the lake', () => {
  const week = new ChangingWeek(weekOf('published'));
  const where = `FROM token_cost_allocation WHERE monday_date = '${week.monday}'`;

  /** What a query sums is what `ledger show` says. */
  async function expectPublished(): Promise<void> {
    const { rows, totals } = await week.show();
    const sums = `SELECT COUNT(*), SUM(allocated_tokens), SUM(allocated_cost_usd) ${where}`;
    expect(await query(sums)).toEqual([[`${rows.length}`, `${totals.tokens}`, totals.costUsd]]);
    const lines = await query(`SELECT id, CAST(allocated_cost_usd AS VARCHAR), revision ${where} ORDER BY id`);
    expect(lines).toEqual(
      rows.map(({ id, allocatedCostUsd, revision }) => [id, allocatedCostUsd, `${revision}`]).sort(),
    );
  }

  /** Parts of lines sum to the lines, by source, by month and by revision; budgets to what is tracked. */
  async function expectPartsOf(lines: { readonly current: number; readonly ofAnyRevision: number }): Promise<void> {
    const { totals } = await week.show();
    const sum = [`${totals.tokens}`, totals.costUsd];
    const of = (table: string) => `FROM ${table} WHERE monday_date = '${week.monday}'`;
    for (const table of ['token_cost_allocation_source', 'token_cost_allocation_month']) {
      expect(await query(`SELECT SUM(tokens), SUM(cost_usd) ${of(table)}`), table).toEqual([sum]);
    }
    const revisions = of('token_cost_allocation_revision');
    expect(await query(`SELECT COUNT(*) ${revisions}`)).toEqual([[`${lines.ofAnyRevision}`]]);
    const current = `SELECT COUNT(*), SUM(allocated_tokens), SUM(allocated_cost_usd) ${revisions} AND superseded_at IS NULL`;
    expect(await query(current)).toEqual([[`${lines.current}`, ...sum]]);
    expect(await query(`SELECT SUM(actual_tokens), SUM(actual_usd) ${of('token_budget_tracking')}`)).toEqual([sum]);
    const cwos = `SELECT cwo_id, name, pm_employee_id FROM cwo WHERE cwo_id = 'PU-A'`;
    expect(await query(cwos)).toEqual([['PU-A', expect.any(String), expect.anything()]]);
  }

  beforeAll(() => week.begin({ 'PU-1': { logs: { 'PU-A': '30.00', 'PU-B': '10.00' } }, 'PU-2': on('PU-A') }));

  it('is there as soon as the run of the week has ended', async () => {
    await expectPublished();
    expect(await query(`SELECT DISTINCT cwo_id, hours, flags, is_recalculated ${where} ORDER BY 1, 2`)).toEqual([
      ['PU-A', '30.00', '', 'false'],
      ['PU-A', '40.00', '', 'false'],
      ['PU-B', '10.00', '', 'false'],
    ]);
    await expectPartsOf({ current: 3, ofAnyRevision: 3 });
  });

  it('is replaced by "ledger publish" after a recalculation, which marks it', async () => {
    await week.change({ 'PU-2': { version: 2, logs: { 'PU-A': '20.00', 'PU-C': '20.00' } } });
    await week.tell('PU-2');
    await settle(week.stack);

    const { json, exitCode } = await ledgerJson<PublishReport>('publish');

    expect(exitCode).toBe(0);
    const published = json.weeks.find(({ weekStartDate }) => weekStartDate === week.monday);
    expect(published).toMatchObject({ status: 'PUBLISHED', rows: 4, tokens: expect.anything(), costUsd: '20.0000' });
    await expectPublished();
    await expectPartsOf({ current: 4, ofAnyRevision: 5 });
  });

  it('is published again by name, with the next version', async () => {
    const publish = async () => (await ledgerJson<PublishReport>('publish', '--week', week.monday)).json.weeks[0];
    const before = await publish();

    expect(await publish()).toEqual({ ...before, version: (before?.version ?? 0) + 1 });
  });
});
