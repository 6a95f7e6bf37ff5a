import { Command, Option } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import { TimesheetCompany } from './company.ts';
import { STAND_IN_SYSTEMS, type StandInSystem, startTimesheetStandIn } from './systems.ts';

const SEED = 32;
const PEOPLE = 2;
/** So that a page can tell what comes out, whenever it is followed. */
const EVERY_WEEK = '2026-11-16';

/** The stand-in of a timesheet system over loopback, for a small company whose weeks are all alike, until it is told to end. */
const { system } = new Command('timesheet-stand-in')
  .description('Speaks as a timesheet system on 127.0.0.1.')
  .addOption(new Option('--system <name>').choices(Object.keys(STAND_IN_SYSTEMS)).makeOptionMandatory())
  .parse()
  .opts<{ system: string }>();

const company = new TimesheetCompany({ seed: SEED, people: PEOPLE, clock: systemClock, everyWeekLike: EVERY_WEEK });
const week = fullWeekBefore(systemClock.now(), 'UTC', 1);
const standIn = await startTimesheetStandIn(STAND_IN_SYSTEMS[system] as StandInSystem, { company, week }, systemClock);
console.log(JSON.stringify({ url: standIn.url }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => standIn.close());
