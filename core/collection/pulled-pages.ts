import type { PlainDate } from '../values/week.ts';
import type { PulledPage } from './usage-puller.ts';

/** A pull of one source in one execution. */
export interface PullId {
  readonly execution: string;
  readonly source: string;
  /** Counts how often the window was begun anew. */
  readonly attempt: number;
}

/** What of a page is of a day. */
export type PageDay = Pick<PulledPage, 'facts' | 'spreadUsage' | 'billed'>;
/** What of it is of no day. */
export type PageRest = Pick<PulledPage, 'owners' | 'seats' | 'refused'>;

/** Pages between the pull and the days that are written from them. */
export interface PulledPages {
  /** Putting one again is harmless. */
  put(pull: PullId, number: number, page: PulledPage): Promise<void>;
  /** Of one day, of all pages. */
  readDay(pull: PullId, day: PlainDate): AsyncIterable<PageDay>;
  readRest(pull: PullId): AsyncIterable<PageRest>;
}
