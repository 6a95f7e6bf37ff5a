import { describe, expect, it } from 'vitest';
import { micros, usage } from '../../worlds/usage-files.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

const EMPLOYEES = Array.from({ length: 40 }, (_, index) => `RC-${index}`);

describe('the same week, run twice at the same time', () => {
  const week = new LedgerWeek(weekOf('race'));
  const people = Object.fromEntries(EMPLOYEES.map((id) => [id, { logs: { 'RC-A': '20.00', 'RC-B': '20.00' } }]));

  it('ends in one ledger, in which nothing is there twice', async () => {
    // Both have read the ledger before either has its timesheets, so that one of them loses the race.
    await week.say(people, {}, { times: 2, delayMs: 2_000 });
    await week.load(
      'spend.csv',
      EMPLOYEES.map((id) => usage(id, '10.00')),
    );

    const runs = await Promise.all([week.run(), week.run()]);

    const { rows, totals } = await week.show();
    expect(totals).toEqual({ tokens: 40_000n, costUsd: '400.0000' });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(80);
    expect(rows.every(({ revision, isRecalculated }) => revision === 1 && !isRecalculated)).toBe(true);
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(2);
    for (const run of runs) {
      const taken = micros(run.allocated.costUsd) + micros(run.superseded.costUsd) + micros(run.failed.costUsd);
      expect(taken).toBe(micros('400.0000'));
    }
    expect(runs.reduce((sum, { revisionsWritten }) => sum + revisionsWritten, 0)).toBe(40);
  });

  it('leaves one revision of each employee, which a third run confirms', async () => {
    const { exitCode, revisionsWritten, unchanged } = await week.run();

    const stored = await week.verify();

    expect({ exitCode, revisionsWritten, unchanged }).toEqual({ exitCode: 0, revisionsWritten: 0, unchanged: 40 });
    expect(stored).toEqual({ employeeWeeks: 40, revisions: 40, lines: 80, faults: [] });
  });
});
