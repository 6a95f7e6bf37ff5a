import { divideHalfEven, formatDecimal } from '../values/decimal.ts';
import { compareIds } from '../values/ids.ts';
import { type Amount, formatUsd4, subtractAmounts, ZERO_AMOUNT } from '../values/money.ts';
import type { Forced, FrozenMonth, LineChange, ToldRow } from './closed-month.ts';
import type { LineFact } from './line-facts.ts';
import { RoleNames } from './role-names.ts';

export const PAPER_KINDS = ['STATEMENT', 'INVOICE'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];
export type PaperStatus = 'OPEN' | 'CLOSED';

/** What a paper is asked for. */
export interface PaperScope {
  readonly kind: PaperKind;
  /** Null for all of the client's. */
  readonly cwoId: string | null;
  /** Those that stand on another invoice, and so not on this. */
  readonly without: ReadonlySet<string>;
}

/** A paper in the words of `docs/contracts/cli-paper.schema.json`. Amounts are text: of 4 decimals exact, of 2 rounded. */
export interface Paper {
  readonly kind: PaperKind;
  readonly month: string;
  readonly clientId: string | null;
  readonly cwoId: string | null;
  readonly policy: string;
  readonly status: PaperStatus;
  readonly lines: readonly PaperLine[];
  readonly corrections: readonly PaperCorrection[];
  readonly totals: { readonly exactUsd: string; readonly amountUsd: string; readonly residualUsd: string };
  /** Changes of closed months that are not settled, and so on no paper yet. */
  readonly waiting: { readonly lines: number; readonly tokens: bigint; readonly exactUsd: string };
  readonly provisional: boolean;
  readonly forced: Forced | null;
  readonly number: string | null;
}

export interface PaperLine {
  readonly cwoId: string;
  readonly cwoName: string;
  readonly role: string;
  readonly tokens: bigint;
  readonly exactUsd: string;
  readonly amountUsd: string;
}

export interface PaperCorrection {
  readonly ofMonth: string;
  readonly cwoId: string;
  readonly role: string;
  /** What comes to those that papers have told, or goes. */
  readonly tokens: bigint;
  readonly beforeUsd: string;
  readonly afterUsd: string;
  readonly differenceUsd: string;
  readonly amountUsd: string;
}

const USD4_PER_CENT = 100n;

/**
 * A statement has all CWOs, an invoice those that are recharged. Each row is the exact sum of its lines, rounded once to
 * cents, half to even; the total is the sum of the rows, and the residual what rounding made of it.
 */
export function paperOf(
  frozen: FrozenMonth,
  scope: PaperScope,
  { status, number }: { readonly status: PaperStatus; readonly number: string | null },
): Paper {
  const { month, clientId, policy, forced } = frozen;
  const isIn = (cwoId: string, isRecharged: boolean) =>
    (scope.kind === 'STATEMENT' || (isRecharged && !scope.without.has(cwoId))) &&
    (scope.cwoId === null || scope.cwoId === cwoId);
  const recharged = new Set(frozen.recharged);
  const isChangeIn = ({ cwoId, isRecharged }: LineChange) => isIn(cwoId, isRecharged);
  const lines = frozen.lines.filter(({ cwoId }) => isIn(cwoId, recharged.has(cwoId)));
  const rows = lineRows(lines);
  const changes = correctionRows(frozen.corrections.filter(isChangeIn), frozen.told);
  const waiting = frozen.waiting.filter(isChangeIn);
  const unsettled = new Set(frozen.unsettled);
  const exact = sumOf([...rows, ...changes].map(({ exactUsd4 }) => exactUsd4));
  const amount = sumOf([...rows, ...changes].map(({ exactUsd4 }) => toCents(exactUsd4)));
  return {
    ...{ kind: scope.kind, month, clientId, cwoId: scope.cwoId, policy, status },
    lines: rows.map(({ exactUsd4, ...row }) => ({ ...row, ...amountsOf(exactUsd4) })),
    corrections: changes.map(({ exactUsd4, before, after, ...row }) => ({
      ...row,
      beforeUsd: formatUsd4(before),
      afterUsd: formatUsd4(after),
      differenceUsd: formatUsd4(exactUsd4),
      amountUsd: formatCents(toCents(exactUsd4)),
    })),
    totals: {
      exactUsd: formatUsd4(exact),
      amountUsd: formatCents(amount),
      residualUsd: formatUsd4(amount * USD4_PER_CENT - exact),
    },
    waiting: {
      lines: waiting.length,
      tokens: sumOf(waiting.map(({ before, after }) => after.tokens - before.tokens)),
      exactUsd: formatUsd4(sumOf(waiting.map(({ before, after }) => after.costUsd4 - before.costUsd4))),
    },
    provisional: waiting.length > 0 || lines.some(({ cwoId }) => unsettled.has(cwoId)),
    forced,
    number,
  };
}

