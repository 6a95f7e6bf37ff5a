import { StoredWeek } from '../../../adapters/dynamodb/ledger/stored-week.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { findFaults, type StoredEmployeeWeek } from '../../../core/audit/verify.ts';
import { decodeRoot, SealCheck, type WeekRoot, type WeekRoots } from '../../../core/audit/week-root.ts';
import { monthsOfWeek } from '../../../core/billing/months.ts';
import { closingFaults } from '../../../core/billing/verify-closings.ts';
import type { Evidence } from '../../../core/ledger/evidence.ts';
import { type LineAttributes, toLineAttributes } from '../../../core/ledger/line-attributes.ts';
import { isRecalculation } from '../../../core/ledger/revision.ts';
import type { RunHistory } from '../../../core/runs/run-records.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import { addDays } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';

/** What checking a week has found. */
export interface Verification {
  readonly weekStartDate: string;
  readonly wasRun: boolean;
  readonly employeeWeeks: number;
  readonly revisions: number;
  /** Current lines. */
  readonly lines: number;
  /** Runs of the week whose seal was met. */
  readonly seals: readonly string[];
  readonly faults: readonly Fault[];
}

/** What is wrong, and with whose week; null where it is with a seal itself. */
interface Fault {
  readonly employeeId: string | null;
  readonly fault: string;
}

/** Checks every revision, its evidence and the lines by CWO of a week against each other, and what was closed of its months. */
export async function verify(deployment: Deployment, week: string): Promise<Verification> {
  const stored = new StoredWeek(deployment.dynamodb, deployment.output('AllocationTableName'), week, sha256);
  const evidenceOf = cachedEvidence(deployment);
  const expected = new Map<string, ExpectedLine>();
  const targets = new Set<string>();
  const { found: roots, faults } = await readRoots(deployment.roots, week);
  const seal = new SealCheck(roots);
  let employeeWeeks = 0;
  let revisions = 0;
  for await (const employeeWeek of stored.employeeWeeks()) {
    const { employeeId } = employeeWeek;
    employeeWeeks += 1;
    revisions += employeeWeek.revisions.length;
    for (const fault of await findFaults(employeeWeek, evidenceOf)) faults.push({ employeeId, fault });
    for (const fault of seal.check(employeeWeek)) faults.push({ employeeId, fault });
    for (const one of employeeWeek.revisions) {
      for (const { target } of one?.revision.allocation.lines ?? []) targets.add(target);
    }
    for (const line of currentLines(employeeWeek)) expected.set(line.id, line);
  }
  faults.push(...seal.missing());
  const lines = expected.size;
  for (const target of targets) faults.push(...checkLines(await stored.readLines(target), target, expected));
  for (const { id, employeeId } of expected.values()) faults.push({ employeeId, fault: `line ${id} is missing` });
  faults.push(...(await findUnsealed(deployment.records, week, roots)));
  const { closings, frozenMonths } = deployment;
  const ofMonths = await closingFaults(monthsOfWeek(week), { closings, frozenMonths });
  faults.push(...ofMonths.map((fault) => ({ employeeId: null, fault })));
  const wasRun = employeeWeeks > 0 || (await deployment.records.hasFullRun(week));
  return {
    weekStartDate: week,
    wasRun,
    employeeWeeks,
    revisions,
    lines,
    seals: roots.map(({ runId }) => runId),
    faults,
  };
}

/** The roots of a week, each as its name says, and chained to others that are there as well. */
async function readRoots(roots: WeekRoots, week: string): Promise<{ found: WeekRoot[]; faults: Fault[] }> {
  const names = await roots.list(week);
  const there = new Set([...names, ...(await roots.list(addDays(week, -7)))]);
  const found: WeekRoot[] = [];
  const faults: Fault[] = [];
  for (const name of names) {
    const text = await roots.read(name);
    if (text === null) {
      faults.push({ employeeId: null, fault: `${name} is not what its name says` });
      continue;
    }
    const root = decodeRoot(text);
    found.push(root);
    for (const before of root.follows) {
      if (!there.has(before)) faults.push({ employeeId: null, fault: `${name} follows ${before}, which is gone` });
    }
  }
  return { found, faults };
}

