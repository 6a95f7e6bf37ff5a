import { describe, expect, it } from 'vitest';
import {
  AthenaWeeklyFacts,
  WeeklyFactsError,
  weeklyStatement,
} from '../../../../adapters/lake/collection/weekly-facts.ts';
import { type Cells, MemoryAthena } from '../../../doubles/memory-athena.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { MONDAY } from '../../../worlds/usage-facts.ts';

const COLUMNS = [
  ...['is_total', 'tool', 'employee_id', 'source', 'actor_kind', 'actor_id'],
  ...['is_unknown', 'facts', 'tokens', 'cost_usd'],
];
const COUNTED = {
  sources: [{ source: 'cursor', tool: 'cursor' }],
  rules: { seat: true, notional: 'TOKENS' },
} as const;
const { signal } = new AbortController();
const E1: Cells = ['0', 'cursor', 'E1', null, null, null, '0', '2', '9007199254740993', '7.500000'];
const UNKNOWN: Cells = ['0', 'cursor', 'E1', null, null, null, '1', '1', '5', null];
const ANN: Cells = ['0', 'cursor', null, 'cursor', 'EMAIL', 'ann@example.com', '0', '1', '10', '-0.000001'];
const NOBODY: Cells = ['0', 'cursor', null, 'cursor', 'NONE', null, '0', '1', null, '2.000000'];
const TOTAL: Cells = ['1', null, null, null, null, null, null, '5', '9007199254741008', '9.499999'];

function factsOf(...pages: readonly (readonly Cells[])[]) {
  const [first = [], ...more] = pages;
  const athena = new MemoryAthena(COLUMNS, first, ...more);
  const place = { workGroup: 'w', database: 'd' };
  return { athena, facts: new AthenaWeeklyFacts(athena.client, place, new TestClock(), COUNTED) };
}

describe('the sums of a week', () => {
  it('are exact groups of employees, and of actors whom nobody knows', async () => {
    const { facts } = factsOf([TOTAL, E1, UNKNOWN, ANN, NOBODY]);
    const employee = { tool: 'cursor', employeeId: 'E1', source: null, actor: null };
    const unresolved = { tool: 'cursor', employeeId: null, source: 'cursor' };

    expect(await facts.sum(MONDAY, signal)).toEqual([
      { ...employee, tokens: 9_007_199_254_740_993n, costUsd6: 7_500_000n },
      { ...employee, tokens: 5n, costUsd6: null },
      { ...unresolved, actor: { kind: 'EMAIL', id: 'ann@example.com' }, tokens: 10n, costUsd6: -1n },
      { ...unresolved, actor: { kind: 'NONE', id: null }, tokens: null, costUsd6: 2_000_000n },
    ]);
  });

  it('are asked for by one statement, where the product asks', async () => {
    const { facts, athena } = factsOf([TOTAL, E1, UNKNOWN], [ANN, NOBODY]);
    await facts.sum(MONDAY, signal);

    expect(athena.asked).toEqual([
      {
        QueryString: weeklyStatement(MONDAY, COUNTED.sources, COUNTED.rules),
        QueryExecutionContext: { Database: 'd' },
        WorkGroup: 'w',
      },
    ]);
  });

  it('of a week without facts are none: its total is of nothing', async () => {
    expect(await factsOf([['1', ...Array(9).fill(null)]]).facts.sum(MONDAY, signal)).toEqual([]);
  });

  it('where nothing is configured to count are none, and nothing is asked', async () => {
    const athena = new MemoryAthena(COLUMNS, []);
    const counted = { ...COUNTED, sources: [] };
    const place = { workGroup: 'w', database: 'd' };
    const facts = new AthenaWeeklyFacts(athena.client, place, new TestClock(), counted);

    expect(await facts.sum(MONDAY, signal)).toEqual([]);
    expect(athena.asked).toEqual([]);
  });
});

describe('an answer that is not whole', () => {
  it.each<[string, readonly Cells[][]]>([
    ['groups do not sum', [[TOTAL, E1, UNKNOWN, ANN]]],
    [
      'a page came twice',
      [
        [TOTAL, E1, UNKNOWN],
        [ANN, NOBODY],
        [ANN, NOBODY],
      ],
    ],
    ['facts are lost whose sums are 0', [[TOTAL.with(7, '6'), E1, UNKNOWN, ANN, NOBODY]]],
    ['tokens differ by one', [[TOTAL.with(8, '9007199254741007'), E1, UNKNOWN, ANN, NOBODY]]],
    ['costs differ by a unit', [[TOTAL.with(9, '9.500000'), E1, UNKNOWN, ANN, NOBODY]]],
  ])('is refused where %s', async (_, pages) => {
    await expect(factsOf(...pages).facts.sum(MONDAY, signal)).rejects.toThrow(
      new WeeklyFactsError('the groups of the weekly query do not sum to its total'),
    );
  });

  it.each([
    [0, [E1]],
    [2, [TOTAL, TOTAL, E1]],
  ])('is refused with %s totals', async (count, rows) => {
    await expect(factsOf(rows).facts.sum(MONDAY, signal)).rejects.toThrow(`the weekly query has ${count} totals`);
  });

  it.each<[string, Cells]>([
    ['is_total', E1.with(0, null)],
    ['actor_kind', ANN.with(4, 'PERSON')],
    ['is_unknown', E1.with(6, 'yes')],
    ['facts', E1.with(7, '1.5')],
    ['tokens', E1.with(8, '1e3')],
    ["cost_usd: '7.1234567' is no decimal of at most 6 decimals", E1.with(9, '7.1234567')],
  ])('is refused with a row whose %s is not as asked', async (fault, row) => {
    await expect(factsOf([TOTAL, row]).facts.sum(MONDAY, signal)).rejects.toThrow(
      `a row of the weekly query is not as asked: ${fault}`,
    );
  });

  it.each<[string, string, Cells]>([
    ['no tool', 'has no tool', E1.with(1, null)],
    ['neither an employee nor an actor', "is nobody's", E1.with(2, null)],
    ['an actor of no source', "is nobody's", ANN.with(3, null)],
  ])('is refused with a group of %s', async (_, message, row) => {
    const total = TOTAL.with(7, row[7] ?? null)
      .with(8, row[8] ?? null)
      .with(9, row[9] ?? null);

    await expect(factsOf([total, row]).facts.sum(MONDAY, signal)).rejects.toThrow(
      `a group of the weekly query ${message}`,
    );
  });

  it('is refused where the query failed', async () => {
    const { facts, athena } = factsOf([TOTAL]);
    const send = athena.send.bind(athena);
    const Status = { State: 'FAILED', StateChangeReason: 'no table' };
    athena.send = async (command) =>
      command.constructor.name === 'GetQueryExecutionCommand' ? { QueryExecution: { Status } } : send(command);

    await expect(facts.sum(MONDAY, signal)).rejects.toThrow('the weekly query ended as FAILED: no table');
  });
});
