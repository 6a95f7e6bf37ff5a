import { beforeAll, describe, expect, it } from 'vitest';
import type { People } from '../../worlds/company-week.ts';
import { type RawUsage, usage } from '../../worlds/usage-files.ts';
import type { LineJson, RunJson } from './json-forms.ts';
import { ledger } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { toText } from './line-text.ts';
import { weekOf } from './weeks.ts';

/** Each employee meets one change between two runs; `RV-MOVE` is the only one on `RV-M` and `RV-N`. */
const BEFORE: People = {
  'RV-SAME': { logs: { 'RV-A': '40.00' } },
  'RV-SHEET': { status: 'SUBMITTED', logs: { 'RV-A': '20.00', 'RV-B': '20.00' } },
  'RV-MOVE': { logs: { 'RV-M': '40.00' } },
  'RV-NAME': { logs: { 'RV-RENAMED': '40.00' } },
  'RV-BILL': { logs: { 'RV-FREE': '40.00' } },
  'RV-GONE': { logs: { 'RV-A': '40.00' } },
  'RV-CREDIT': { logs: { 'RV-A': '40.00' } },
  'RV-LATE': { logs: { 'RV-A': '40.00' } },
  'RV-FILE': { logs: { 'RV-A': '40.00' } },
};
const AFTER: People = {
  ...BEFORE,
  'RV-SHEET': { status: 'APPROVED', version: 2, logs: { 'RV-A': '30.00', 'RV-B': '10.00' } },
  'RV-MOVE': { version: 2, logs: { 'RV-N': '40.00' } },
};
const CHANGED_CWOS = { 'RV-RENAMED': { name: 'Another name', projectId: 'P-2' }, 'RV-FREE': { billable: false } };

const ON_A = 'RV-A 40.00 10.0000 ACTUAL LOGGED_HOURS billable';
/** What changed for whom, and the lines before and after. */
const CASES: readonly [employee: string, change: string, before: string[], after: string[]][] = [
  [
    'RV-SHEET',
    'the timesheet was approved with other hours',
    ['RV-A 20.00 5.0000 ESTIMATED SUBMITTED_HOURS billable', 'RV-B 20.00 5.0000 ESTIMATED SUBMITTED_HOURS billable'],
    ['RV-A 30.00 7.5000 ACTUAL LOGGED_HOURS billable', 'RV-B 10.00 2.5000 ACTUAL LOGGED_HOURS billable'],
  ],
  [
    'RV-MOVE',
    'the hours moved to another CWO',
    ['RV-M 40.00 10.0000 ACTUAL LOGGED_HOURS billable'],
    ['RV-N 40.00 10.0000 ACTUAL LOGGED_HOURS billable'],
  ],
  [
    'RV-BILL',
    'the CWO is no longer billable',
    ['RV-FREE 40.00 10.0000 ACTUAL LOGGED_HOURS billable'],
    ['RV-FREE 40.00 10.0000 ACTUAL LOGGED_HOURS'],
  ],
  ['RV-GONE', 'the usage disappeared', [ON_A], []],
  ['RV-CREDIT', 'a credit came', [ON_A], ['RV-A 40.00 7.7500 ACTUAL LOGGED_HOURS billable']],
  ['RV-LATE', 'a late file came', [ON_A], ['RV-A 40.00 12.5000 ACTUAL LOGGED_HOURS billable']],
  ['RV-FILE', 'the file was replaced', [ON_A], ['RV-A 40.00 11.0000 ACTUAL LOGGED_HOURS billable']],
];

function spending(changed: Readonly<Record<string, string | null>> = {}): RawUsage[] {
  const costs = Object.keys(BEFORE).map((id) => [id, id in changed ? changed[id] : '10.00'] as const);
  return costs.flatMap(([id, cost]) => (cost ? [usage(id, cost)] : []));
}

