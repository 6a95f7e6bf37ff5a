import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MirrorPeople, MirrorPerson } from '../../../core/timesheets/mirror/mirror-store.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { MIRROR_PARTITIONS } from '../../../functions/names.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { ACTIONS_MAX } from '../transact.ts';
import { addressKey, personKey } from './mirror-keys.ts';
import { transactPatiently } from './transact-patiently.ts';

type AddressItem = Key & { readonly email: string };
type PersonItem = AddressItem | (Key & { readonly person: MirrorPerson });

/** A name or an address: a page is about 0.5 MB. */
const PAGE_ITEMS = 3_000;

/** Names and addresses in one partition, each a row that can be erased. What was there is put again by the next sync. */
export class DynamoMirrorPeople implements MirrorPeople {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;
  readonly #sha256: Sha256;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    tools: { readonly clock: Clock; readonly sha256: Sha256 },
  ) {
    this.#client = client;
    this.#table = table;
    this.#clock = tools.clock;
    this.#sha256 = tools.sha256;
  }

  async emailsOf(source: string) {
    const { pk, sk: prefix } = addressKey(source, '');
    const emails = new Map<string, string>();
    const part = { prefix, pageItems: PAGE_ITEMS };
    for await (const { sk, email } of queryPartition<AddressItem>(this.#client, this.#table, pk, part)) {
      emails.set(sk.slice(prefix.length), email);
    }
    return emails;
  }

  async read(source: string) {
    const emails = new Map<string, string>();
    const people = new Map<string, MirrorPerson>();
    const { pk, sk: prefix } = addressKey(source, '');
    for await (const item of queryPartition<PersonItem>(this.#client, this.#table, pk, { pageItems: PAGE_ITEMS })) {
      if ('person' in item) people.set(item.sk, item.person);
      else if (item.sk.startsWith(prefix)) emails.set(item.sk.slice(prefix.length), item.email);
    }
    return { emails, people };
  }

  putEmails(source: string, emails: ReadonlyMap<string, string>): Promise<void> {
    return this.#putAll([...emails].map(([user, email]) => ({ ...addressKey(source, user), email })));
  }

  putPeople(people: readonly MirrorPerson[]): Promise<void> {
    return this.#putAll(people.map((person) => ({ ...personKey(person.employeeId), person })));
  }

  async #putAll(items: readonly PersonItem[]): Promise<void> {
    for (const some of chunksOf(items, ACTIONS_MAX)) await this.#putSome(some);
  }

  async #putSome(items: readonly PersonItem[]): Promise<void> {
    const actions = items.map((Item) => ({ Put: { TableName: this.#table, Item } }));
    const target = { client: this.#client, clock: this.#clock, sha256: this.#sha256 };
    await transactPatiently(target, actions, `${items.length} rows of ${MIRROR_PARTITIONS.people} were`);
  }
}
