import type { Snapshot } from './normal-form.ts';
import type { Person } from './people.ts';

type Owned = { readonly user: string };

/** A snapshot by whom it tells of. */
export class SnapshotParts {
  readonly #lists: { readonly [List in keyof Snapshot]: ReadonlyMap<string, Snapshot[List][number][]> };

  constructor({ users, entries, sheets, leave, plans }: Snapshot) {
    this.#lists = {
      users: byUser(users),
      entries: byUser(entries),
      sheets: byUser(sheets),
      leave: byUser(leave),
      plans: byUser(plans),
    };
  }

  /** What the person's users told. */
  of({ users }: Pick<Person, 'users'>): Snapshot {
    const { users: all, entries, sheets, leave, plans } = this.#lists;
    const pick = <Row>(list: ReadonlyMap<string, Row[]>) => [...users.keys()].flatMap((user) => list.get(user) ?? []);
    return { users: pick(all), entries: pick(entries), sheets: pick(sheets), leave: pick(leave), plans: pick(plans) };
  }
}

function byUser<Row extends Owned>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ user }) => user);
}
