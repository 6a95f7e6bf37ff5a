import { mkdirSync, writeFileSync } from 'node:fs';
import { toJson } from '../../cli/view/json.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { PATHS } from '../paths.ts';
import { openStore } from '../timesheets/store.ts';
import { type Company, loadCompany, usageRows } from './company.ts';

/** Fills the reference timesheet service, running or not, with the company; its database must be empty. */
export function seedTimesheets(company: Company): void {
  mkdirSync(PATHS.folder, { recursive: true });
  const store = openStore(PATHS.timesheets);
  loadCompany(store, company);
  store.close();
}

/** Writes a week's usage as JSONL, as a nightly export would. @returns the file's path */
export function writeUsageFile(company: Company, mondayDate: MondayDate): string {
  const file = `${PATHS.sample}/usage-${mondayDate}.jsonl`;
  mkdirSync(PATHS.sample, { recursive: true });
  const lines = usageRows(company, mondayDate).map((row) => toJson(row, 0));
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
