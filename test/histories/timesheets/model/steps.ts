import fc, { type Arbitrary } from 'fast-check';
import type { ApprovalState } from '../../../../core/timesheets/mirror/normal-form.ts';
import { addDays } from '../../../../core/values/week.ts';
import { allTasks, type LoggedEntry, NOTE_CANARY } from '../../../../local/stand-ins/timesheets/draw-week.ts';
import { type Death, dyingAt } from '../../model/gates.ts';
import type { PulledWorld } from './pulled-world.ts';

/** What happens in a history. Numbers say which, as far as there are so many. */

const STATES = ['DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED'] as const;
const number = fc.nat(99);
const HUNDREDTH_SECONDS = 36;
/** Soon after, so that it is a change of the last minute; a while; the next day. */
const gap = fc.constantFrom(1_000, 5 * 60_000, 31 * 60_000, 86_400_000);
const death: Arbitrary<Death | null> = fc.option(
  fc.record<Death>({
    atCall: fc.oneof(fc.nat(12), fc.nat(40)),
    moment: fc.constantFrom('BEFORE', 'AFTER'),
    times: fc.constant(1),
    of: fc.constant('RUN'),
  }),
  { nil: null, freq: 2 },
);

export type Step = Readonly<Record<'gap', number>> &
  (
    | {
        readonly does: 'log';
        readonly who: number;
        readonly day: number;
        readonly task: number;
        readonly hours: number;
      }
    | { readonly does: 'edit'; readonly which: number; readonly hours: number; readonly task: number }
    | { readonly does: 'delete'; readonly which: number }
    | { readonly does: 'move'; readonly which: number; readonly to: 'person' | 'date' | 'task'; readonly where: number }
    | { readonly does: 'state'; readonly who: number; readonly week: number; readonly state: ApprovalState }
    | { readonly does: 'archive'; readonly who: number }
    | { readonly does: 'remap'; readonly what: Parameters<PulledWorld['remap']>[0] }
    | { readonly does: 'sync'; readonly remap: boolean; readonly death: Death | null }
    | { readonly does: 'run'; readonly week: number; readonly death: Death | null }
    | { readonly does: 'sweep'; readonly death: Death | null }
  );

function step<Does extends Step['does']>(weight: number, does: Does, of: Record<string, Arbitrary<unknown>>) {
  const arbitrary = fc.record({ does: fc.constant(does), ...of, gap }) as unknown as Arbitrary<Step>;
  return { weight, arbitrary };
}

const remaps = fc.oneof(
  fc.record({ shift: fc.nat(4) }),
  fc.record({ role: fc.constantFrom('DEV', 'QA') }),
  fc.record({ cwoShift: fc.nat(3) }),
  fc.record({ lostPerson: fc.integer({ min: -1, max: 3 }) }),
  fc.record({ lostTask: fc.integer({ min: -1, max: 35 }) }),
);

export const STEPS = fc.array(
  fc.oneof(
    step(2, 'log', { who: number, day: number, task: number, hours: fc.integer({ min: 1, max: 300 }) }),
    step(2, 'edit', { which: number, task: number, hours: fc.integer({ min: 1, max: 300 }) }),
    step(2, 'delete', { which: number }),
    step(2, 'move', { which: number, to: fc.constantFrom('person', 'date', 'task'), where: number }),
    step(4, 'state', { who: number, week: number, state: fc.constantFrom(...STATES) }),
    step(1, 'archive', { who: number }),
    step(2, 'remap', { what: remaps }),
    step(4, 'sync', { remap: fc.integer({ min: 0, max: 3 }).map((one) => one === 0), death }),
    step(1, 'run', { week: number, death }),
    step(1, 'sweep', { death }),
  ),
  { minLength: 2, maxLength: 8, size: 'max' },
);

export async function take(world: PulledWorld, step: Step): Promise<void> {
  const { company, weeks } = world;
  world.advance(step.gap);
  switch (step.does) {
    case 'log':
      return company.log(newEntry(world, step));
    case 'edit':
      return withEntry(world, step.which, ({ id }) =>
        company.edit(id, { seconds: step.hours * HUNDREDTH_SECONDS, task: pick(allTasks(), step.task) }),
      );
    case 'delete':
      return withEntry(world, step.which, ({ id }) => company.remove(id));
    case 'move':
      return withEntry(world, step.which, ({ id }) => company.move(id, { [step.to]: placesOf(world, step)[step.to] }));
    case 'state': {
      const monday = pick(weeks, step.week);
      const { index } = pick(company.people, step.who);
      return company.approve(index, { from: monday, to: addDays(monday, 6) }, step.state);
    }
    case 'archive':
      return company.archive(pick(company.people, step.who).index);
    case 'remap':
      return world.remap(step.what);
    case 'sync':
      return void (await world.sync(step.remap, gateOf(step.death)));
    case 'run':
      return world.runWeek(pick(weeks, step.week), gateOf(step.death));
    case 'sweep':
      return world.sweep(gateOf(step.death));
  }
}

function gateOf(dies: Death | null) {
  return dies === null ? undefined : dyingAt(dies);
}

function pick<Of>(list: readonly Of[], index: number): Of {
  return list[index % list.length] as Of;
}

function entriesOf({ company, weeks }: PulledWorld): LoggedEntry[] {
  return weeks.flatMap((monday) => company.entriesIn({ from: monday, to: addDays(monday, 6) }));
}

function withEntry(world: PulledWorld, which: number, act: (entry: LoggedEntry) => void): void {
  const entries = entriesOf(world);
  if (entries.length > 0) act(pick(entries, which));
}

function placesOf({ company, weeks }: PulledWorld, { where }: { readonly where: number }) {
  return {
    person: pick(company.people, where).index,
    date: addDays(pick(weeks, where), where % 7),
    task: pick(allTasks(), where),
  };
}

/** Behind all that there are. */
function newEntry(world: PulledWorld, { who, day, task, hours }: Extract<Step, { does: 'log' }>): LoggedEntry {
  const { date, person } = { ...placesOf(world, { where: day }), person: pick(world.company.people, who).index };
  return {
    id: Math.max(0, ...entriesOf(world).map(({ id }) => id)) + 1_000,
    ...{ person, date, startMinute: 600, seconds: hours * HUNDREDTH_SECONDS, task: pick(allTasks(), task) },
    ...{ isBillable: true, isRunning: false, note: NOTE_CANARY, updatedAt: '' },
  };
}
