import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../adapters/system/clock.ts';
import { addDays, fullWeekBefore, type MondayDate } from '../../../core/values/week.ts';
import {
  type Company,
  generateCompany,
  LATE_EMPLOYEE_ID,
  WORKED_EXAMPLE_EMPLOYEE_ID,
} from '../../../local/sample/company.ts';
import { tablesOf, tablesOfSome, writeTables } from '../../worlds/table-files.ts';
import { toCsv } from '../../worlds/usage-files.ts';
import { weekOf } from '../recalculation/weeks.ts';
import type { AuditJson, RunJson, ShowJson, VerifyJson } from '../scenarios/json-forms.ts';
import { type Ended, ledger, ledgerJsonIn } from '../scenarios/ledger-cli.ts';
import { expectedLines, usageOf } from './expected-lines.ts';
import { followed, itIsFollowed } from './follow-page.ts';

interface SyncJson {
  readonly sources: readonly {
    readonly weeks: readonly { readonly status: string; readonly changed: number; readonly setAsideCount: number }[];
  }[];
  readonly imported: { readonly people: number; readonly entries: number; readonly leftOut: number };
}
interface StatusJson {
  readonly lastSync: { readonly seq: number };
}
interface ExplainJson {
  readonly entries: readonly { readonly seconds: number; readonly hours: string }[];
  readonly seconds: number;
  readonly hours: string;
}

/** An engine of its own, since a stack has a mirror or asks a system. */
const FOLDER = `${inject('localFolder')}/mirror`;
/** `unmapped` and `status` look at the last weeks alone. */
const LAST_WEEK = fullWeekBefore(systemClock.now(), 'UTC', 1);

const page = followed('docs/connect-by-files.md', FOLDER, LAST_WEEK);

describe('the page on connecting by files', () => {
  itIsFollowed(page, 12);

  it('has a week whose hundredths sum to its seconds, each within one', async () => {
    const { json } = await told<ExplainJson>('timesheets', 'explain', '--employee', 'E-1', '--week', LAST_WEEK);
    const parts = json.entries.map(({ seconds, hours }) => ({ seconds, hundredths: hundredthsOf(hours) }));

    expect(parts.filter((one) => Math.abs(one.hundredths - one.seconds / 36) >= 1)).toEqual([]);
    expect(parts.reduce((sum, { hundredths }) => sum + hundredths, 0)).toBe(hundredthsOf(json.hours));
    expect(json.seconds / 36).toBe(hundredthsOf(json.hours));
  });
});

it('is not loaded as the reference service is, which is said with what to do', async () => {
  const refused = await ledger(['timesheets', 'load', `${FOLDER}/week-47`], FOLDER);

  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('a mirror is filled by "ledger timesheets import"');
});

describe("the sample company, imported as the framework's tables", () => {
  const monday = weekOf('mirror');
  const company = generateCompany({ lastMonday: monday, clean: true });
  let imported: Ended & { readonly json: SyncJson };
  let run: Ended & { readonly json: RunJson };

  beforeAll(async () => {
    writeTables(`${FOLDER}/company`, tablesOf(company));
    imported = await importOf('company', '--complete');
    writeFileSync(`${FOLDER}/company-usage.csv`, toCsv(usageOf(company, monday), monday));
    await ledger(['usage', 'load', `${FOLDER}/company-usage.csv`, '--week', monday], FOLDER);
    run = await told<RunJson>('run', '--week', monday);
  });

  function importOf(folder: string, ...options: readonly string[]) {
    return told<SyncJson>('timesheets', 'import', `${FOLDER}/${folder}`, '--week', monday, ...options);
  }
  const lines = async () => (await told<ShowJson>('show', '--week', monday)).json.rows;
  const revisions = async (employee: string) => {
    return (await told<AuditJson>('audit', '--employee', employee, '--week', monday)).json.revisions;
  };

  it('is in the ledger as it is by the reference service, line by line', async () => {
    expect(imported).toMatchObject({ exitCode: 0, json: { imported: { people: company.employees.length } } });
    expect(imported.json.sources).toMatchObject([
      { weeks: [{ status: 'APPLIED', changed: company.employees.length, setAsideCount: 0 }] },
    ]);
    expect(run).toMatchObject({ exitCode: 0, json: { status: 'SUCCEEDED' } });
    expect(await lines()).toMatchObject(await expectedLines(company, monday));
  });

  describe('of which an approval comes late and an entry is deleted', () => {
    const later = corrected(company, monday);
    const changed = [LATE_EMPLOYEE_ID, WORKED_EXAMPLE_EMPLOYEE_ID];
    let again: Ended & { readonly json: SyncJson };

    beforeAll(async () => {
      writeTables(`${FOLDER}/changed`, tablesOfSome(tablesOf(later), changed));
      again = await importOf('changed');
    });

    it('has both changes, and the sweep that they start writes revisions', async () => {
      expect(again).toMatchObject({
        exitCode: 0,
        json: { imported: { people: 2 }, sources: [{ weeks: [{ status: 'APPLIED', changed: 2 }] }] },
      });
      await expect
        .poll(async () => Promise.all(changed.map(async (employee) => (await revisions(employee)).length)), {
          timeout: 120_000,
          interval: 2_000,
        })
        .toEqual([2, 2]);
      expect((await revisions(LATE_EMPLOYEE_ID)).map(({ basis }) => basis)).toEqual(['ESTIMATED', 'ACTUAL']);
      expect(await lines()).toMatchObject(await expectedLines(later, monday));
    });

    it('is verified without a fault', async () => {
      const { exitCode, json } = await told<VerifyJson>('verify', '--week', monday);

      expect({ exitCode, faults: json.faults }).toEqual({ exitCode: 0, faults: [] });
    });

    it('is unchanged by the same import', async () => {
      const { exitCode, json } = await importOf('changed');

      expect({ exitCode, sources: json.sources }).toMatchObject({
        exitCode: 0,
        sources: [{ weeks: [{ status: 'UNCHANGED', changed: 0 }] }],
      });
    });
  });

  it('stays as it is where a folder has a fault', async () => {
    const state = async () => [(await told<StatusJson>('timesheets', 'status')).json.lastSync.seq, await lines()];
    const before = await state();
    writeTables(`${FOLDER}/faulty`, tablesOf(company));
    const file = `${FOLDER}/faulty/timesheet_entries.csv`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^([^\n]*\n[^\n]*),[^,\n]*\n/, '$1,8h\n'));

    const refused = await ledger(['timesheets', 'import', `${FOLDER}/faulty`, '--week', monday, '--complete'], FOLDER);

    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('timesheet_entries.csv, line 2, hours: "8h" must be decimal text');
    expect(await state()).toEqual(before);
  });
});

function told<Form>(...args: readonly string[]) {
  return ledgerJsonIn<Form>(FOLDER, args);
}

/** The late sheet is approved, and the last entry of the worked example is gone. */
function corrected(company: Company, monday: MondayDate): Company {
  const timesheets = company.timesheets.map((sheet) => {
    if (sheet.mondayDate !== monday) return sheet;
    if (sheet.employeeId === WORKED_EXAMPLE_EMPLOYEE_ID) return { ...sheet, entries: sheet.entries.slice(0, -1) };
    if (sheet.employeeId !== LATE_EMPLOYEE_ID) return sheet;
    return { ...sheet, status: 'APPROVED' as const, approvedAt: `${addDays(monday, 9)}T09:00:00Z` };
  });
  return { ...company, timesheets };
}

function hundredthsOf(hours: string): number {
  return Number(hours.replace('.', ''));
}
