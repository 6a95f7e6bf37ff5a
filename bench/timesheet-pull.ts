import { runSample } from './run-sample.ts';
import { markdownTable } from './scale-tables.ts';

/** What a function of the sync took for a week of so many people. */
export interface TimesheetSample {
  /** What it did: pulled a system's week, or applied it. */
  readonly what: string;
  readonly people: number;
  /** Lines of the week's snapshot that are entries. */
  readonly entries: number;
  /** To the system; null where none is asked. */
  readonly requests: number | null;
  readonly seconds: number;
  /** The largest resident size of its process. */
  readonly residentMb: number;
}

const SAMPLE_MAX_MINUTES = 60;

/** Weeks of companies of these numbers of people, by each connector from its stand-in, on fresh engines below `.local/bench`. */
export function benchTimesheetPulls(people: readonly number[]): TimesheetSample[] {
  const of = 'timesheet pulls';
  return runSample({ script: 'bench/timesheet-pull-sample.ts', args: people, of, minutesMax: SAMPLE_MAX_MINUTES });
}

/** Each against the same of the smallest company, in Markdown. */
export function timesheetPullsTable(samples: readonly TimesheetSample[]): string {
  const firstOf = new Map([...samples].reverse().map((sample) => [sample.what, sample]));
  return markdownTable(
    ['step', 'people', 'entries', 'requests', 's', 'entries a second', 'peak MB', 'memory to the first'],
    samples.map((sample) => [
      sample.what,
      sample.people.toLocaleString('en'),
      sample.entries.toLocaleString('en'),
      sample.requests?.toLocaleString('en') ?? '',
      sample.seconds.toFixed(1),
      Math.round(sample.entries / sample.seconds).toLocaleString('en'),
      sample.residentMb.toFixed(0),
      (sample.residentMb / (firstOf.get(sample.what)?.residentMb ?? sample.residentMb)).toFixed(2),
    ]),
  );
}
