import { sha256 } from '../../../adapters/system/hash.ts';
import type { ImportedWeek } from '../../../adapters/timesheets/import/imported-week.ts';
import { readImport } from '../../../adapters/timesheets/import/read-import.ts';
import { roundHours, SECONDS_PER_HUNDREDTH } from '../../../core/timesheets/mirror/hundredths.ts';
import { IMPORT_RULES } from '../../../core/timesheets/mirror/import-rules.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import type { Mirror } from '../../mirror.ts';

export interface ImportOptions {
  readonly week: MondayDate;
  readonly complete?: boolean;
  readonly acceptDrop?: boolean;
  readonly dryRun?: boolean;
}

type Target = Pick<Mirror, 'snapshots' | 'mirrorPeople'>;

/** Reads a week of a folder; whatever is wrong with it is told before anything is written. */
export function readWeek(folder: string, monday: MondayDate): Promise<ImportedWeek> {
  return readImport(folder, monday, sha256);
}

/** Keeps what was read, for the sync that applies it. @returns the sync's input */
export async function keepWeek(
  { parts, emails }: ImportedWeek,
  { week, complete = false, acceptDrop = false }: ImportOptions,
  { snapshots, mirrorPeople }: Target,
) {
  const { source } = IMPORT_RULES;
  await mirrorPeople.putEmails(source, emails);
  const snapshotKey = await snapshots.put({ source, mondayDate: week }, parts);
  return { imported: { weekStartDate: week, snapshotKey, complete }, acceptDrop };
}

/** What was read, as programs read it: `docs/contracts/cli-timesheets-import.schema.json`. */
export function toImportJson(monday: MondayDate, { form, people, entries, seconds, leftOut, gaps }: ImportedWeek) {
  return { weekStartDate: monday, form, people, entries, hours: hoursOf(seconds), leftOut, gaps };
}

export function renderImport(monday: MondayDate, { people, entries, seconds, leftOut, gaps }: ImportedWeek): string {
  return [
    `read week ${monday}: ${people} people, ${grouped(BigInt(entries))} entries, ${grouped(hoursOf(seconds))} hours`,
    ...(leftOut > 0 ? [`${leftOut} entries of other weeks were left out`] : []),
    ...(gaps.length > 0 ? ['hours that lead there are UNALLOCATED, as their way breaks:'] : []),
    ...gaps.map((gap) => `  ${gap}`),
  ].join('\n');
}

function hoursOf(seconds: number): string {
  return formatHours(roundHours(seconds, SECONDS_PER_HUNDREDTH));
}
