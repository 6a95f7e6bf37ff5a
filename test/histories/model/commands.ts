import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import type { Person } from '../../worlds/company-week.ts';
import type { RawUsage } from '../../worlds/usage-files.ts';
import { keyText, MALFORMED, OVERDRAWN } from './company.ts';
import type { Death, Gate } from './gates.ts';
import { EMPLOYEES, KEYS, MONDAYS, type World } from './world.ts';

/** What the histories have met, by command, so that a command that never does anything is noticed. */
export type Seen = Map<string, number>;
export type Command = AsyncCommand<Seen, World>;

const NINETY_DAYS_MS = 90 * 86_400_000;

/** Acts, and says whether there was anything to act on. */
type Act = (world: World) => unknown;

/** @param name with what it is told: the way a failing history reads */
function command(name: string, act: Act): Command {
  return {
    check: () => true,
    async run(seen, world) {
      const kind = name.replace(/ .*/, '');
      if ((await act(world)) !== false) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    },
    toString: () => name,
  };
}

/** One of them is where most happens. */
const key = fc.oneof(
  { weight: 2, arbitrary: fc.constant(KEYS.at(-1) as EmployeeWeekKey) },
  { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
);
const monday = fc.constantFrom(...MONDAYS, MONDAYS.at(-1) as string);
const logs = fc.constantFrom<Record<string, string>>(
  { C1: '20.00', C2: '20.00' },
  { C1: '40.00' },
  { C1: '10.00', C2: '20.00', C3: '3.00' },
  { C2: '10.00', INTERNAL: '30.00' },
  { C3: '7.50', BROKEN: '2.50' },
  {},
);
const plans = fc.constantFrom<Record<string, string>>(
  { C1: '40.00' },
  { C1: '20.00', C3: '10.00' },
  { C2: '0.00', C3: '0.00' },
  {},
);
const ordinaryCosts = fc.constantFrom('10.000000', '3.333350', '0.000050');
/** None, a credit, and what cannot be used. */
const oddCosts = fc.constantFrom('0.000000', '-2.250000', null);
const costs = fc.oneof({ weight: 4, arbitrary: ordinaryCosts }, { weight: 1, arbitrary: oddCosts });
/** Two runs of three live. */
const death: Arbitrary<Death | null> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record<Death>({
      atCall: fc.oneof(
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom('fetchWeek', 'TransactWriteCommand', 'UpdateCommand', 'PutCommand', 'start', 'delete'),
      ),
      moment: fc.constantFrom('BEFORE', 'AFTER'),
      times: fc.constantFrom(1, 2, 8),
      of: fc.constantFrom('STEP', 'RUN'),
    }),
  },
);

function told(found: EmployeeWeekKey): string {
  return `${found.employeeId} ${found.mondayDate}`;
}

function statusOf(world: World, of: EmployeeWeekKey): string | null | undefined {
  return world.system.company.person(of)?.status;
}

/** Nobody tells of what is submitted. */
function submit(of: EmployeeWeekKey, hours: Person['logs']): Command {
  return command(`submit ${told(of)} ${JSON.stringify(hours)}`, (world) => {
    if (statusOf(world, of) === 'APPROVED' || !world.mayChangeUntold(of)) return false;
    world.changeSheet(of, { status: 'SUBMITTED', logs: hours, entries: [] }, 'NOBODY');
  });
}

function approve(of: EmployeeWeekKey): Command {
  return command(`approve ${told(of)}`, (world) => {
    if (statusOf(world, of) === 'APPROVED') return false;
    world.changeSheet(of, { status: 'APPROVED' }, 'WEBHOOK');
  });
}

function amend(of: EmployeeWeekKey, hours: Person['logs'], entries: Person['entries'] = []): Command {
  return command(`amend ${told(of)} ${JSON.stringify([hours, entries])}`, (world) =>
    world.changeSheet(of, { logs: hours, entries }, 'WEBHOOK'),
  );
}