describe('a week that is run again', () => {
  const week = new LedgerWeek(weekOf('revisions'));
  const showJson = async () => (await ledger(['show', '--week', week.monday, '--json'])).stdout;
  let first: RunJson;

  beforeAll(async () => {
    await week.say(BEFORE);
    await week.load('spend.csv', spending());
    first = await week.run();
  });

  it('stays byte for byte the same where nothing changed', async () => {
    const before = await showJson();

    const again = await week.run();

    const { status, revisionsWritten, unchanged } = again;
    expect({ status, revisionsWritten, unchanged }).toEqual({ status: 'SUCCEEDED', revisionsWritten: 0, unchanged: 9 });
    expect(await showJson()).toBe(before);
  });

  describe('after changes', () => {
    let second: RunJson;
    let lines: readonly LineJson[];
    const linesOf = (employee: string) => lines.filter(({ employeeId }) => employeeId === employee);

    beforeAll(async () => {
      await week.say(AFTER, CHANGED_CWOS);
      await week.load('spend.csv', spending({ 'RV-GONE': null, 'RV-FILE': '11.00' }));
      await week.load('late.csv', [usage('RV-LATE', '2.50'), usage('RV-CREDIT', '-2.25', 0n)]);
      second = await week.run();
      lines = await week.lines();
    });

    it('writes a revision for each change, and none for the others', () => {
      const { status, revisionsWritten, unchanged } = second;
      expect({ status, revisionsWritten, unchanged }).toEqual({
        status: 'SUCCEEDED',
        revisionsWritten: CASES.length,
        unchanged: 2,
      });
    });

    it.each(CASES)('%s: %s', async (employeeId, _change, before, after) => {
      const current = linesOf(employeeId);
      const revisions = await week.audit(employeeId);

      expect(current.map(toText)).toEqual(after);
      for (const { isRecalculated, revision, runId } of current) {
        expect({ isRecalculated, revision, runId }).toEqual({ isRecalculated: true, revision: 2, runId: second.runId });
      }
      expect(
        revisions.map(({ revision, runId, trigger, recomputedAgrees, lines: of }) => {
          return { revision, runId, trigger, recomputedAgrees, lines: of.map(toText) };
        }),
      ).toEqual([
        { revision: 1, runId: first.runId, trigger: 'MANUAL', recomputedAgrees: true, lines: before },
        { revision: 2, runId: second.runId, trigger: 'MANUAL', recomputedAgrees: true, lines: after },
      ]);
    });

    it.each([
      ['RV-SAME', 'nothing'],
      ['RV-NAME', 'only the name and the project of the CWO'],
    ])('%s keeps its first revision, as %s changed', async (employeeId) => {
      const current = linesOf(employeeId);

      expect(current).toEqual([
        expect.objectContaining({
          revision: 1,
          isRecalculated: false,
          runId: first.runId,
          cwoName: `Work order ${current[0]?.cwoId}`,
          projectId: 'P-1',
        }),
      ]);
      expect(await week.audit(employeeId)).toMatchObject([
        {
          revision: 1,
          runId: first.runId,
          confirmed: { runId: second.runId, trigger: 'MANUAL', timesheet: { status: 'APPROVED' } },
          recomputedAgrees: true,
        },
      ]);
    });

    it('holds the week once: what it shows sums to what was spent', async () => {
      const { totals } = await week.show();
      expect(totals).toEqual({ tokens: 9000n, costUsd: '81.2500' });
      expect(second.usage).toEqual(totals);
    });

    it('shows on each CWO only the lines that are current', async () => {
      expect((await week.show('--cwo', 'RV-M')).rows).toEqual([]);
      expect((await week.show('--cwo', 'RV-N')).rows).toMatchObject([{ employeeId: 'RV-MOVE', revision: 2 }]);
    });

    it('comes back as a third revision where the change is taken back', async () => {
      await week.say({ ...AFTER, 'RV-SHEET': { ...BEFORE['RV-SHEET'], version: 3 } }, CHANGED_CWOS);
      const third = await week.run();

      const revisions = await week.audit('RV-SHEET');
      const stored = await week.verify();

      expect({ written: third.revisionsWritten, employees: third.employees }).toEqual({ written: 1, employees: 8 });
      expect(
        revisions.map(({ revision, timesheet, recomputedAgrees }) => [revision, timesheet, recomputedAgrees]),
      ).toEqual([
        [1, { status: 'SUBMITTED', version: 1 }, true],
        [2, { status: 'APPROVED', version: 2 }, true],
        [3, { status: 'SUBMITTED', version: 3 }, true],
      ]);
      expect(stored).toEqual({ employeeWeeks: 9, revisions: 17, lines: 9, faults: [] });
    });
  });
});
