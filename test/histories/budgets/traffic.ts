import { setImmediate } from 'node:timers/promises';

type Actor = 'A' | 'B';

/** Lets calls through at once, or holds each until its turn has come. */
export class Traffic {
  readonly #isHolding: boolean;
  readonly #waiting: { readonly actor: string; readonly wake: () => void }[] = [];
  readonly #working = new Set<string>(['A', 'B']);

  constructor(isHolding: boolean) {
    this.#isHolding = isHolding;
  }

  pass(actor: string): Promise<void> | undefined {
    if (!this.#isHolding) return;
    return new Promise((wake) => {
      this.#waiting.push({ actor, wake });
    });
  }

  end(actor: string): void {
    this.#working.delete(actor);
  }

  /** Wakes one call after the other, in the order of the word, over and over, until both actors have ended. */
  async drive(word: readonly Actor[], afterEach: () => void): Promise<void> {
    for (let turn = 0; this.#working.size > 0; turn += 1) {
      // Whoever was woken goes on to its next call.
      await setImmediate();
      const actor = word[turn % word.length];
      const next = this.#waiting.findIndex((one) => one.actor === actor);
      this.#waiting.splice(Math.max(next, 0), 1)[0]?.wake();
      afterEach();
    }
  }
}
