import { expect } from 'vitest';
import { decodeJson } from '../../../core/values/codec.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { type BudgetWorld, CWOS } from './budget-world.ts';
import { type OracleState, rowText } from './oracle.ts';

/** Everything that rests is the oracle's: rows, states, index, decisions, outbox, and what the table Cwo says. */
export function checkAtRest(world: BudgetWorld): void {
  const told = new Map<string, object>();
  for (const cwoId of CWOS) {
    const oracle = world.oracleOf(cwoId);
    const rests = world.table.partition(`CWO#${cwoId}`);
    expect(rests).toEqual(expectedRows(world, cwoId));
    for (const [id, alert] of oracle.told) told.set(id, alert);
    const [tokenBudgetPerWeek, tokenBudgetTotal, usd4PerWeek, usd4Total] = oracle.decisions.at(-1)?.figures ?? [];
    const [usdBudgetPerWeek, usdBudgetTotal] = [usd4PerWeek, usd4Total].map((one) => one && formatUsd4(one));
    const budgets = { tokenBudgetPerWeek, tokenBudgetTotal, usdBudgetPerWeek, usdBudgetTotal };
    expect(world.table.find({ cwoId })).toEqual({ cwoId, pk: 'Cwo', sk: cwoId, ...(oracle.decisions[0] && budgets) });
  }
  const outbox = world.table.partition('OUTBOX');
  expect(outbox.map(({ sk }) => sk)).toEqual([...told.keys()].sort());
  for (const { sk, alert } of outbox) {
    expect(decodeJson(String(alert))).toMatchObject({ alertId: sk, ...told.get(sk) });
  }
  checkIndex(world);
  checkFresh(world);
}

function expectedRows(world: BudgetWorld, cwoId: string) {
  const { weeks, decisions, total } = world.oracleOf(cwoId);
  const pk = `CWO#${cwoId}`;
  return [
    ...decisions.map(({ kind, effectiveFrom, figures }, index) => {
      const [tokensPerWeek, tokensTotal, usd4PerWeek, usd4Total] = figures;
      const named = { tokensPerWeek, tokensTotal, usd4PerWeek, usd4Total };
      const version = index + 1;
      const sk = `DECISION#${String(version).padStart(6, '0')}`;
      return expect.objectContaining({ pk, sk, version, kind, effectiveFrom, figures: named });
    }),
    ...(total
      ? [
          expect.objectContaining({
            ...{ pk, sk: 'TOTAL', cwoId, ...rowText(total), states: statesOf(total.states) },
            weeksTracked: weeks.size,
            newestWeek: [...weeks.keys()].sort().at(-1) ?? null,
          }),
        ]
      : []),
    ...[...weeks.keys()].sort().map((mondayDate) => {
      const row = weeks.get(mondayDate) as NonNullable<ReturnType<typeof weeks.get>>;
      const { employees } = row;
      const states = statesOf(row.states);
      return expect.objectContaining({
        ...{ pk, sk: `WEEK#${mondayDate}`, cwoId, mondayDate, employees, ...rowText(row), states },
      });
    }),
  ];
}

/** A threshold that was never raised is not there. */
function statesOf(states: Readonly<Record<'TOKENS' | 'USD', ReadonlyMap<number, OracleState>>>) {
  const raisedOnce = (of: ReadonlyMap<number, OracleState>) =>
    Object.fromEntries([...of].filter(([, { episode }]) => episode > 0));
  return { TOKENS: raisedOnce(states.TOKENS), USD: raisedOnce(states.USD) };
}

function checkIndex(world: BudgetWorld): void {
  const index = world.table.items().filter(({ pk }) => pk.startsWith('WEEK#'));
  const tracked = CWOS.flatMap((cwoId) =>
    [...world.oracleOf(cwoId).weeks.keys()].map((monday) => `WEEK#${monday}/${cwoId}`),
  );
  expect(index.map(({ pk, sk }) => `${pk}/${sk}`).sort()).toEqual(tracked.sort());
}

/** Whoever summed older lines has lost: where a refresh has seen the newest, they are what the row says. */
function checkFresh(world: BudgetWorld): void {
  for (const key of world.fresh) {
    const [cwoId = '', monday = ''] = key.split('/');
    const lines = world.currentLines(cwoId, monday);
    const row = world.oracleOf(cwoId).weeks.get(monday);
    const sums = { employees: row?.employees ?? 0, TOKENS: row?.actual.TOKENS ?? 0n, USD: row?.actual.USD ?? 0n };
    expect({ key, ...sums }).toEqual({
      key,
      employees: lines.length,
      TOKENS: lines.reduce((sum, { tokens }) => sum + tokens, 0n),
      USD: lines.reduce((sum, { usd4 }) => sum + usd4, 0n),
    });
  }
}
