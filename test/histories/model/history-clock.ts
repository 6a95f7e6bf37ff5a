import type { Clock } from '../../../core/values/clock.ts';

/** A clock that moves a millisecond whenever it is looked at, so that no two instants are the same; pauses take none. */
export class HistoryClock implements Clock {
  #instant = Date.parse('2026-11-24T06:00:00.000Z');

  now(): string {
    this.#instant += 1;
    return new Date(this.#instant).toISOString();
  }

  async pause(): Promise<void> {}

  advance(ms: number): void {
    this.#instant += ms;
  }

  get ms(): number {
    return this.#instant;
  }
}
