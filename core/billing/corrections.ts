import { type Amount, sameAmount, ZERO_AMOUNT } from '../values/money.ts';
import type { ClientKey, FrozenMonth, LineChange, ToldRow } from './closed-month.ts';
import { type EmployeeWeekFacts, factKey, type LineFact } from './line-facts.ts';
import type { Month } from './months.ts';
import { RoleNames } from './role-names.ts';

/** What has changed of a closed month: what is told now, and what waits until it is settled. */
export interface Changes {
  readonly corrections: readonly LineChange[];
  readonly waiting: readonly LineChange[];
  /** The rows of the month as papers have told them: a change alone could be one person's. */
  readonly told: readonly ToldRow[];
}

/** The lines of a closed month as its papers have told them so far. */
export function baselineOf(frozen: FrozenMonth, later: readonly FrozenMonth[]): Map<string, LineFact> {
  const lines = new Map(frozen.lines.map((line) => [factKey(line), line]));
  for (const { corrections } of later) {
    for (const change of corrections) if (change.ofMonth === frozen.month) apply(lines, change, frozen.clientId);
  }
  return lines;
}

function apply(lines: Map<string, LineFact>, change: LineChange, clientId: ClientKey): void {
  const { ofMonth: month, mondayDate, employeeId, cwoId, cwoName, role, after } = change;
  if (sameAmount(after, ZERO_AMOUNT)) lines.delete(factKey(change));
  else lines.set(factKey(change), { month, mondayDate, employeeId, cwoId, cwoName, role, clientId, ...after });
}

export interface ChangedWeeks {
  readonly month: Month;
  readonly frozen: FrozenMonth;
  readonly baseline: ReadonlyMap<string, LineFact>;
  /** Every employee-week of the weeks that may have changed. */
  readonly current: readonly EmployeeWeekFacts[];
  /** The CWOs that are recharged in the month by the decisions of today: for those that the paper did not have. */
  readonly recharged: ReadonlySet<string>;
}

/**
 * Compares what papers have told of a closed month with the ledger (`docs/finance.md`, "Corrections"). An employee-week is
 * settled where approved facts decided it; any other waits.
 */
export function changesOf({ month, frozen, baseline, current, recharged }: ChangedWeeks): Changes {
  const names = new RoleNames(frozen.lines);
  const before = Map.groupBy(baseline.values(), weekKey);
  const known = new Set(frozen.lines.map(({ cwoId }) => cwoId));
  const isRecharged = (cwoId: string) => (known.has(cwoId) ? frozen.recharged.includes(cwoId) : recharged.has(cwoId));
  const [corrections, waiting]: [LineChange[], LineChange[]] = [[], []];
  for (const week of current) {
    const now = week.lines.filter((line) => line.month === month && line.clientId === frozen.clientId);
    const changes = changesOfWeek(before.get(weekKey(week)) ?? [], now).map(
      ({ before: was, after: is }): LineChange => {
        const line = (is ?? was) as LineFact;
        const { mondayDate, employeeId, cwoId, cwoName, role } = line;
        return {
          ...{ ofMonth: month, mondayDate, employeeId, cwoId, cwoName, role },
          beforeRole: names.of(cwoId, (was ?? line).role),
          afterRole: names.of(cwoId, role),
          before: amountOf(was),
          after: amountOf(is),
          isRecharged: isRecharged(cwoId),
        };
      },
    );
    (week.isActual ? corrections : waiting).push(...changes);
  }
  const told = corrections.length + waiting.length > 0 ? toldRows(month, baseline.values(), names) : [];
  return { corrections, waiting, told };
}

function toldRows(ofMonth: Month, lines: Iterable<LineFact>, names: RoleNames): ToldRow[] {
  const rows = new Map<string, ToldRow>();
  for (const { cwoId, role: own, costUsd4 } of lines) {
    const role = names.of(cwoId, own);
    const key = JSON.stringify([cwoId, role]);
    rows.set(key, { ofMonth, cwoId, role, costUsd4: (rows.get(key)?.costUsd4 ?? 0n) + costUsd4 });
  }
  return [...rows.values()];
}

function weekKey({ mondayDate, employeeId }: Pick<LineFact, 'mondayDate' | 'employeeId'>): string {
  return `${mondayDate}#${employeeId}`;
}

interface LinePair {
  readonly before: LineFact | undefined;
  readonly after: LineFact | undefined;
}

/** The lines whose amounts differ. */
function changesOfWeek(before: readonly LineFact[], after: readonly LineFact[]): LinePair[] {
  const was = new Map(before.map((line) => [factKey(line), line]));
  const is = new Map(after.map((line) => [factKey(line), line]));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => ({ before: was.get(key), after: is.get(key) }))
    .filter((pair) => !sameAmount(amountOf(pair.before), amountOf(pair.after)));
}

function amountOf(line: LineFact | undefined): Amount {
  return line ? { tokens: line.tokens, costUsd4: line.costUsd4 } : ZERO_AMOUNT;
}
