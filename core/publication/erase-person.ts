import type { AlertSubscriptions, Subscribers } from '../budgets/subscribers.ts';
import type { Head } from '../ledger/revision.ts';
import type { AddressBook, CwoList } from '../timesheets/cwo-registry.ts';
import type { Clock } from '../values/clock.ts';
import type { MondayDate } from '../values/week.ts';
import type { Pseudonym, PseudonymKeeper } from './pseudonyms.ts';
import { type Publications, UNDIVIDED } from './publication.ts';

export interface ErasePorts {
  readonly pseudonyms: PseudonymKeeper;
  readonly ledger: { readHead(employeeId: string, mondayDate: MondayDate): Promise<Head | null> };
  readonly publications: Publications;
  readonly cwos: CwoList & AddressBook;
  readonly subscribers: Pick<Subscribers, 'delete'>;
  readonly alertSubscriptions: Pick<AlertSubscriptions, 'list' | 'unsubscribe'>;
  readonly clock: Clock;
}

/** What was done about a person. */
export interface ErasedPerson extends Pseudonym {
  /** Weeks that name them, which are to be published anew. */
  readonly weeks: readonly MondayDate[];
  /** CWOs whose PM they are, and whose address was taken out. */
  readonly cwoIds: readonly string[];
  /** Addresses that are told of no budget any more. */
  readonly unsubscribed: number;
}

/**
 * Has a person stand under another name in all that is published and exported from now on, and takes their address out of
 * where it rests. The ledger stays as it is. Each step may be repeated: the name that stands first stays.
 * @param pseudonym a name that tells nothing of the person; taken only where they have none
 */
export async function erasePerson(
  { employeeId, by }: { readonly employeeId: string; readonly by: string },
  pseudonym: string,
  ports: ErasePorts,
): Promise<ErasedPerson> {
  const kept = await ports.pseudonyms.keep(employeeId, { pseudonym, by, at: ports.clock.now() });
  const { cwoIds, unsubscribed } = await forgetAddresses(employeeId, ports);
  const weeks = await markWeeks(employeeId, ports);
  await ports.publications.raise(UNDIVIDED, ports.clock.now());
  return { ...kept, weeks, cwoIds, unsubscribed };
}

async function forgetAddresses(employeeId: string, { cwos, subscribers, alertSubscriptions }: ErasePorts) {
  const managed = await Array.fromAsync(cwos.listAll());
  const mine = managed.filter(({ pmEmployeeId }) => pmEmployeeId === employeeId);
  const addresses = new Set(mine.flatMap(({ pmEmail }) => pmEmail ?? []));
  let unsubscribed = 0;
  for await (const { email, subscriptionArn } of alertSubscriptions.list()) {
    if (!addresses.has(email)) continue;
    // One that was never confirmed ends by itself.
    if (subscriptionArn !== null) await alertSubscriptions.unsubscribe(subscriptionArn);
    unsubscribed += 1;
  }
  for (const email of addresses) await subscribers.delete(email);
  // Last, as by it the addresses are found.
  for (const { cwoId } of mine) await cwos.forgetAddress(cwoId, employeeId);
  return { cwoIds: mine.map(({ cwoId }) => cwoId), unsubscribed };
}

async function markWeeks(employeeId: string, { ledger, publications, clock }: ErasePorts): Promise<MondayDate[]> {
  const weeks: MondayDate[] = [];
  for (const { part } of await publications.list()) {
    if (part === UNDIVIDED || (await ledger.readHead(employeeId, part)) === null) continue;
    await publications.raise(part, clock.now());
    weeks.push(part);
  }
  return weeks;
}
