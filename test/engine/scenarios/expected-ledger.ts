import type { ExactUsage } from '../../../core/usage/usage.ts';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { judge, type Verdict } from '../../worlds/oracle/oracle.ts';
import { oracleWorld, sumOf } from '../../worlds/oracle-world.ts';
import type { RandomWorld } from '../../worlds/random-world.ts';
import type { LineJson, QuarantineJson } from './json-forms.ts';

export type ExpectedLine = Omit<LineJson, 'allocatedAt'>;
export type ExpectedSetAside = Omit<QuarantineJson['rows'][number], 'detail' | 'repair'>;

/** What a run must come to. */
export interface ExpectedRun {
  readonly employees: number;
  readonly unchanged: number;
  readonly revisionsWritten: number;
  readonly vanishedEmployees: number;
  /** Lines of what was written or confirmed by it. */
  readonly lines: readonly ExpectedLine[];
  readonly setAside: readonly ExpectedSetAside[];
}

interface State {
  readonly revision: number;
  readonly lines: readonly ExpectedLine[];
  readonly isKnown: boolean;
  readonly usage: ExactUsage;
}

/** Fields in which two results differ where a revision is due; its names and projects alone make none. */
const DECISIVE = [
  'cwoId',
  'allocatedTokens',
  'allocatedCostUsd',
  'allocationBasis',
  'method',
  'reason',
  'flags',
  'billable',
  'cwoRoleId',
  'role',
  'hours',
] as const;

/** The ledger of one week, kept by the specification: the oracle's lines, and the rules of revisions on top of them. */
export class ExpectedLedger {
  readonly #states = new Map<string, State>();

  /** All current lines, by employee and target. */
  lines(): ExpectedLine[] {
    return inOrder([...this.#states.keys()]).flatMap((id) => this.#states.get(id)?.lines ?? []);
  }

  counts(): { readonly employeeWeeks: number; readonly revisions: number; readonly lines: number } {
    const states = [...this.#states.values()];
    const revisions = states.reduce((sum, { revision }) => sum + revision, 0);
    return { employeeWeeks: states.length, revisions, lines: this.lines().length };
  }

  run(world: RandomWorld, runId: string): ExpectedRun {
    const counts = { unchanged: 0, revisionsWritten: 0, vanishedEmployees: 0 };
    const lines: ExpectedLine[] = [];
    const setAside: ExpectedSetAside[] = rowsSetAside(world);
    const employees = this.#employees(world);
    for (const employeeId of employees) {
      const asked = oracleWorld(world, employeeId);
      const before = this.#states.get(employeeId);
      const hasVanished = before?.isKnown === true && asked.answer.kind === 'UNKNOWN';
      if (hasVanished && sameUsage(before.usage, asked.usage)) {
        counts.unchanged += 1;
        counts.vanishedEmployees += 1;
        lines.push(...before.lines);
        continue;
      }
      const verdict = judge(asked);
      const reason = hasVanished ? 'EMPLOYEE_VANISHED' : verdict.setAside;
      if (reason !== null) {
        setAside.push(weekSetAside(employeeId, reason, asked.usage));
        continue;
      }
      const next = toLines(verdict, {
        employeeId,
        mondayDate: world.monday,
        runId,
        revision: (before?.revision ?? 0) + 1,
      });
      const isSame = before !== undefined && decisive(before.lines) === decisive(next);
      counts[isSame ? 'unchanged' : 'revisionsWritten'] += 1;
      lines.push(...next);
      this.#states.set(employeeId, {
        ...(isSame ? before : { revision: (before?.revision ?? 0) + 1, lines: next }),
        isKnown: asked.answer.kind === 'KNOWN',
        usage: asked.usage,
      });
    }
    return { employees: employees.length, ...counts, lines, setAside };
  }

  /** Those with usage, and those whose usage of the run before is gone. */
  #employees({ usage }: RandomWorld): string[] {
    const gone = [...this.#states].filter(([, state]) => !sameUsage(state.usage, { tokens: 0n, costUsd6: 0n }));
    return inOrder([...new Set([...usage.map(({ employeeId }) => employeeId as string), ...gone.map(([id]) => id)])]);
  }
}

type Owner = Pick<LineJson, 'employeeId' | 'mondayDate' | 'runId' | 'revision'>;

function toLines({ basis, method, flags, lines }: Verdict, owner: Owner): ExpectedLine[] {
  return lines.map(({ target, tokens, costUsd4, hours, ...rest }) => ({
    ...owner,
    ...rest,
    id: `${owner.mondayDate}#${owner.employeeId}#${target}`,
    cwoId: target,
    allocatedTokens: tokens,
    allocatedCostUsd: formatDecimal(costUsd4, 4),
    allocationBasis: basis,
    isRecalculated: owner.revision > 1,
    method,
    flags,
    hours: hours === null ? null : formatDecimal(BigInt(hours), 2),
  }));
}

function decisive(lines: readonly ExpectedLine[]): string {
  return lines.map((line) => DECISIVE.map((field) => String(line[field] ?? '\u0000')).join('|')).join('\n');
}

function rowsSetAside({ badRows }: RandomWorld): ExpectedSetAside[] {
  const groups = Map.groupBy(badRows, ({ reason, row }) => [row.employeeId, sourceOf(row.source), reason].join('\n'));
  return [...groups.values()].map((group) => {
    const { reason, row } = group[0] as (typeof badRows)[number];
    const { tokens, costUsd6 } = sumOf(group.map((bad) => bad.row));
    const costUsd = formatDecimal(costUsd6, 6);
    const { employeeId } = row;
    return { kind: 'USAGE_ROW', employeeId, reason, tokens, costUsd, source: sourceOf(row.source), rows: group.length };
  });
}

function weekSetAside(employeeId: string, reason: string, { tokens, costUsd6 }: ExactUsage): ExpectedSetAside {
  const costUsd = formatDecimal(costUsd6, 6);
  return { kind: 'EMPLOYEE_WEEK', employeeId, reason, tokens, costUsd, source: null, rows: 0 };
}

function sourceOf(source: string | null | undefined): string {
  return source && /^[\w.@-]{1,64}$/.test(source) ? source : 'unspecified';
}

function sameUsage(a: ExactUsage, b: ExactUsage): boolean {
  return a.tokens === b.tokens && a.costUsd6 === b.costUsd6;
}

/** Byte order. */
function inOrder(ids: readonly string[]): string[] {
  return ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
