import type { Sha256 } from '../values/hash.ts';
import { compareIds } from '../values/ids.ts';
import type { MondayDate } from '../values/week.ts';
import type { Actor } from './usage-fact.ts';

/** What a group of the week's facts sums to: of one tool and employee, or of an actor nobody knows. */
export interface WeeklyGroup {
  readonly tool: string;
  /** Null where it is unresolved; then `source` and `actor` say whose it is. */
  readonly employeeId: string | null;
  readonly source: string | null;
  readonly actor: Actor | null;
  /** Null where no tokens are reported. */
  readonly tokens: bigint | null;
  /** Null where it is of facts whose cost is unknown. */
  readonly costUsd6: bigint | null;
}

/** A row of `ai_usage_weekly` (contract 1). Of a null cost the run says so and sets it aside. */
export interface WeeklyRow {
  readonly employeeId: string;
  readonly tool: string;
  readonly tokens: bigint | null;
  readonly costUsd6: bigint | null;
}

/** What of a week is counted, beside what is billed by sources of the role COST. */
export interface CountRules {
  /** Whether seat fees are. */
  readonly seat: boolean;
  /** Of what a subscription covers: its tokens with cost 0, its list price too, or nothing. */
  readonly notional: NotionalCount;
}

export const NOTIONAL_COUNTS = ['TOKENS', 'COST', 'NOTHING'] as const;
export type NotionalCount = (typeof NOTIONAL_COUNTS)[number];

/** Facts of a week, summed where they lie. */
export interface WeeklyFacts {
  /** @throws where the answer is not whole: its groups must sum to the total that comes with them */
  sum(mondayDate: MondayDate, signal: AbortSignal): Promise<WeeklyGroup[]>;
}

/** The rows that the collectors keep in the weekly table: one object per week. */
export interface WeeklyTable {
  /** @returns the rows, none where there is no object yet, and what a replacement is conditional on */
  read(mondayDate: MondayDate): Promise<{ readonly rows: readonly WeeklyRow[]; readonly version: string | null }>;
  /** Replaces them by one write. @returns false where somebody else has replaced them since that version */
  replace(mondayDate: MondayDate, rows: readonly WeeklyRow[], version: string | null): Promise<boolean>;
}

/** `unresolved-` and twelve digits: no address goes into the ledger, and the same actor has the same id every week. */
export function unresolvedId(source: string, { kind, id }: Actor, sha256: Sha256): string {
  return `unresolved-${sha256(`${source}|${kind}|${id ?? ''}`).slice(0, 12)}`;
}

/** The rows of a week, by employee and tool ascending, those of a known cost before the one of an unknown. */
export function toWeeklyRows(groups: readonly WeeklyGroup[], sha256: Sha256): WeeklyRow[] {
  const rows = groups.map(({ tool, employeeId, source, actor, tokens, costUsd6 }) => ({
    employeeId: employeeId ?? unresolvedId(source as string, actor as Actor, sha256),
    tool,
    tokens,
    costUsd6,
  }));
  return rows.sort((a, b) => compareIds(sortKey(a), sortKey(b)));
}

function sortKey({ employeeId, tool, costUsd6 }: WeeklyRow): string {
  return `${employeeId} ${tool} ${costUsd6 === null ? 1 : 0}`;
}

/** Employees of whom any row differs, came or went, ascending. */
export function changedEmployees(before: readonly WeeklyRow[], after: readonly WeeklyRow[]): string[] {
  const was = byEmployee(before);
  const is = byEmployee(after);
  const all = new Set([...was.keys(), ...is.keys()]);
  return [...all].filter((id) => was.get(id) !== is.get(id)).sort(compareIds);
}

function byEmployee(rows: readonly WeeklyRow[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const row of rows.toSorted((a, b) => compareIds(sortKey(a), sortKey(b)))) {
    const { employeeId, tool, tokens, costUsd6 } = row;
    texts.set(employeeId, `${texts.get(employeeId) ?? ''}\n${tool} ${tokens} ${costUsd6}`);
  }
  return texts;
}
