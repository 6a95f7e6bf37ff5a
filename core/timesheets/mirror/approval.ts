import { compareIds } from '../../values/ids.ts';
import { addDays, type PlainDate, type Week } from '../../values/week.ts';
import type { ApprovalState, NormalEntry, NormalSheet, StateWord } from './normal-form.ts';
import type { ApprovalUnit, SourceRules } from './source-rules.ts';

/** Approval of a source's week (`docs/connectors.md`, rule 4). */

const RANKS: Readonly<Record<ApprovalState, number>> = { DRAFT: 0, REJECTED: 1, SUBMITTED: 2, APPROVED: 3 };

export interface ApprovalContext {
  readonly rules: SourceRules;
  readonly week: Week;
  /** The day on which the rules are applied. */
  readonly localDate: PlainDate;
}

const SHEET_OF = {
  PERIOD: (sheet: NormalSheet, entry: NormalEntry) => sheet.project === null && covers(sheet, entry),
  PROJECT: (sheet: NormalSheet, entry: NormalEntry) =>
    sheet.project !== null && sheet.project === entry.project && covers(sheet, entry),
};
const SHEET_UNITS = ['PERIOD', 'PROJECT'] as const;

const UNITS: Readonly<
  Record<ApprovalUnit, (entry: NormalEntry, sheets: readonly NormalSheet[], context: ApprovalContext) => StateWord>
> = {
  ENTRY: ({ state }) => state ?? 'DRAFT',
  FLAG: ({ state }) => state ?? 'DRAFT',
  PERIOD: (entry, sheets) => lowestState(sheets.filter((sheet) => SHEET_OF.PERIOD(sheet, entry))),
  PROJECT: (entry, sheets) => lowestState(sheets.filter((sheet) => SHEET_OF.PROJECT(sheet, entry))),
  AFTER_DAYS: (_, __, { rules, week, localDate }) => {
    return localDate >= addDays(week.sundayDate, rules.afterDays) ? 'APPROVED' : 'SUBMITTED';
  },
};

export function isApprovalState(word: StateWord): word is ApprovalState {
  return Object.hasOwn(RANKS, word);
}

/** The lowest of what the configured units say of the entry; a word that no table has is lower than all. */
export function stateOfEntry(entry: NormalEntry, sheets: readonly NormalSheet[], context: ApprovalContext): StateWord {
  return lowestState(context.rules.approval.map((unit) => ({ state: UNITS[unit](entry, sheets, context) })));
}

/** Of nothing it is DRAFT: nobody has handed in anything. */
export function lowestState(judged: readonly { readonly state: StateWord }[]): StateWord {
  const words = judged.map(({ state }) => state);
  return words.toSorted((a, b) => rankOf(a) - rankOf(b) || compareIds(a, b))[0] ?? 'DRAFT';
}

/** The status of a week from the states of its entries, of which there are some. */
export function weekStatus(states: ReadonlySet<ApprovalState>): ApprovalState {
  if (states.has('APPROVED')) return states.size === 1 ? 'APPROVED' : 'SUBMITTED';
  if (states.has('REJECTED')) return 'REJECTED';
  return states.has('DRAFT') ? 'DRAFT' : 'SUBMITTED';
}

/** The sheets that say something of the week: those of its entries, or without any those of all its working days. */
export function decidingSheets(
  entries: readonly NormalEntry[],
  sheets: readonly NormalSheet[],
  { rules, week }: ApprovalContext,
): NormalSheet[] {
  const units = SHEET_UNITS.filter((unit) => rules.approval.includes(unit));
  if (entries.length > 0) {
    return sheets.filter((sheet) => entries.some((entry) => units.some((unit) => SHEET_OF[unit](sheet, entry))));
  }
  const [monday, friday] = [week.workingDays[0] as PlainDate, week.workingDays[4] as PlainDate];
  const isWhole = ({ project, from, to }: NormalSheet) => project === null && from <= monday && friday <= to;
  return units.includes('PERIOD') ? sheets.filter(isWhole) : [];
}

/** Whether nobody approves anything. */
export function isNeverApproved({ approval }: SourceRules): boolean {
  return approval.every((unit) => unit === 'AFTER_DAYS');
}

function covers(sheet: NormalSheet, { user, date }: NormalEntry): boolean {
  return sheet.user === user && sheet.from <= date && date <= sheet.to;
}

function rankOf(word: StateWord): number {
  return isApprovalState(word) ? RANKS[word] : -1;
}
