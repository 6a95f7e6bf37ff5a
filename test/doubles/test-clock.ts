import type { Clock } from '../../core/values/clock.ts';

/** A clock that stands still and never waits; it tells which pauses were asked for, in ms. */
export class TestClock implements Clock {
  readonly pauses: number[] = [];
  readonly #now: string;

  constructor(now = '2026-11-24T06:00:00.000Z') {
    this.#now = now;
  }

  now(): string {
    return this.#now;
  }

  async pause(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(ms);
  }
}
