import { TestClock } from './test-clock.ts';

/** A clock that only waits move: hours of pauses pass at once. */
export class VirtualClock extends TestClock {
  override async pause(ms: number, signal?: AbortSignal): Promise<void> {
    await super.pause(ms, signal);
    this.advance(ms);
  }
}
