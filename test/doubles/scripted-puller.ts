import type { PulledPage, PullWindow, UsagePuller } from '../../core/collection/usage-puller.ts';

/** A function is asked with the cursor. */
export type ScriptedAnswer = PulledPage | Error | ((cursor: string | null) => PulledPage);

/** A source that answers as it was told, answer by answer, and keeps what it was asked; the last answer stays. */
export class ScriptedPuller implements UsagePuller {
  readonly asked: { readonly window: PullWindow; readonly cursor: string | null }[] = [];
  readonly #answers: ScriptedAnswer[];

  constructor(...answers: readonly ScriptedAnswer[]) {
    this.#answers = [...answers];
  }

  async pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage> {
    signal.throwIfAborted();
    this.asked.push({ window, cursor });
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (answer === undefined) throw new Error('nothing is left to answer');
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(cursor) : answer;
  }
}
