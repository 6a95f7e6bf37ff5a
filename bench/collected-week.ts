import { runSample } from './run-sample.ts';
import { markdownTable } from './scale-tables.ts';

/** A week that was built from so many daily rows, of as many employees each time. */
export interface CollectedWeekSample {
  readonly rows: number;
  readonly employees: number;
  readonly seconds: number;
  /** The largest resident size of the builder. */
  readonly residentMb: number;
}

const SAMPLE_MAX_MINUTES = 30;

/** Weeks of these numbers of daily rows, on a fresh engine below `.local/bench`. */
export function benchCollectedWeeks(rows: readonly number[]): CollectedWeekSample[] {
  const of = 'collected weeks';
  return runSample({ script: 'bench/collected-week-sample.ts', args: rows, of, minutesMax: SAMPLE_MAX_MINUTES });
}

/** Against the first of them, in Markdown. */
export function collectedWeeksTable(samples: readonly CollectedWeekSample[]): string {
  const [first] = samples;
  return markdownTable(
    ['daily rows', 'employees', 's', 'time to the first', 'peak MB of the builder', 'memory to the first'],
    samples.map(({ rows, employees, seconds, residentMb }) => [
      rows.toLocaleString('en'),
      employees.toLocaleString('en'),
      seconds.toFixed(1),
      (seconds / (first?.seconds ?? seconds)).toFixed(2),
      residentMb.toFixed(0),
      (residentMb / (first?.residentMb ?? residentMb)).toFixed(2),
    ]),
  );
}
