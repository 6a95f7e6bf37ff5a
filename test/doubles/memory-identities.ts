import {
  type IdentityEntry,
  type IdentityStore,
  type NewIdentity,
  saysTheSame,
} from '../../core/collection/identity.ts';
import { compareIds } from '../../core/values/ids.ts';

/** Who actors are, in memory. */
export class MemoryIdentities implements IdentityStore {
  readonly entries: IdentityEntry[] = [];

  static of(...entries: readonly IdentityEntry[]): MemoryIdentities {
    const store = new MemoryIdentities();
    store.entries.push(...entries);
    return store;
  }

  async add(entries: readonly NewIdentity[], at: string): Promise<number> {
    const before = this.entries.length;
    for (const identity of entries) {
      const newest = (await this.find(identity.actor)).findLast(({ source }) => source === identity.source);
      if (!newest || !saysTheSame(newest, identity)) this.entries.push({ ...identity, at });
    }
    return this.entries.length - before;
  }

  async *list(): AsyncGenerator<IdentityEntry> {
    yield* this.entries.toSorted((a, b) => compareIds(placeOf(a), placeOf(b)));
  }

  async find({ kind, id }: NewIdentity['actor']): Promise<IdentityEntry[]> {
    const all = await Array.fromAsync(this.list());
    return all.filter(({ actor }) => actor.kind === kind && actor.id === id);
  }
}

function placeOf({ actor, source, at }: IdentityEntry): string {
  return [actor.kind, actor.id, source, at].join('\n');
}
