import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stepOf } from './engine-functions.ts';

const run = promisify(execFile);
const PAUSE_MS = 500;
const BUFFER_BYTES = 16 * 1024 * 1024;

/**
 * Looks twice a second at the resident memory of the engine's function processes. Node gives memory back late, so that
 * a peak between two looks shows in the next one.
 */
export class MemorySampler {
  readonly #engineGroup: number;
  readonly #peaks: Record<string, number> = {};
  #isOn = true;
  readonly #done: Promise<void>;

  /** @param engineGroup the engine's process id, which leads the group of all it starts */
  constructor(engineGroup: number) {
    this.#engineGroup = engineGroup;
    this.#done = this.#loop();
  }

  /** @returns by function, the largest process in MB */
  async stop(): Promise<Record<string, number>> {
    this.#isOn = false;
    await this.#done;
    return this.#peaks;
  }

  async #loop(): Promise<void> {
    while (this.#isOn) {
      const { stdout } = await run('ps', ['-A', '-o', 'pgid=,rss=,args='], { maxBuffer: BUFFER_BYTES });
      for (const [step, megabytes] of functionMemory(stdout, this.#engineGroup)) {
        this.#peaks[step] = Math.max(this.#peaks[step] ?? 0, megabytes);
      }
      await setTimeout(PAUSE_MS);
    }
  }
}

/** Function processes of a group in the output of `ps -o pgid=,rss=,args=`, with their memory in MB. */
export function functionMemory(psOutput: string, group: number): [step: string, megabytes: number][] {
  return psOutput.split('\n').flatMap((line): [string, number][] => {
    const [, pgid, kilobytes, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    const step = stepOf(args);
    return Number(pgid) === group && step !== undefined ? [[step, Math.round(Number(kilobytes) / 1024)]] : [];
  });
}
