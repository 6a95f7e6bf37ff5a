import type { HoursHundredths } from '../../values/hours.ts';
import type { BuiltWeek } from './build-week.ts';
import { roundHours, SECONDS_PER_HUNDREDTH } from './hundredths.ts';
import { isRunning } from './judge-entries.ts';
import type { Snapshot } from './normal-form.ts';

/** How much of what a source told a mapping leads to a target. */
export interface Coverage {
  /** Users with entries. */
  readonly people: number;
  /** All of whose entries are of an employee whose week is written. */
  readonly mappedPeople: number;
  readonly hours: HoursHundredths;
  readonly mappedHours: HoursHundredths;
}

export const NO_COVERAGE: Coverage = { people: 0, mappedPeople: 0, hours: 0, mappedHours: 0 };

/** @param built of the snapshot, by the mapping */
export function coverageOf(built: BuiltWeek, { entries }: Pick<Snapshot, 'entries'>): Coverage {
  const aside = new Set(built.setAside.map(({ employeeId }) => employeeId));
  const led = new Set(
    built.people
      .filter(({ employeeId }) => !aside.has(employeeId))
      .flatMap(({ users }) => [...users].flatMap(([user, days]) => [...days.keys()].map((day) => `${day} ${user}`))),
  );
  const told = entries.filter((entry) => !isRunning(entry));
  const lost = told.filter(({ user, date }) => !led.has(`${date} ${user}`));
  const lostSeconds = lost.reduce((sum, { seconds }) => sum + seconds, 0);
  const people = new Set(told.map(({ user }) => user)).size;
  const hours = built.weeks.flatMap(({ body }) => body.entries).reduce((sum, entry) => sum + entry.hours, 0);
  const unmappedHours = built.unmapped.reduce((sum, item) => sum + item.hours, 0);
  return {
    people,
    mappedPeople: people - new Set(lost.map(({ user }) => user)).size,
    hours: hours + roundHours(lostSeconds, SECONDS_PER_HUNDREDTH),
    mappedHours: hours - unmappedHours,
  };
}

export function addCoverage(a: Coverage, b: Coverage): Coverage {
  return {
    people: a.people + b.people,
    mappedPeople: a.mappedPeople + b.mappedPeople,
    hours: a.hours + b.hours,
    mappedHours: a.mappedHours + b.mappedHours,
  };
}
