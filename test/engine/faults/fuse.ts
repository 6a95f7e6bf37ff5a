import { type Watcher, watched } from './watch.ts';

/**
 * What happens to a step: it dies when so many of its calls have reached the other side, 0 being none of them, or the
 * answer to one of its calls is lost on the way back. Calls are counted from 1, over all invocations of the step.
 */
export type Fault = { readonly diesAfter: number } | { readonly losesAnswer: number };

const FOREVER = new Promise<never>(() => undefined);

/**
 * Carries out a fault. A dead step is one that nobody hears of again: its calls never come back, so that none of its
 * code, no catch and no retry, runs on. Whoever invoked it is told, and may invoke it anew.
 */
export class Fuse implements Watcher {
  /** The calls so far, by name. */
  readonly calls: string[] = [];
  readonly #fault: Fault | null;
  readonly #death = Promise.withResolvers<'DEAD'>();
  #isDead = false;

  constructor(fault: Fault | null = null) {
    this.#fault = fault;
  }

  /** Invokes a step as the workflow does: once more where it died. */
  async invoke<T>(step: (attempt: number) => Promise<T>): Promise<T> {
    try {
      return await this.invokeOnce(() => step(0));
    } catch (error) {
      if (error instanceof DeadStepError) return step(1);
      throw error;
    }
  }

  /** @throws DeadStepError where it died; later invocations meet no fault */
  async invokeOnce<T>(step: () => Promise<T>): Promise<T> {
    if (this.#isDead) return step();
    const answer = watched(this, async () => ({ value: await step() }));
    const end = await Promise.race([answer, this.#death.promise]);
    if (end === 'DEAD') throw new DeadStepError('the step died');
    return end.value;
  }

  async pass<T>(name: string, send: () => Promise<T>): Promise<T> {
    if (this.#isDead || this.#dieAfter(this.calls.length)) return FOREVER;
    this.calls.push(name);
    const call = this.calls.length;
    const answer = await send();
    if (this.#isDead || this.#dieAfter(call)) {
      discard(answer);
      return FOREVER;
    }
    if (this.#fault && 'losesAnswer' in this.#fault && this.#fault.losesAnswer === call) {
      discard(answer);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }
    return answer;
  }

  #dieAfter(calls: number): boolean {
    if (!this.#fault || !('diesAfter' in this.#fault) || this.#fault.diesAfter !== calls) return false;
    this.#isDead = true;
    this.#death.resolve('DEAD');
    return true;
  }
}

export class DeadStepError extends Error {
  override readonly name = 'DeadStepError';
}

/** Frees the connection of an answer that nobody will read. */
function discard(answer: unknown): void {
  const { output, body } = answer as { output?: { Body?: { destroy?(): void } }; body?: ReadableStream };
  output?.Body?.destroy?.();
  void body?.cancel();
}
