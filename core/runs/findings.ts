import { isRecalculation, type RunTrigger } from '../ledger/revision.ts';
import { compareIds } from '../values/ids.ts';
import { formatUsd4 } from '../values/money.ts';
import type { FailureReason, Outcome } from './outcome.ts';
import type { RunSummary } from './run.ts';

/**
 * What operators should know of a week or of the sweep, by what it is about: an employee, or one of `ABOUT`, which no
 * employee can be named. They hear of it once, then when it changes or ends.
 */
export type Findings = Readonly<Record<string, string>>;

const ABOUT = { run: '#RUN', recalculation: '#RECALCULATION', rows: '#ROWS', more: '#MORE' } as const;

/** Employees that a run names; with more of them a week has another trouble than each of theirs. */
const NAMED_MAX = 1000;
/** What is kept of a week after any number of recalculations: it fits an item of the table. */
const KEPT_MAX = 2 * NAMED_MAX;

/** What a run has to tell of its employees. */
export interface EmployeeFindings {
  readonly named: Findings;
  /** How many more there are than those named. */
  readonly more: number;
  /** Employees of a recalculation of whom there is nothing to tell; a full run has dealt with everybody. */
  readonly settled: readonly string[];
}

/** Collects what a run has to tell of its employees, one after the other. */
export class FindingsTally {
  readonly #named = new Map<string, string>();
  readonly #settled: string[] = [];
  readonly #isPart: boolean;
  #more = 0;

  constructor(trigger: RunTrigger) {
    this.#isPart = isRecalculation(trigger);
  }

  add(outcome: Outcome): void {
    const { employeeId } = outcome;
    const finding = findingOf(outcome);
    if (finding === null) {
      if (this.#isPart) this.#settled.push(employeeId);
    } else if (this.#named.size < NAMED_MAX) this.#named.set(employeeId, finding);
    else this.#more += 1;
  }

  result(): EmployeeFindings {
    return { named: Object.fromEntries(this.#named), more: this.#more, settled: this.#settled };
  }
}

/** What is told of an employee whose timesheet is older than the one that the ledger rests on. */
export const STALE_FINDING: `FAILED ${FailureReason}` = 'FAILED STALE_TIMESHEET';

function findingOf({ kind, reason, hasVanished }: Outcome): string | null {
  if (kind === 'QUARANTINED' || kind === 'FAILED') return `${kind} ${reason}`;
  return hasVanished ? 'VANISHED' : null;
}

/**
 * What there is to know of a week once a run has ended. A full run replaces what was known, but of employees where some
 * of its batches failed, who may be theirs; a recalculation speaks of its own employees, and a run that was not
 * reconciled of itself alone.
 * @param found null where the run was not reconciled
 */
export function findingsAfter(before: Findings, run: RunSummary, found: EmployeeFindings | null): Findings {
  const isPart = isRecalculation(run.trigger);
  const own = isPart ? ABOUT.recalculation : ABOUT.run;
  const ofRun = entryOf(own, run.failure?.code ?? (run.batchFailures.length > 0 ? failedBatches(run) : null));
  if (!found) return { ...before, ...ofRun };
  if (!isPart) {
    const { rows, amount } = run.read.setAside;
    const ofRows = entryOf(
      ABOUT.rows,
      rows > 0 ? `${rows} of ${amount.tokens} tokens, ${formatUsd4(amount.costUsd4)} USD` : null,
    );
    const ofMore = entryOf(ABOUT.more, found.more > 0 ? `${found.more}` : null);
    const kept = run.batchFailures.length > 0 ? without(before, Object.values(ABOUT)) : {};
    return capped({ ...kept, ...found.named, ...ofMore, ...ofRows, ...ofRun });
  }
  return capped({ ...without(before, [own, ...found.settled]), ...found.named, ...ofRun });
}

function without(findings: Findings, abouts: readonly string[]): Findings {
  const left = new Set(abouts);
  return Object.fromEntries(Object.entries(findings).filter(([about]) => !left.has(about)));
}

function capped(findings: Findings): Findings {
  const all = Object.entries(findings).sort(([a], [b]) => compareIds(a, b));
  return Object.fromEntries(all.slice(0, KEPT_MAX));
}

/** How many findings have appeared or changed, how many have ended, and how many there are. */
export interface FindingsNews {
  readonly open: number;
  readonly changed: number;
  readonly ended: number;
}

export function compareFindings(before: Findings, after: Findings): FindingsNews {
  return {
    open: Object.keys(after).length,
    changed: Object.entries(after).filter(([about, what]) => before[about] !== what).length,
    ended: Object.keys(before).filter((about) => !Object.hasOwn(after, about)).length,
  };
}

function entryOf(about: string, what: string | null): Findings {
  return what === null ? {} : { [about]: what };
}

function failedBatches({ totals }: RunSummary): string {
  return `${totals.employeesFailed} employee-weeks of batches that failed`;
}
