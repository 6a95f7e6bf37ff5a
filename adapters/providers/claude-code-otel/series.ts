import { addRatios, compareRatios, multiplyRatios, type Ratio, ratio } from '../../../core/values/ratio.ts';
import type { CounterPoint } from './signals.ts';

/** A point with where it was met. */
export interface MetPoint extends CounterPoint {
  readonly file: string;
  readonly line: number | null;
}

/** What a point adds to the one before it, or why that is not taken. */
export type Increment =
  | { readonly point: MetPoint; readonly value: Ratio; readonly isWhole: boolean }
  | { readonly point: MetPoint; readonly reason: string };

const MINUS = ratio(-1n);

/**
 * The points of all series, in whatever order they come: a series is a counter with all its attributes, and a run of it
 * the points of one start. A point that comes again, as exporters repeat what they do not know to have arrived, is one.
 */
export class SeriesPoints {
  readonly #runs = new Map<string, Map<bigint, MetPoint>>();

  /** @returns whether the point is new, one that is there already, or one that contradicts it */
  add(point: MetPoint): 'NEW' | 'SAME' | 'OTHER' {
    const attributes = Object.entries(point.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([point.counter, point.isDelta, point.start.toString(), attributes]);
    const run = this.#runs.get(key) ?? new Map<bigint, MetPoint>();
    this.#runs.set(key, run);
    const before = run.get(point.end);
    if (before) return compareRatios(before.amount.value, point.amount.value) === 0 ? 'SAME' : 'OTHER';
    run.set(point.end, point);
    return 'NEW';
  }

  /**
   * Once all points are there.
   * @param isOfOneDay whether the first point of a run of sums may be taken whole: it sums all since its start
   */
  *increments(isOfOneDay: (point: MetPoint) => boolean): Generator<Increment> {
    for (const run of this.#runs.values()) {
      const points = [...run.values()].sort((a, b) => (a.end < b.end ? -1 : 1));
      if (points[0]?.isDelta) for (const point of points) yield { point, value: point.amount.value, isWhole: true };
      else yield* differences(points, isOfOneDay);
    }
  }
}

function* differences(points: readonly MetPoint[], isOfOneDay: (point: MetPoint) => boolean): Generator<Increment> {
  let before: Ratio | undefined;
  for (const point of points) {
    const { value } = point.amount;
    if (before === undefined && value.numerator > 0n && !isOfOneDay(point)) {
      yield { point, reason: 'sums several days, and the points before it are in no file: it is where others begin' };
    } else if (before !== undefined && compareRatios(value, before) < 0) {
      yield { point, reason: 'is smaller than the point before it, without a new start' };
      continue;
    } else {
      const isWhole = before === undefined;
      yield { point, value: before === undefined ? value : addRatios(value, multiplyRatios(before, MINUS)), isWhole };
    }
    before = value;
  }
}
