import { mkdirSync, writeFileSync } from 'node:fs';
import { toJson } from '../../cli/view/json.ts';
import { PATHS } from '../paths.ts';
import type { TimesheetRecords } from '../timesheets/records.ts';
import { openStore } from '../timesheets/store.ts';
import type { UsageRow } from './usage.ts';

/** Adds a company to the reference timesheet service, running or not; its database must hold nothing of it yet. */
export function seedTimesheets(company: TimesheetRecords): void {
  mkdirSync(PATHS.folder, { recursive: true });
  const store = openStore(PATHS.timesheets);
  store.load(company);
  store.close();
}

/** Writes usage as JSONL, as a nightly export would. @returns the file's path */
export function writeUsageFile(name: string, rows: readonly UsageRow[]): string {
  const file = `${PATHS.sample}/${name}.jsonl`;
  mkdirSync(PATHS.sample, { recursive: true });
  const lines = rows.map((row) => toJson(row, 0));
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
