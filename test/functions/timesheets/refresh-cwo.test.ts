import { describe, expect, it } from 'vitest';
import { refreshCwoEventSchema } from '../../../functions/messages/cwo.ts';
import { refreshCwo } from '../../../functions/timesheets/refresh-cwo/step.ts';
import { MemoryCwoRegistry } from '../../doubles/memory-cwo-registry.ts';
import { TickingClock } from '../../doubles/recalculation-ports.ts';
import { describedCwo } from '../../worlds/cwos.ts';

const { signal } = new AbortController();

/** The timesheet system, where another PM may take over at any time. */
class World {
  readonly registry = new MemoryCwoRegistry();
  readonly clock = new TickingClock();
  manager: string | null = 'FORMER';

  refresh(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    const fetchCwo = async () => {
      const { manager } = this;
      const answer = describedCwo('C1', manager && `${manager}@example.com`, { manager });
      this.clock.pass(1);
      await meanwhile();
      this.clock.pass(1);
      return answer;
    };
    return refreshCwo('C1', { cwos: { fetchCwo }, registry: this.registry, clock: this.clock }, signal);
  }

  known() {
    const { cwo, email } = this.registry.known.get('C1') ?? {};
    return [cwo?.projectManager?.employeeId ?? null, email];
  }
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
      world.manager = 'SUCCESSOR';
      await world.refresh();
    });

    expect(world.known()).toEqual(['SUCCESSOR', 'SUCCESSOR@example.com']);
  });

  it('fails where the system does, so that its message comes again', async () => {
    const world = new World();
    const died = new Error('timesheet system: answered 503');

    await expect(world.refresh(() => Promise.reject(died))).rejects.toBe(died);
    expect(world.registry.known.size).toBe(0);
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
