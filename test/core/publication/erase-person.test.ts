import { describe, expect, it } from 'vitest';
import { DynamoPseudonyms } from '../../../adapters/dynamodb/publication/pseudonyms.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { type ErasePorts, erasePerson } from '../../../core/publication/erase-person.ts';
import { listDue } from '../../../core/publication/publication.ts';
import type { ListedCwo } from '../../../core/timesheets/cwo-registry.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { type Gate, gatedClient, OPEN } from '../../histories/model/gates.ts';
import { headFor } from '../../worlds/runs.ts';
import { listed } from './publish-undivided.ts';

const WEEKS = ['2026-11-09', '2026-11-16'];
const ARN = 'arn:aws:sns:subscription-1';

/** Two published weeks, of which the second names E9; they manage C1, another person C2. */
class World {
  readonly clock = new TestClock();
  readonly table = new MemoryTable();
  readonly addresses = new Map<string, string | null>([
    ['C1', 'nine@example.com'],
    ['C2', 'eight@example.com'],
  ]);
  readonly topic = new Map<string, string | null>([
    ['nine@example.com', ARN],
    ['eight@example.com', 'arn:aws:sns:subscription-2'],
  ]);
  readonly known = new Set(['nine@example.com', 'eight@example.com']);

  ports(gate: Gate = OPEN): ErasePorts {
    const { addresses, topic, known } = this;
    const managers: Readonly<Record<string, string>> = { C1: 'E9', C2: 'E8' };
    const client = gatedClient(this.table.client, gate);
    const list = async function* (): AsyncGenerator<ListedCwo> {
      for (const [cwoId, pmEmail] of addresses) yield listed(cwoId, { pmEmployeeId: managers[cwoId] ?? null, pmEmail });
    };
    return {
      clock: this.clock,
      pseudonyms: new DynamoPseudonyms(client, 'ledger'),
      publications: new DynamoPublications(client, 'ledger'),
      ledger: { readHead: async (id, monday) => (id === 'E9' && monday === WEEKS[1] ? headFor(id) : null) },
      cwos: {
        listAll: list,
        forgetAddress: (cwoId, employeeId) =>
          gate('forgetAddress', async () => {
            if (managers[cwoId] === employeeId) addresses.set(cwoId, null);
          }),
      },
      subscribers: { delete: (email) => gate('delete', async () => void known.delete(email)) },
      alertSubscriptions: {
        async *list() {
          for (const [email, subscriptionArn] of topic) yield { email, subscriptionArn };
        },
        unsubscribe: (arn) =>
          gate('unsubscribe', async () => {
            for (const [email, subscriptionArn] of topic) if (subscriptionArn === arn) topic.delete(email);
          }),
      },
    };
  }

  async publish(): Promise<void> {
    const { publications } = this.ports();
    for (const week of WEEKS) {
      const version = await publications.raise(week, this.clock.now());
      await publications.confirm(week, version, { rows: 1, tokens: 1n, costUsd4: 1n }, this.clock.now());
    }
  }

  /** Whether nothing of E9 is left where it may be erased. */
  async isErased(): Promise<boolean> {
    const { publications } = this.ports();
    const pseudonyms = new DynamoPseudonyms(this.table.client, 'ledger');
    const due = await listDue(publications, this.clock.now());
    const isMarked = due.weeks.join() === WEEKS[1] && due.undivided;
    const hasName = (await pseudonyms.list()).get('E9') !== undefined;
    return isMarked && hasName && this.addresses.get('C1') === null && !this.topic.has('nine@example.com');
  }
}

describe('erasing a person', () => {
  it('has them stand under another name, takes out their address, and has the weeks that name them published anew', async () => {
    const world = new World();
    await world.publish();

    const erased = await erasePerson({ employeeId: 'E9', by: 'dpo' }, 'person-1', world.ports());

    const at = world.clock.now();
    expect(erased).toEqual({
      pseudonym: 'person-1',
      by: 'dpo',
      at,
      weeks: [WEEKS[1]],
      cwoIds: ['C1'],
      unsubscribed: 1,
    });
    expect(await world.isErased()).toBe(true);
    expect(Object.fromEntries(world.addresses)).toEqual({ C1: null, C2: 'eight@example.com' });
    expect([...world.known]).toEqual(['eight@example.com']);
    expect([...world.topic.keys()]).toEqual(['eight@example.com']);
  });

  it('again keeps the name that stands first', async () => {
    const world = new World();
    await erasePerson({ employeeId: 'E9', by: 'dpo' }, 'person-1', world.ports());

    const again = await erasePerson({ employeeId: 'E9', by: 'somebody' }, 'person-2', world.ports());

    expect(again).toMatchObject({ pseudonym: 'person-1', by: 'dpo' });
    expect(await world.ports().pseudonyms.keep('E9', { pseudonym: 'person-3', by: 'x', at: 'T' })).toMatchObject({
      pseudonym: 'person-1',
    });
  });

  it('of somebody whom nothing names changes nothing but the name', async () => {
    const world = new World();
    await world.publish();

    const erased = await erasePerson({ employeeId: 'E0', by: 'dpo' }, 'person-0', world.ports());

    expect(erased).toMatchObject({ pseudonym: 'person-0', weeks: [], cwoIds: [], unsubscribed: 0 });
    expect(world.topic.size).toBe(2);
  });

  const CALLS = 7;
  const deaths = Array.from({ length: CALLS }, (_, at) =>
    (['BEFORE', 'AFTER'] as const).map((moment) => [moment, at] as const),
  );

  it.each(deaths.flat())('that dies %s its call %i is done by doing it again', async (moment, at) => {
    const world = new World();
    await world.publish();
    let calls = 0;
    const dying: Gate = async (_call, action) => {
      calls += 1;
      if (calls - 1 < at) return action();
      if (calls - 1 === at && moment === 'AFTER') await action();
      throw new Error('died');
    };

    await expect(erasePerson({ employeeId: 'E9', by: 'dpo' }, 'person-1', world.ports(dying))).rejects.toThrow('died');
    await erasePerson({ employeeId: 'E9', by: 'dpo' }, 'person-2', world.ports());

    expect(await world.isErased()).toBe(true);
  });
});