function reopen(of: EmployeeWeekKey): Command {
  return command(`reopen ${told(of)}`, (world) => {
    if (statusOf(world, of) !== 'APPROVED') return false;
    world.changeSheet(of, { status: 'REOPENED' }, 'WEBHOOK');
  });
}

function takeLeave(of: EmployeeWeekKey, leave: string): Command {
  return command(`leave ${told(of)} ${leave}`, (world) => world.change(of, { leave }, 'FEED'));
}

function replan(of: EmployeeWeekKey, to: Person['plans'], isTold: boolean): Command {
  return command(`${isTold ? 'plan' : 'plan-untold'} ${told(of)} ${JSON.stringify(to)}`, (world) => {
    if (!isTold && !world.mayChangeUntold(of)) return false;
    world.change(of, { plans: to }, isTold ? 'FEED' : 'NOBODY');
  });
}

/** The timesheet system no longer knows the employee, or knows them again. */
function forget(of: EmployeeWeekKey): Command {
  return command(`forget ${told(of)}`, ({ system: { company } }) => {
    const person = company.person(of);
    const before = person ?? company.lastKnown(of);
    const version = (before?.version ?? 0) + 1;
    if (person) company.set(of, null, 'NOBODY');
    else company.set(of, { ...before, version }, 'FEED');
  });
}

function spend(of: EmployeeWeekKey, cost: string | null, isLate: boolean): Command {
  return command(`${isLate ? 'late-usage' : 'changed-usage'} ${told(of)} ${cost}`, ({ system: { lake } }) => {
    const rows = lake.rows(of.mondayDate);
    const row: RawUsage = { employeeId: of.employeeId, source: isLate ? 'late' : 'tool', cost, tokens: 7n };
    lake.put(of.mondayDate, [...(isLate ? rows : rows.filter((other) => other.employeeId !== of.employeeId)), row]);
  });
}

function vanish(of: EmployeeWeekKey): Command {
  return command(`usage-vanishes ${told(of)}`, ({ system: { lake } }) => {
    const rest = lake.rows(of.mondayDate).filter(({ employeeId }) => employeeId !== of.employeeId);
    const isThere = rest.length < lake.rows(of.mondayDate).length;
    lake.put(of.mondayDate, rest);
    return isThere;
  });
}

/** Takes one of the webhooks that are to be delivered. */
function takeWebhook({ system: { company } }: World, index: number): EmployeeWeekKey | undefined {
  return company.outbox.splice(index % (company.outbox.length || 1), 1)[0];
}

function deliver(index: number): Command {
  return command(`deliver ${index}`, async (world) => {
    const webhook = takeWebhook(world, index);
    if (!webhook) return false;
    world.system.company.delivered.push(webhook);
    await world.deliver(webhook);
  });
}

function repeat(index: number, isMonthsLater: boolean): Command {
  return command(`${isMonthsLater ? 'replay-months-later' : 'duplicate'} ${index}`, async (world) => {
    const { delivered } = world.system.company;
    const webhook = delivered[index % (delivered.length || 1)];
    if (!webhook || (isMonthsLater && world.underWay > 0)) return false;
    if (isMonthsLater) {
      await world.settle();
      world.system.clock.advance(NINETY_DAYS_MS);
      world.system.objects.expire();
    }
    await world.deliver(webhook);
  });
}

function lose(index: number): Command {
  return command(`lose ${index}`, (world) => takeWebhook(world, index) !== undefined);
}

/** The next answers about an employee-week come from an old replica, or the next fetches fail. */
function disturb(of: EmployeeWeekKey, times: number, isOutage: boolean): Command {
  return command(`${isOutage ? 'outage' : 'old-replica'} ${told(of)} ${times}`, ({ system: { company } }) => {
    if (isOutage) company.outages = times;
    else company.behind.set(keyText(of), times);
  });
}

