import type { PlainDate } from '../values/week.ts';
import type { PulledPage } from './usage-puller.ts';

/** The pull of one source in one execution. */
interface PullOf {
  readonly execution: string;
  readonly source: string;
}

/** Pages that one invocation puts: they count once its answer is there. */
export interface PullRound extends PullOf {
  readonly round: string;
}

/** A pull that has come to its end. */
export interface PullId extends PullOf {
  /** The invocations that have answered: what others put is none of it. */
  readonly rounds: readonly string[];
}

/** What of a page is of a day. */
export type PageDay = Pick<PulledPage, 'facts' | 'spreadUsage' | 'billed'>;
/** What of it is of no day. */
export type PageRest = Pick<PulledPage, 'owners' | 'seats' | 'refused'>;

/** Pages between the pull and the days that are written from them. */
export interface PulledPages {
  put(of: PullRound, number: number, page: PulledPage): Promise<void>;
  /** Of one day, of all pages. */
  readDay(pull: PullId, day: PlainDate): AsyncIterable<PageDay>;
  readRest(pull: PullId): AsyncIterable<PageRest>;
}