/**
 * The last full run that has ended, if it ended well and the ledger holds what it met, must have left a seal. Earlier ones
 * are named by those that follow them; a week that was last run by a version without seals gets one when it is run again.
 */
async function findUnsealed(records: RunHistory, week: string, roots: readonly WeekRoot[]): Promise<Fault[]> {
  const run = (await records.listSinceFullRun(week)).at(-1);
  if (!run || isRecalculation(run.trigger) || run.status === 'FAILED') return [];
  const { employeesCommitted, employeesConfirmed } = run.totals;
  if (employeesCommitted + employeesConfirmed === 0 || roots.some(({ runId }) => runId === run.runId)) return [];
  return [
    { employeeId: null, fault: `run ${run.runId} ended well and has left none; if it is older than seals, run again` },
  ];
}

/** A line as it must rest by CWO. */
type ExpectedLine = LineAttributes & { readonly headVersion: number };

/** The lines of the current revision, which was written on the last version of the one before. */
function currentLines({ employeeId, revisions }: StoredEmployeeWeek): ExpectedLine[] {
  const current = revisions.at(-1)?.revision;
  const headVersion = (revisions.at(-2)?.headVersion ?? 0) + 1;
  if (current?.employeeId !== employeeId) return [];
  return current.allocation.lines.map((line) => ({ ...toLineAttributes(line, current), headVersion }));
}

export function renderVerification(verification: Verification): string {
  const { weekStartDate, wasRun, employeeWeeks, revisions, seals, faults } = verification;
  if (!wasRun && faults.length === 0) return `week ${weekStartDate} was never run: there is nothing to verify`;
  const summary = `week ${weekStartDate}: ${employeeWeeks} employee-weeks, ${revisions} revisions, ${seals.length} seals`;
  if (faults.length === 0) {
    return `${summary}: all of it agrees${seals.length === 0 ? '' : ' with what its runs have sealed'}`;
  }
  return [
    `${summary}: ${faults.length} FAULTS`,
    ...faults.map(({ employeeId, fault }) => `  ${employeeId ?? 'seal'}: ${fault}`),
  ].join('\n');
}

/** Compares a target's items with what the heads list, and takes those that were met out of `expected`. */
function checkLines(
  items: Awaited<ReturnType<StoredWeek['readLines']>>,
  target: string,
  expected: Map<string, ExpectedLine>,
) {
  const faults: { employeeId: string; fault: string }[] = [];
  for (const item of items) {
    const employeeId = item.sk.slice('YYYY-MM-DD#'.length);
    const id = `${item.sk}#${target}`;
    const line = expected.get(id);
    expected.delete(id);
    // A pointer says nothing by itself: the line is in the head, or nowhere.
    if ('pointer' in item) continue;
    const { pk: _pk, sk: _sk, ...attributes } = item;
    if (!line) faults.push({ employeeId, fault: `line ${id} is not in the head` });
    else if (sorted(attributes) !== sorted(line))
      faults.push({ employeeId, fault: `line ${id} is not what the head says` });
  }
  return faults;
}

/** Text that is the same for the same attributes, whatever their order; numbers come back small or as bigint. */
function sorted(attributes: object): string {
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    Number.isInteger(value) ? BigInt(value as number) : value,
  ]);
  return encodeJson(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function cachedEvidence(deployment: Deployment): (hash: string) => Promise<Evidence | null> {
  const known = new Map<string, Promise<Evidence | null>>();
  return (hash) => {
    const found = known.get(hash) ?? deployment.evidence.find(hash);
    known.set(hash, found);
    return found;
  };
}
