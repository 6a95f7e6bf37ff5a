import type { EvidenceStore } from '../ledger/evidence.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { Head } from '../ledger/revision.ts';
import { isCwo, UNALLOCATED } from '../values/ids.ts';
import { formatUsd4 } from '../values/money.ts';
import { addDays, type MondayDate } from '../values/week.ts';
import { EvidenceReader, type KnownEvidence } from './known-evidence.ts';
import { type Month, weeksOfMonth } from './months.ts';

/** Why a month is not ready to be closed. */
export const OPEN_POINT_KINDS = [
  'NOT_RUN',
  'RUN_FAILED',
  'RUN_PARTIAL',
  'SET_ASIDE',
  'ESTIMATED',
  'EQUAL_SPLIT',
  'FEW_HOURS',
  'UNALLOCATED',
  'NO_CLIENT',
] as const;
export type OpenPointKind = (typeof OPEN_POINT_KINDS)[number];

export interface OpenPoint {
  readonly kind: OpenPointKind;
  readonly mondayDate: MondayDate;
  /** Null of a whole week. */
  readonly employeeId: string | null;
  /** For a person. */
  readonly detail: string;
}

/** How the runs of a week stand. */
export interface WeekStanding {
  /** Whether a run of the whole week has ended. */
  readonly wasRun: boolean;
  /** Why the last one failed; null where it did not. */
  readonly failure: string | null;
  /** Employee-weeks that the last one lost without a word on each. */
  readonly employeesFailed: number;
  /** Employee-weeks that are set aside, with the reason; null where the list of them is no longer kept. */
  readonly setAside: ReadonlyMap<string, string> | null;
}

/** On whose word finance takes an employee-week as it is: as long as its head stays, and why it is set aside. */
export interface BillingAcceptance {
  readonly by: string;
  readonly why: string;
  /** ISO instant. */
  readonly at: string;
  /** Of the head; null where there was none. */
  readonly revisionHash: string | null;
  /** Why it was set aside; null where it was not. */
  readonly setAside: string | null;
}

export interface BillingAcceptances {
  /** By employee. */
  list(mondayDate: MondayDate): Promise<ReadonlyMap<string, BillingAcceptance>>;
  put(employeeId: string, mondayDate: MondayDate, acceptance: BillingAcceptance): Promise<void>;
}

export interface OpenPointsPorts {
  readonly ledger: Pick<LedgerReader, 'listWeek'>;
  readonly evidence: Pick<EvidenceStore, 'find'>;
  readonly standings: { of(mondayDate: MondayDate): Promise<WeekStanding> };
  readonly acceptances: Pick<BillingAcceptances, 'list'>;
}

/**
 * What keeps a month from being closed (`docs/finance.md`, "Closing"): of everybody, or of a client.
 * @param firstWeek the first week that was ever run: nothing is asked of the weeks before it
 */
export async function openPoints(
  month: Month,
  clientId: string | undefined,
  firstWeek: MondayDate | null,
  ports: OpenPointsPorts,
): Promise<OpenPoint[]> {
  const points: OpenPoint[] = [];
  const evidence = new EvidenceReader(ports.evidence);
  for (const mondayDate of weeksOfMonth(month)) {
    if (firstWeek === null || mondayDate < firstWeek) continue;
    const standing = await ports.standings.of(mondayDate);
    const ofWeek = pointsOfRun(mondayDate, standing);
    points.push(...ofWeek);
    if (standing.wasRun)
      points.push(...(await pointsOfEmployees(mondayDate, clientId, standing, { ...ports, reader: evidence })));
  }
  if (firstWeek === null || firstWeek > (weeksOfMonth(month).at(-1) as MondayDate)) {
    const detail = 'no week of the month was ever run';
    points.push({ kind: 'NOT_RUN', mondayDate: weeksOfMonth(month)[0] as MondayDate, employeeId: null, detail });
  }
  return points;
}

