import { nameTransient } from '../../functions/runtime/transient-error.ts';
import { PATIENCE_SECONDS } from '../../lib/run/batch-child.ts';
import { type Random, randomOf } from '../../local/sample/random.ts';

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A child of the Map, as patient with a step as `lib/run/batch-child.ts` makes it; time passes by the timers. */
export class BatchChild {
  readonly #began = Date.now();
  readonly #random: Random;

  constructor(name: string) {
    this.#random = randomOf(name);
  }

  seconds(): number {
    return (Date.now() - this.#began) / 1000;
  }

  /** @throws Error where the child has no time left */
  async run(step: () => Promise<unknown>, timeoutSeconds: number): Promise<void> {
    for (;;) {
      if (await this.#tryTwice(step, timeoutSeconds)) return;
      const pause = 1 + this.#random.below(1 + Math.min(14, Math.floor(this.seconds())));
      if (this.seconds() + 1.25 * pause > PATIENCE_SECONDS) throw new Error('the child has no time left');
      await sleep(pause * 1000);
    }
  }

  async #tryTwice(step: () => Promise<unknown>, timeoutSeconds: number): Promise<boolean> {
    for (let tries = 0; tries < 2; tries += 1) {
      if (tries > 0) await sleep(this.#random.below(2_000));
      const timeOut = sleep(timeoutSeconds * 1000).then(() => Promise.reject(new OutOfTimeError()));
      try {
        await Promise.race([step(), timeOut]);
        return true;
      } catch (error) {
        if ((nameTransient(error) as Error).name !== 'TransientError') throw error;
      } finally {
        timeOut.catch(() => {});
      }
    }
    return false;
  }
}

class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  readonly $retryable = {};
}
