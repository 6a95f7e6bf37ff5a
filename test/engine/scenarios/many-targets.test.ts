import { beforeAll, describe, expect, it } from 'vitest';
import { usage } from '../../worlds/usage-files.ts';
import type { GroupJson } from './json-forms.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

const CWOS = Array.from({ length: 60 }, (_, index) => `MT-${String(index).padStart(2, '0')}`);

describe('an employee-week of 60 work orders', () => {
  const week = new LedgerWeek(weekOf('many targets'));
  const hoursOn = (cwos: readonly string[]) => Object.fromEntries(cwos.map((cwo) => [cwo, '0.50']));

  beforeAll(async () => {
    await week.say({ 'MT-E': { logs: hoursOn(CWOS) }, 'MT-F': { logs: { 'MT-07': '8.00' } } });
    await week.load('spend.csv', [usage('MT-E', '100.00', 60_000n), usage('MT-F', '1.00')]);
    await week.run();
  });

  it('has a line on each, the spare units on the first', async () => {
    const lines = await week.lines('MT-E');

    expect(lines.map(({ cwoId }) => cwoId)).toEqual(CWOS);
    expect(lines.map(({ allocatedCostUsd }) => allocatedCostUsd)).toEqual([
      ...Array(40).fill('1.6667'),
      ...Array(20).fill('1.6666'),
    ]);
    expect(await week.audit('MT-E')).toMatchObject([{ recomputedAgrees: true, weights: { length: 60 } }]);
  });

  it('is found by each work order', async () => {
    const { rows, totals } = await week.show<GroupJson>('--by', 'cwo');
    const onSeventh = (await week.show('--cwo', 'MT-07')).rows;

    expect(rows.map(({ key }) => key)).toEqual(CWOS);
    expect(totals).toEqual({ tokens: 61_000n, costUsd: '101.0000' });
    expect(onSeventh.map(({ employeeId }) => employeeId)).toEqual(['MT-E', 'MT-F']);
  });

  it('leaves nothing behind where it shrinks to two', async () => {
    await week.say({
      'MT-E': { version: 2, logs: hoursOn(['MT-07', 'MT-59']) },
      'MT-F': { logs: { 'MT-07': '8.00' } },
    });
    await week.run();

    const { rows, totals } = await week.show<GroupJson>('--by', 'cwo');

    expect(rows.map(({ key, tokens, costUsd }) => [key, tokens, costUsd])).toEqual([
      ['MT-07', 31_000n, '51.0000'],
      ['MT-59', 30_000n, '50.0000'],
    ]);
    expect(totals).toEqual({ tokens: 61_000n, costUsd: '101.0000' });
    expect(await week.verify()).toEqual({ employeeWeeks: 2, revisions: 3, lines: 3, faults: [] });
    expect(await week.audit('MT-E')).toMatchObject([
      { revision: 1, lines: { length: 60 }, recomputedAgrees: true },
      { revision: 2, lines: { length: 2 }, recomputedAgrees: true },
    ]);
  });
});
