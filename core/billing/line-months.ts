import type { AllocationLine, AllocationMethod } from '../allocation/allocation.ts';
import { split } from '../allocation/split.ts';
import type { Head } from '../ledger/revision.ts';
import type { HoursHundredths } from '../values/hours.ts';
import type { Amount } from '../values/money.ts';
import { addDays, type MondayDate } from '../values/week.ts';
import type { EvidenceReader, KnownEvidence } from './known-evidence.ts';
import { type Month, type MonthPolicy, monthOf, monthsOfWeek, workingDaysIn } from './months.ts';

/** What falls of a line to a calendar month. */
export interface LineMonth extends Amount {
  readonly month: Month;
  readonly line: AllocationLine;
  /** Null where those of the line are. */
  readonly hours: HoursHundredths | null;
}

/** Where the hours of a line decided, their days are known. */
const BY_HOURS: readonly AllocationMethod[] = ['LOGGED_HOURS', 'SUBMITTED_HOURS'];

/**
 * The lines of an employee-week by calendar month (`docs/publication.md`, "Line by month"). Per line the months sum to its tokens, its
 * cost and its hours; a month in which nothing of it weighs is left out.
 * @throws EvidenceMissingError where the days of its hours decide and are not known any more
 */
export async function lineMonths(head: Head, policy: MonthPolicy, evidence: EvidenceReader): Promise<LineMonth[]> {
  const { mondayDate, allocation } = head.revision;
  const { lines, method } = allocation;
  const months = monthsOfWeek(mondayDate);
  if (months.length === 1 || policy === 'BY_MONDAY') return lines.map((line) => whole(line, monthOf(mondayDate)));
  if (lines.length === 0) return [];
  const workingDays = workingDaysIn(months, mondayDate);
  const known = BY_HOURS.includes(method) ? await evidence.read(head) : null;
  return lines.flatMap((line) => {
    const hours = known && hoursByMonth(line, known, { months, mondayDate });
    const isByHours = hours?.every((sum) => sum >= 0) ?? false;
    return isByHours ? partsOf(line, months, hours as number[], hours) : partsOf(line, months, workingDays, null);
  });
}

function whole(line: AllocationLine, month: Month): LineMonth {
  return { month, line, tokens: line.tokens, costUsd4: line.costUsd4, hours: line.hours };
}

/** @param hours by month, where they are the weights; else those of the line are split like its amount */
function partsOf(
  line: AllocationLine,
  months: readonly Month[],
  weights: readonly number[],
  hours: readonly number[] | null,
): LineMonth[] {
  const tokens = split(line.tokens, weights);
  const costs = split(line.costUsd4, weights);
  const hoursOf = hours ?? (line.hours === null ? null : split(BigInt(line.hours), weights).map(Number));
  return months.flatMap((month, at) =>
    weights[at] === 0
      ? []
      : [{ month, line, tokens: tokens[at] ?? 0n, costUsd4: costs[at] ?? 0n, hours: hoursOf?.[at] ?? null }],
  );
}

/** The hours that the line's entries have on the days of each month. */
function hoursByMonth(
  { target }: AllocationLine,
  { employee, chain }: KnownEvidence,
  { months, mondayDate }: { readonly months: readonly Month[]; readonly mondayDate: MondayDate },
): HoursHundredths[] {
  const entries = employee.answer.kind === 'KNOWN' ? employee.answer.record.entries : [];
  const sundayDate = addDays(mondayDate, 6);
  const sums = months.map(() => 0);
  for (const { date, taskId, hours } of entries) {
    if (date < mondayDate || date > sundayDate || chain.ofTask(taskId).end.target !== target) continue;
    const at = months.indexOf(monthOf(date));
    sums[at] = (sums[at] as number) + hours;
  }
  return sums;
}
