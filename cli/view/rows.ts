import type { AllocationLine } from '../../core/allocation/allocation.ts';
import { type LineAttributes, toLineAttributes } from '../../core/ledger/line-attributes.ts';
import type { Revision } from '../../core/ledger/revision.ts';
import { percentage } from '../../core/values/decimal.ts';
import { formatHours } from '../../core/values/hours.ts';
import { compareIds } from '../../core/values/ids.ts';
import { type Amount, addAmounts, toAmountText, ZERO_AMOUNT } from '../../core/values/money.ts';

/** A current line with what it belongs to. */
export interface LedgerLine {
  readonly line: AllocationLine;
  readonly revision: Revision;
}

/** A line as `show` tells it: contract 4, with names. */
export interface LineRow extends LineAttributes {
  readonly cwoName: string | null;
  readonly projectName: string | null;
  readonly clientName: string | null;
}

/** A sum of lines as `show --by` tells it. */
export interface GroupRow extends Amount {
  readonly key: string;
  readonly name: string;
  readonly hours: string;
  readonly estimatedPct: string;
}

export const GROUPINGS = ['cwo', 'project', 'employee'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const KEY_OF: Readonly<Record<Grouping, (line: LedgerLine) => string>> = {
  cwo: ({ line }) => line.target,
  project: ({ line }) => line.projectId ?? line.target,
  employee: ({ revision }) => revision.employeeId,
};
const NAME_OF: Readonly<Record<Grouping, (line: LedgerLine) => string | null>> = {
  cwo: ({ line }) => line.cwoName,
  project: ({ line }) => line.projectName,
  employee: () => null,
};

export function toLineRow({ line, revision }: LedgerLine): LineRow {
  const { cwoName, projectName, clientName } = line;
  return { ...toLineAttributes(line, revision), cwoName, projectName, clientName };
}

/** Sums lines by key ascending. */
export function groupLines(lines: readonly LedgerLine[], by: Grouping): GroupRow[] {
  const groups = new Map<string, LedgerLine[]>();
  for (const line of lines) {
    const key = KEY_OF[by](line);
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  const keys = [...groups.keys()].sort(compareIds);
  return keys.map((key) => toGroupRow(key, groups.get(key) as LedgerLine[], by));
}

export function totalsOf(lines: readonly LedgerLine[]): Amount {
  return lines.reduce((sum, { line }) => addAmounts(sum, line), ZERO_AMOUNT);
}

/** A sum of lines in the words of contract 7. */
export function toGroupJson({ key, name, hours, estimatedPct, ...amount }: GroupRow) {
  return { key, name, ...toAmountText(amount), hours, estimatedPct };
}

function toGroupRow(key: string, lines: readonly LedgerLine[], by: Grouping): GroupRow {
  const totals = totalsOf(lines);
  const estimated = lines.filter(({ revision }) => revision.allocation.basis === 'ESTIMATED');
  return {
    key,
    name: lines.map(NAME_OF[by]).find((name) => name !== null) ?? key,
    ...totals,
    hours: formatHours(lines.reduce((sum, { line }) => sum + (line.hours ?? 0), 0)),
    estimatedPct: percentage(totalsOf(estimated).costUsd4, totals.costUsd4),
  };
}
