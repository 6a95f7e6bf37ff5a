import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../adapters/system/clock.ts';
import { type ErasedPerson, erasePerson } from '../../../core/publication/erase-person.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';

export interface EraseOptions {
  readonly employee: string;
  readonly by: string;
}

/** `person erase --json` */
export interface EraseReport extends ErasedPerson {
  readonly employeeId: string;
  readonly stays: readonly Remainder[];
}

/** What still names the person, and why. */
interface Remainder {
  readonly what: string;
  readonly why: string;
}

const STAYS: readonly Remainder[] = [
  {
    what: 'the ledger: heads, revisions and lines of the employee-weeks',
    why: 'invoices rest on them, and a changed byte would break their chain; they are kept as long as configured',
  },
  { what: 'the evidence of those weeks', why: 'from it every line can be computed again' },
  {
    what: 'lines of closed months, and words of finance on the weeks',
    why: 'papers that were sent are made from them',
  },
  { what: 'the pair of id and pseudonym', why: 'so that one person stays one person in all that is published' },
  { what: 'objects of runs and results of queries', why: 'they expire by themselves, as configured' },
  {
    what: 'usage that was collected, and who its addresses and keys belong to',
    why: 'without them no week could be built again, and the spend would fall to UNALLOCATED',
  },
  {
    what: 'usage that others load into the lake, and timesheets',
    why: 'they are of others: have the person erased there',
  },
  {
    what: 'users and addresses in the timesheet mirror, where there is one',
    why: 'the next sync would bring them back: have the person erased in the timesheet system',
  },
  { what: 'files that were exported or downloaded before', why: 'nobody here knows where they are' },
];
const PSEUDONYM_BYTES = 8;

type Source = Pick<
  Deployment,
  'pseudonyms' | 'ledger' | 'publications' | 'cwos' | 'subscribers' | 'alertSubscriptions'
>;

/** Erases a person from what is published from now on, and tells what stays. */
export async function erase(
  { pseudonyms, ledger, publications, cwos, subscribers, alertSubscriptions }: Source,
  { employee: employeeId, by }: EraseOptions,
): Promise<EraseReport> {
  const ports = { pseudonyms, ledger, publications, cwos, subscribers, alertSubscriptions, clock: systemClock };
  const pseudonym = `person-${randomBytes(PSEUDONYM_BYTES).toString('hex')}`;
  return { employeeId, ...(await erasePerson({ employeeId, by }, pseudonym, ports)), stays: STAYS };
}

export function renderErased({ employeeId, pseudonym, weeks, cwoIds, unsubscribed, stays }: EraseReport): string {
  const columns: Column<Remainder>[] = [
    { title: 'stays', of: ({ what }) => what },
    { title: 'because', of: ({ why }) => why },
  ];
  return [
    `${employeeId} stands as ${pseudonym} in all that is published from now on.`,
    `${weeks.length} weeks are published anew within a quarter of an hour, or at once by "ledger publish".`,
    `Taken out: the address beside ${cwoIds.length} CWOs, and ${unsubscribed} subscriptions to alerts.`,
    renderTable(stays, columns),
  ].join('\n');
}
