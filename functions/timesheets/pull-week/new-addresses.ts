import type { MirrorPeople } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { UserAddress } from '../../../core/timesheets/mirror/timesheet-puller.ts';

/** Puts the addresses that are not there yet: what is there is read once, and only where a source tells any. */
export class NewAddresses {
  readonly #source: string;
  readonly #people: Pick<MirrorPeople, 'emailsOf' | 'putEmails'>;
  #known: Map<string, string> | undefined;

  constructor(source: string, people: Pick<MirrorPeople, 'emailsOf' | 'putEmails'>) {
    this.#source = source;
    this.#people = people;
  }

  async put(addresses: readonly UserAddress[]): Promise<void> {
    if (addresses.length === 0) return;
    this.#known ??= new Map(await this.#people.emailsOf(this.#source));
    const emails = new Map<string, string>();
    for (const { user, email } of addresses) if (this.#known.get(user) !== email) emails.set(user, email);
    if (emails.size === 0) return;
    await this.#people.putEmails(this.#source, emails);
    for (const [user, email] of emails) this.#known.set(user, email);
  }
}