interface ExactRow {
  readonly cwoId: string;
  readonly role: string;
  readonly exactUsd4: bigint;
}

function lineRows(lines: readonly LineFact[]) {
  const names = new RoleNames(lines);
  const rows = new Map<string, ExactRow & { readonly cwoName: string; readonly tokens: bigint }>();
  for (const { cwoId, cwoName, role: own, tokens, costUsd4 } of lines) {
    const role = names.of(cwoId, own);
    const key = JSON.stringify([cwoId, role]);
    const row = rows.get(key) ?? { cwoId, cwoName: cwoName ?? cwoId, role, tokens: 0n, exactUsd4: 0n };
    rows.set(key, { ...row, tokens: row.tokens + tokens, exactUsd4: row.exactUsd4 + costUsd4 });
  }
  return [...rows.values()].sort(byCwoAndRole);
}

interface CorrectedRow extends ExactRow {
  readonly ofMonth: string;
  readonly tokens: bigint;
  readonly before: bigint;
  readonly after: bigint;
}

/** Each row as papers have told it, and as it is with the changes. */
function correctionRows(changes: readonly LineChange[], told: readonly ToldRow[]): CorrectedRow[] {
  const keyOf = (ofMonth: string, cwoId: string, role: string) => JSON.stringify([ofMonth, cwoId, role]);
  const toldOf = new Map(told.map((row) => [keyOf(row.ofMonth, row.cwoId, row.role), row.costUsd4]));
  const rows = new Map<string, Omit<CorrectedRow, 'before' | 'after'>>();
  const add = ({ ofMonth, cwoId }: LineChange, role: string, amount: Amount) => {
    const key = keyOf(ofMonth, cwoId, role);
    const { tokens, exactUsd4 } = rows.get(key) ?? { tokens: 0n, exactUsd4: 0n };
    const sums = { tokens: tokens + amount.tokens, exactUsd4: exactUsd4 + amount.costUsd4 };
    rows.set(key, { ofMonth, cwoId, role, ...sums });
  };
  for (const change of changes) {
    add(change, change.beforeRole, subtractAmounts(ZERO_AMOUNT, change.before));
    add(change, change.afterRole, change.after);
  }
  return [...rows]
    .filter(([, { tokens, exactUsd4 }]) => tokens !== 0n || exactUsd4 !== 0n)
    .map(([key, row]) => {
      const before = toldOf.get(key) ?? 0n;
      return { ...row, before, after: before + row.exactUsd4 };
    })
    .sort((a, b) => compareIds(a.ofMonth, b.ofMonth) || byCwoAndRole(a, b));
}

function byCwoAndRole(a: ExactRow, b: ExactRow): number {
  return compareIds(a.cwoId, b.cwoId) || compareIds(a.role, b.role);
}

function amountsOf(exactUsd4: bigint) {
  return { exactUsd: formatUsd4(exactUsd4), amountUsd: formatCents(toCents(exactUsd4)) };
}

function toCents(usd4: bigint): bigint {
  return divideHalfEven(usd4, USD4_PER_CENT);
}

function formatCents(cents: bigint): string {
  return formatDecimal(cents, 2);
}

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}