function pointsOfRun(
  mondayDate: MondayDate,
  { wasRun, failure, employeesFailed, setAside }: WeekStanding,
): OpenPoint[] {
  const point = (kind: OpenPointKind, detail: string): OpenPoint => ({ kind, mondayDate, employeeId: null, detail });
  if (!wasRun) return [point('NOT_RUN', `the week ends on ${addDays(mondayDate, 6)} and was not run`)];
  const points: OpenPoint[] = [];
  if (failure !== null) points.push(point('RUN_FAILED', failure));
  if (employeesFailed > 0)
    points.push(point('RUN_PARTIAL', `${employeesFailed} employee-weeks failed: run the week again`));
  if (setAside === null)
    points.push(point('RUN_PARTIAL', 'what was set aside is no longer listed: run the week again'));
  return points;
}

async function pointsOfEmployees(
  mondayDate: MondayDate,
  clientId: string | undefined,
  { setAside }: WeekStanding,
  { ledger, acceptances, reader }: OpenPointsPorts & { readonly reader: EvidenceReader },
): Promise<OpenPoint[]> {
  const accepted = await acceptances.list(mondayDate);
  const aside = new Map(setAside ?? []);
  const points: OpenPoint[] = [];
  const isAccepted = (employeeId: string, hash: string | null, reason: string | undefined) => {
    const word = accepted.get(employeeId);
    return word?.revisionHash === hash && word.setAside === (reason ?? null);
  };
  for await (const head of ledger.listWeek(mondayDate)) {
    const { employeeId } = head.revision;
    const reason = aside.get(employeeId);
    aside.delete(employeeId);
    if (isAccepted(employeeId, head.revisionHash, reason)) continue;
    const open = [...(reason === undefined ? [] : [{ kind: 'SET_ASIDE' as const, detail: reason }]), ...openOf(head)];
    if (open.length === 0 || !(await isInScope(head, clientId, reader))) continue;
    points.push(...open.map((one) => ({ ...one, mondayDate, employeeId })));
  }
  // Of those without a head nobody knows whose they are: they are everybody's.
  if (clientId !== undefined) return points;
  for (const [employeeId, detail] of aside) {
    if (!isAccepted(employeeId, null, detail)) points.push({ kind: 'SET_ASIDE', mondayDate, employeeId, detail });
  }
  return points;
}

/** What is not settled of an employee-week. */
function openOf({ revision: { allocation } }: Head): Pick<OpenPoint, 'kind' | 'detail'>[] {
  const { basis, method, flags, lines } = allocation;
  if (lines.length === 0) return [];
  const told = (some: typeof lines) => `${formatUsd4(some.reduce((sum, { costUsd4 }) => sum + costUsd4, 0n))} USD`;
  const nobodys = lines.filter(({ target }) => target === UNALLOCATED);
  const open: Pick<OpenPoint, 'kind' | 'detail'>[] = [];
  if (basis === 'ESTIMATED') open.push({ kind: 'ESTIMATED', detail: `${told(lines)} by ${method}` });
  if (method === 'EQUAL_SPLIT') open.push({ kind: 'EQUAL_SPLIT', detail: told(lines) });
  if (flags.includes('FEW_HOURS')) open.push({ kind: 'FEW_HOURS', detail: told(lines) });
  if (nobodys.length > 0) open.push({ kind: 'UNALLOCATED', detail: `${told(nobodys)}: ${nobodys[0]?.reason}` });
  const lost = lines.filter(({ target, clientId }) => isCwo(target) && clientId === null);
  if (lost.length > 0) open.push({ kind: 'NO_CLIENT', detail: `${told(lost)} on ${lost[0]?.target}` });
  return open;
}

/** Whether the employee-week has lines of the client, or rests on hours or plans that lead to its CWOs. */
async function isInScope(head: Head, clientId: string | undefined, reader: EvidenceReader): Promise<boolean> {
  if (clientId === undefined) return true;
  if (head.revision.allocation.lines.some((line) => line.clientId === clientId)) return true;
  return touches(await reader.read(head), clientId);
}

function touches({ employee: { answer }, chain }: KnownEvidence, clientId: string): boolean {
  if (answer.kind !== 'KNOWN') return false;
  const { entries, plans } = answer.record;
  const ends = [...entries.map(({ taskId }) => chain.ofTask(taskId)), ...plans.map((plan) => chain.ofPlan(plan))];
  return ends.some(({ end }) => end.project?.clientId === clientId);
}
