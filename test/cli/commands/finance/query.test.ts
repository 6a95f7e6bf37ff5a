import { describe, expect, it } from 'vitest';
import type { ResultTable } from '../../../../adapters/lake/query-result.ts';
import { queryCsv, queryJson, renderQuery, runFinanceQuery } from '../../../../cli/commands/finance/query.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { faultsOf } from '../../../docs/contract-files.ts';

const CONTRACT = 'cli-finance-query.schema.json';
const PARAM = { from: '2026-11-02', to: '2026-11-09' };
const RESULT: ResultTable = {
  columns: [
    { name: 'cwo_name', type: 'varchar' },
    { name: 'tokens', type: 'bigint' },
    { name: 'cost_usd', type: 'decimal' },
    { name: 'goal_met', type: 'boolean' },
  ],
  rows: [
    ['=1+1', '9007199254740993', '-1234.5000', 'true'],
    ['Core', null, '0.0000', 'false'],
  ],
};

/** Asks, and keeps what was asked and told. */
async function ask(name: string, param: Readonly<Record<string, string>>, result = RESULT) {
  const asked: { statement: string; name: string }[] = [];
  const told: string[] = [];
  const financeQuery = {
    ask: async (query: { statement: string; name: string }) => {
      asked.push(query);
      return result;
    },
  };
  const find = async () => ({ financeQuery }) as unknown as Deployment;
  const answer = await runFinanceQuery(name, { param }, find, (line) => told.push(line));
  return { answer, asked, told };
}

describe('ledger finance query', () => {
  it('asks the filled-in statement, and says so', async () => {
    const { asked, told } = await ask('cwo-weeks', PARAM);

    expect(asked).toEqual([{ statement: expect.any(String), name: 'the query cwo-weeks' }]);
    expect(asked[0]?.statement).toMatch(/^SELECT\n[\s\S]*monday_date BETWEEN '2026-11-02' AND '2026-11-09'\n/);
    expect(told).toEqual(['asking cwo-weeks']);
  });

  it('tells JSON with exact numbers, as its contract says', async () => {
    const { answer } = await ask('cwo-weeks', PARAM);
    const text = queryJson(answer);

    expect(faultsOf(CONTRACT, JSON.parse(text))).toEqual([]);
    expect(text).toContain('"tokens": 9007199254740993,');
    expect(JSON.parse(text)).toMatchObject({
      query: 'cwo-weeks',
      params: PARAM,
      columns: ['cwo_name', 'tokens', 'cost_usd', 'goal_met'],
      rows: [
        { cwo_name: '=1+1', cost_usd: '-1234.5000', goal_met: true },
        { cwo_name: 'Core', tokens: null, cost_usd: '0.0000', goal_met: false },
      ],
    });
  });

  it('tells CSV in which no text is a formula', async () => {
    const { answer } = await ask('cwo-weeks', PARAM);

    expect(queryCsv(answer)).toBe(
      "cwo_name,tokens,cost_usd,goal_met\r\n'=1+1,9007199254740993,-1234.5000,true\r\nCore,,0.0000,false\r\n",
    );
  });

  it('is a table for people, numbers to the right', async () => {
    const lines = renderQuery((await ask('cwo-weeks', PARAM)).answer).split('\n');

    expect(lines[3]).toMatch(/^│ =1\+1 +│ 9,007,199,254,740,993 │ -1,234\.5000 │ true +│$/);
    expect(lines[4]).toMatch(/^│ Core +│ +│ +0\.0000 │ false +│$/);
    expect(renderQuery((await ask('cwo-weeks', PARAM, { ...RESULT, rows: [] })).answer)).toBe('No row fits.');
  });

  it.each([
    ['nope', PARAM, 'there is no query nope; there are budgets, changes,'],
    ['cwo-weeks', { from: PARAM.from }, 'parameter to is missing'],
    ['cwo-weeks', { ...PARAM, to: "2026-11-02' OR 1=1 --" }, 'parameter to is not a Monday'],
    ['cwo-contract', { to: '2026-11-02' }, 'there is no parameter to here'],
  ])('asks nothing where it is used wrongly: %s with %o', async (name, param, fault) => {
    const find = () => Promise.reject(new Error('asked all the same'));

    await expect(runFinanceQuery(name, { param }, find, () => {})).rejects.toThrow(fault);
  });
});
