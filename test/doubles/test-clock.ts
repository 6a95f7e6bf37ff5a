import type { Clock } from '../../core/values/clock.ts';

/** A clock that stands still until it is moved, and never waits; it tells which pauses were asked for, in ms. */
export class TestClock implements Clock {
  readonly pauses: number[] = [];
  #now: string;

  constructor(now = '2026-11-24T06:00:00.000Z') {
    this.#now = now;
  }

  now(): string {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now = new Date(Date.parse(this.#now) + ms).toISOString();
  }

  async pause(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(ms);
  }
}
