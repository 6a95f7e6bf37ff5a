const DAY_MS = 86_400_000;
/** The tools that write such logs are younger. */
const EARLIEST_MS = Date.parse('2020-01-01T00:00:00Z');

/** Tells why an instant cannot be when something was used: the clock that wrote it was wrong. */
export class PlausibleInstants {
  readonly #latestMs: number;

  /** @param now ISO instant; up to a day later is taken, as clocks differ and zones are mistaken */
  constructor(now: string) {
    this.#latestMs = Date.parse(now) + DAY_MS;
  }

  faultOf(instantMs: number): string | null {
    if (instantMs > this.#latestMs) return 'timestamp lies in the future';
    return instantMs < EARLIEST_MS ? 'timestamp lies before 2020' : null;
  }
}
