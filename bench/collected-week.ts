import { spawnSync } from 'node:child_process';
import { ROOT } from '../local/paths.ts';
import { markdownTable } from './scale-tables.ts';

/** A week that was built from so many daily rows, of as many employees each time. */
export interface CollectedWeekSample {
  readonly rows: number;
  readonly employees: number;
  readonly seconds: number;
  /** The largest resident size of the builder. */
  readonly residentMb: number;
}

const SAMPLE = `${ROOT}bench/collected-week-sample.ts`;
const SAMPLE_MAX_MS = 30 * 60_000;

/** Weeks of these numbers of daily rows, on a fresh engine below `.local/bench`. */
export function benchCollectedWeeks(rows: readonly number[]): CollectedWeekSample[] {
  const { status, stdout } = spawnSync(process.execPath, [SAMPLE, ...rows.map(String)], {
    env: { ...process.env, TOKENLEDGER_LOCAL: `${ROOT}.local/bench` },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: SAMPLE_MAX_MS,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('the sample of collected weeks failed');
  return JSON.parse(stdout);
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
