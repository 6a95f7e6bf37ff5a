import type { Sha256 } from '../../../core/values/hash.ts';
import type { BatchSource } from '../batch-read.ts';
import { type Action, type TransactAnswer, transact } from '../transact.ts';

const TRIES_MAX = 6;
const PAUSE_MS = 40;

/** The table met too much at once: worth another try later. */
export class MirrorUnavailableError extends Error {
  override readonly name = 'MirrorUnavailableError';
  /** The SDK's mark of what passes. */
  readonly $retryable = {};
}

/**
 * Writes all of the actions or none, again after growing pauses where that did not succeed.
 * @param what is written, for the error
 * @param refuse is given each answer, and throws where no later try may be made
 * @throws MirrorUnavailableError after the last try
 */
export async function transactPatiently(
  { client, clock, sha256 }: Pick<BatchSource, 'client' | 'clock'> & { readonly sha256: Sha256 },
  actions: readonly Action[],
  what: string,
  refuse: (answer: Exclude<TransactAnswer, 'DONE'>) => void = () => {},
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (tries > 0) await clock.pause(PAUSE_MS * 2 ** tries * (1 + Math.random()));
    const answer = await transact(client, sha256, actions);
    if (answer === 'DONE') return;
    refuse(answer);
  }
  throw new MirrorUnavailableError(`${what} not written in ${TRIES_MAX} tries`);
}