function launch(name: string, dies: Death | null, start: (world: World, gate?: Gate) => Promise<void>): Command {
  const kind = dies ? `${name}-dies` : name;
  return command(`${kind} ${dies ? JSON.stringify(dies) : ''}`, (world) =>
    start(world, dies ? world.dying(dies) : undefined),
  );
}

const index = fc.nat({ max: 9 });

function often(weight: number, arbitrary: Arbitrary<Command>): Arbitrary<Command>[] {
  return Array.from({ length: weight }, () => arbitrary);
}

/** Every command; those by which something happens to the ledger are the most frequent. */
export const COMMANDS: Arbitrary<Command>[] = [
  ...often(
    2,
    fc.tuple(key, logs).map(([of, hours]) => submit(of, hours)),
  ),
  ...often(4, key.map(approve)),
  ...often(
    3,
    fc.tuple(key, logs).map(([of, hours]) => amend(of, hours)),
  ),
  fc.tuple(key, fc.constantFrom(MALFORMED, OVERDRAWN)).map(([of, entries]) => amend(of, { C1: '8.00' }, entries)),
  ...often(2, key.map(reopen)),
  fc.tuple(key, fc.constantFrom('40.00', '8.00', '0.00')).map(([of, hours]) => takeLeave(of, hours)),
  ...often(
    2,
    fc.tuple(key, plans, fc.boolean()).map(([of, to, isTold]) => replan(of, to, isTold)),
  ),
  key.map(forget),
  ...often(
    2,
    fc.tuple(key, costs, fc.boolean()).map(([of, cost, isLate]) => spend(of, cost, isLate)),
  ),
  key.map(vanish),
  ...often(4, index.map(deliver)),
  index.map((which) => repeat(which, false)),
  index.map((which) => repeat(which, true)),
  index.map(lose),
  fc.tuple(key, fc.constantFrom(1, 2, 9), fc.boolean()).map(([of, times, isOutage]) => disturb(of, times, isOutage)),
  ...often(
    4,
    fc.tuple(monday, death).map(([day, dies]) => launch('run', dies, (world, gate) => world.runWeek(day, gate))),
  ),
  ...often(
    4,
    fc
      .tuple(death, fc.boolean())
      .map(([dies, isRun]) =>
        launch(isRun && dies ? 'drained-run' : 'drain', dies, (world, gate) =>
          isRun ? world.drain(world.gate, gate) : world.drain(gate),
        ),
      ),
  ),
  ...often(
    2,
    death.map((dies) => launch('sweep', dies, (world, gate) => world.sweep(gate))),
  ),
];

/** What every employee-week is at first: a person and some usage; and the weeks that are run before all else. */
export const beginnings = fc.record({
  states: fc.array(
    fc.record({ status: fc.constantFrom('APPROVED', 'SUBMITTED', 'DRAFT', null), logs, plans, cost: costs }),
    { minLength: KEYS.length, maxLength: KEYS.length },
  ),
  runs: fc.constantFrom(MONDAYS, MONDAYS, MONDAYS.slice(1), []),
});
type Beginning = typeof beginnings extends Arbitrary<infer First> ? First : never;

/** Sets a world to its beginning. */
export async function begin(world: World, { states, runs }: Beginning): Promise<World> {
  const { company, lake } = world.system;
  for (const [at, { status, logs: hours, plans: to, cost }] of states.entries()) {
    const { employeeId, mondayDate } = KEYS[at] as EmployeeWeekKey;
    company.set({ employeeId, mondayDate }, { status, logs: hours, plans: to, version: 1 }, 'NOBODY');
    const row = { employeeId, source: 'tool', cost, tokens: 1000n + BigInt(EMPLOYEES.indexOf(employeeId)) };
    lake.put(mondayDate, [...lake.rows(mondayDate), row]);
  }
  for (const week of runs) await world.runWeek(week);
  return world;
}
