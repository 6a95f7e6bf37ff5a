import { describe, expect, it, vi } from 'vitest';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { CwoRoleDemand } from '../../../core/timesheets/timesheets.ts';
import { refreshCwoEventSchema } from '../../../functions/messages/cwo.ts';
import { type RefreshedCwo, refreshCwo } from '../../../functions/timesheets/refresh-cwo/step.ts';
import { MemoryCwoRegistry } from '../../doubles/memory-cwo-registry.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TickingClock } from '../../doubles/recalculation-ports.ts';
import { BACKEND, describedCwo, seenCwo } from '../../worlds/cwos.ts';

const { signal } = new AbortController();

/** The timesheet system, where another PM may take over at any time. */
class World {
  readonly registry = new MemoryCwoRegistry();
  readonly clock = new TickingClock();
  readonly table = new MemoryTable();
  readonly suggestions = new DynamoSuggestions(this.table.client, 'budgets', sha256);
  manager: string | null = 'FORMER';
  roles: readonly CwoRoleDemand[] = [BACKEND];
  /** Of the refreshes so far. */
  asks = 0;

  refresh(meanwhile: (world: this) => Promise<unknown> = async () => {}): Promise<RefreshedCwo> {
    const fetchCwo = async () => {
      const { manager, roles } = this;
      this.asks += 1;
      const answer = { ...describedCwo('C1', manager && `${manager}@example.com`, { manager }), roles };
      this.clock.pass(1);
      await meanwhile(this);
      this.clock.pass(1);
      return answer;
    };
    const ports = {
      timesheets: { fetchCwo },
      cwos: this.registry,
      publications: { expectChange: async () => {} },
      benchmarks: { latest: async () => null },
      suggestions: this.suggestions,
      settings: { weeks: 12, minWeeks: 8, minPeople: 3, fullTimeHours: 40, bufferPct: 5 },
      clock: this.clock,
      sha256,
    };
    return refreshCwo('C1', ports, signal);
  }

  /** The roles that suggestions were made of, in the order in which they were made. */
  async suggested() {
    return (await this.suggestions.list('C1')).map(({ roles }) => roles.map(({ headcount }) => headcount));
  }

  known() {
    const { cwo, email } = this.registry.known.get('C1') ?? {};
    return [cwo?.projectManager?.employeeId ?? null, email];
  }
}

/** A run meets the CWO under a name it never had before. */
async function metByRun({ registry, clock, manager }: World): Promise<void> {
  const met = seenCwo('C1', { name: `As of ${clock.now()}`, manager });
  await registry.update(await registry.findNews([met]), clock.now());
}

describe('a CWO that is asked for', () => {
  it('is known as the system describes it, with the address of its PM', async () => {
    const world = new World();

    await world.refresh();

    expect(world.known()).toEqual(['FORMER', 'FORMER@example.com']);
  });

  it.each(['SUCCESSOR', null])('has no former PM any more once it is %s who manages it', async (manager) => {
    const world = new World();
    await world.refresh();
    world.manager = manager;

    await world.refresh();

    expect(world.known()).toEqual([manager, manager && `${manager}@example.com`]);
  });

  it('keeps the later answer where an earlier one comes in behind it', async () => {
    const world = new World();

    await world.refresh(async () => {
      if (world.asks > 1) return;
      world.manager = 'SUCCESSOR';
      await world.refresh();
    });

    expect(world.known()).toEqual(['SUCCESSOR', 'SUCCESSOR@example.com']);
  });

  it('is asked for again where a run, which hears of no roles, has overtaken the answer', async () => {
    const world = new World();
    await world.refresh();
    world.roles = [{ ...BACKEND, headcount: 4 }];

    const refreshed = await world.refresh(async () => {
      if (world.asks === 2) await metByRun(world);
    });

    expect(refreshed).toEqual({ isSuggested: true });
    expect(world.registry.known.get('C1')).toMatchObject({ roles: world.roles, email: 'FORMER@example.com' });
    expect(world.asks).toBe(3);
  });

  it('fails where each of three answers is overtaken, so that its message comes again', async () => {
    const world = new World();

    await expect(world.refresh(metByRun)).rejects.toThrow('CWO C1: each of 3 answers was overtaken by another one');
    expect(world.asks).toBe(3);
  });

  it('fails where the system does, so that its message comes again', async () => {
    const world = new World();
    const died = new Error('timesheet system: answered 503');

    await expect(world.refresh(() => Promise.reject(died))).rejects.toBe(died);
    expect(world.registry.known.size).toBe(0);
  });
});

describe('a budget for it', () => {
  it('is suggested once it is described, be it known to a run or not', async () => {
    const world = new World();
    expect(await world.refresh()).toEqual({ isSuggested: true });

    const met = new World();
    await metByRun(met);
    met.clock.pass(1);
    expect(await met.refresh()).toEqual({ isSuggested: true });
  });

  it('is not suggested again where another PM takes over', async () => {
    const world = new World();
    await world.refresh();
    world.manager = 'SUCCESSOR';

    expect(await world.refresh()).toEqual({ isSuggested: false });
  });

  it('is suggested again where its roles change, once', async () => {
    const world = new World();
    await world.refresh();
    world.roles = [{ ...BACKEND, headcount: 4 }];

    expect(await world.refresh()).toEqual({ isSuggested: true });
    expect(await world.refresh()).toEqual({ isSuggested: false });
    expect(await world.suggested()).toEqual([[3], [4]]);
  });

  it('is suggested for the later answer alone, where an earlier one comes in behind it', async () => {
    const world = new World();

    const refreshed = await world.refresh(async () => {
      if (world.asks > 1) return;
      world.roles = [{ ...BACKEND, headcount: 4 }];
      await world.refresh();
    });

    expect(refreshed).toEqual({ isSuggested: false });
    expect(await world.suggested()).toEqual([[4]]);
  });

  it('is suggested by the next refresh where one stopped behind the registry', async () => {
    const world = new World();
    const add = vi.spyOn(world.suggestions, 'add').mockRejectedValueOnce(new Error('the table is away'));

    await expect(world.refresh()).rejects.toThrow('the table is away');
    add.mockRestore();

    expect(await world.refresh()).toEqual({ isSuggested: true });
  });

  it.each([
    ['before', true],
    ['after', false],
  ] as const)('is suggested once where a refresh dies %s the write', async (moment, isSuggestedAgain) => {
    const world = new World();
    const send = world.table.send.bind(world.table);
    vi.spyOn(world.table, 'send').mockImplementation(async (command) => {
      if (command.constructor.name !== 'TransactWriteCommand') return send(command);
      if (moment === 'after') await send(command);
      throw new Error('died');
    });
    await expect(world.refresh()).rejects.toThrow('died');
    vi.restoreAllMocks();

    expect(await world.refresh()).toEqual({ isSuggested: isSuggestedAgain });
    expect(await world.suggested()).toEqual([[3]]);
    expect(await world.suggestions.latest('C1')).not.toBeNull();
  });
});

describe('what the queue hands over', () => {
  const event = (...bodies: string[]) => ({ Records: bodies.map((body) => ({ messageId: 'm', body })) });

  it('is one message with the id of a CWO', () => {
    expect(refreshCwoEventSchema.safeParse(event('CWO-0001')).success).toBe(true);
  });

  it.each([
    ['no message', event()],
    ['two messages, of which one could fail alone', event('C1', 'C2')],
    ['what is no id', event('a CWO')],
    ['what is longer than an id', event('C'.repeat(65))],
  ])('is not %s', (_, handed) => {
    expect(refreshCwoEventSchema.safeParse(handed).success).toBe(false);
  });
});
