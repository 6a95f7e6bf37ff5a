import { spawnSync } from 'node:child_process';
import { ROOT } from '../local/paths.ts';

/** A script, by its path in the project, that prints its samples as JSON; its progress is shown. */
export interface SampleScript {
  readonly script: string;
  readonly args: readonly (string | number)[];
  /** What it takes, in the words of an error. */
  readonly of: string;
  readonly minutesMax: number;
  /** Of Node. */
  readonly flags?: readonly string[];
}

const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** Runs the script in a process of its own, with a local stack of its own below `.local/bench` if it wants one. */
export function runSample<Sample>({ script, args, of, minutesMax, flags = [] }: SampleScript): Sample {
  const { status, stdout } = spawnSync(process.execPath, [...flags, `${ROOT}${script}`, ...args.map(String)], {
    env: { ...process.env, TOKENLEDGER_LOCAL: `${ROOT}.local/bench` },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: minutesMax * 60_000,
    maxBuffer: OUTPUT_BYTES_MAX,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the sample of ${of} failed`);
  return JSON.parse(stdout);
}
