import type { AllocationLine } from '../../core/allocation/allocation.ts';
import { type LineAttributes, toLineAttributes } from '../../core/ledger/line-attributes.ts';
import type { Revision } from '../../core/ledger/revision.ts';
import { percentage } from '../../core/values/decimal.ts';
import { formatHours, type HoursHundredths } from '../../core/values/hours.ts';
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

export const GROUPINGS = ['cwo', 'project', 'client', 'employee'] as const;
export type Grouping = (typeof GROUPINGS)[number];

const KEY_OF: Readonly<Record<Grouping, (line: LedgerLine) => string>> = {
  cwo: ({ line }) => line.target,
  project: ({ line }) => line.projectId ?? line.target,
  client: ({ line }) => line.clientId ?? line.target,
  employee: ({ revision }) => revision.employeeId,
};
const NAME_OF: Readonly<Record<Grouping, (line: LedgerLine) => string | null>> = {
  cwo: ({ line }) => line.cwoName,
  project: ({ line }) => line.projectName,
  client: ({ line }) => line.clientName,
  employee: () => null,
};

/** Lines of one key, summed. */
export interface LineSum extends Amount {
  /** Null where no line has one. */
  readonly name: string | null;
  readonly hours: HoursHundredths;
  readonly estimatedUsd4: bigint;
}

export function toLineRow({ line, revision }: LedgerLine): LineRow {
  const { cwoName, projectName, clientName } = line;
  return { ...toLineAttributes(line, revision), cwoName, projectName, clientName };
}

/** Sums lines by what they are grouped by. */
export function sumLines(lines: readonly LedgerLine[], by: Grouping): Map<string, LineSum> {
  const sums = new Map<string, LineSum>();
  for (const one of lines) {
    const { line, revision } = one;
    const estimatedUsd4 = revision.allocation.basis === 'ESTIMATED' ? line.costUsd4 : 0n;
    const { tokens, costUsd4 } = line;
    addTo(sums, KEY_OF[by](one), { name: NAME_OF[by](one), tokens, costUsd4, hours: line.hours ?? 0, estimatedUsd4 });
  }
  return sums;
}

/** Sums of several weeks, brought together. */
export function mergeSums(parts: readonly ReadonlyMap<string, LineSum>[]): Map<string, LineSum> {
  const sums = new Map<string, LineSum>();
  for (const part of parts) for (const [key, sum] of part) addTo(sums, key, sum);
  return sums;
}

function addTo(sums: Map<string, LineSum>, key: string, sum: LineSum): void {
  const before = sums.get(key);
  sums.set(
    key,
    before === undefined
      ? sum
      : {
          ...addAmounts(before, sum),
          // A name may change from week to week: the last one is the one people know.
          name: sum.name ?? before.name,
          hours: before.hours + sum.hours,
          estimatedUsd4: before.estimatedUsd4 + sum.estimatedUsd4,
        },
  );
}

/** By key ascending. */
export function toGroupRows(sums: ReadonlyMap<string, LineSum>): GroupRow[] {
  return [...sums.keys()].sort(compareIds).map((key) => {
    const { name, hours, estimatedUsd4, ...amount } = sums.get(key) as LineSum;
    const estimatedPct = percentage(estimatedUsd4, amount.costUsd4);
    return { key, name: name ?? key, ...amount, hours: formatHours(hours), estimatedPct };
  });
}

export function totalsOf(lines: readonly LedgerLine[]): Amount {
  return lines.reduce((sum, { line }) => addAmounts(sum, line), ZERO_AMOUNT);
}

/** A sum of lines in the words of contract 7. */
export function toGroupJson({ key, name, hours, estimatedPct, ...amount }: GroupRow) {
  return { key, name, ...toAmountText(amount), hours, estimatedPct };
}
