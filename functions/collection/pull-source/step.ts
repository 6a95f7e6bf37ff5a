import type { PulledPages } from '../../../core/collection/pulled-pages.ts';
import type { PulledPage, PullWindow, UsagePuller } from '../../../core/collection/usage-puller.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays } from '../../../core/values/week.ts';
import type { PullPosition, PullResult, PullSourceEvent } from '../../messages/collection.ts';
import { nameOf } from '../../messages/events.ts';

export interface PullPorts {
  readonly puller: UsagePuller;
  readonly pages: PulledPages;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly uniqueId: () => string;
}

/** An invocation begins no page after that time; the function has a quarter of an hour. */
const BEGIN_WITHIN_MS = 8 * 60_000;
/** 5,000 people with a hundred events a day for a month are 15,000 pages of a thousand. */
const PAGES_MAX = 30_000;
const CURSOR_CHARACTERS_MAX = 4_096;
/** How often a window is begun anew after its cursor was forgotten. */
const ATTEMPTS_MAX = 3;
/** Waits of 30, 60, 120, 240 and 480 s at least, beside the retries of each request. */
const TRIES_MAX = 5;
const WAIT_SECONDS = 30;
/** A source that asks for more has failed for today. */
const WAIT_SECONDS_MAX = 3_600;

const BEGINNING: PullPosition = { attempt: 0, page: 0, cursor: null, tries: 0, lastPage: null, rounds: [] };

/** Pulls pages of a source one after the other, until there are no more, it has to be waited for, or time is up. */
export async function pullSource(event: PullSourceEvent, ports: PullPorts, signal: AbortSignal): Promise<PullResult> {
  const window = event.window ?? trailingWindow(event);
  const begunAt = Date.parse(ports.clock.now());
  const before = event.position ?? BEGINNING;
  const round = ports.uniqueId();
  let position: PullPosition = { ...before, rounds: [...before.rounds, round] };
  while (Date.parse(ports.clock.now()) - begunAt < BEGIN_WITHIN_MS) {
    try {
      const next = await pullPage(event, { window, position, round }, ports, signal);
      if (next === null) return { window, position, status: 'DONE', waitSeconds: 0, failure: null };
      position = next;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return afterError(error, window, position);
    }
  }
  return { window, position, status: 'AGAIN', waitSeconds: 0, failure: null };
}

/** Whole days of UTC before the start: today's would change under the hands of whoever counts them. */
function trailingWindow({ execution, source }: PullSourceEvent): PullWindow {
  const to = new Date(execution.startTime).toISOString().slice(0, 10);
  return { from: addDays(to, -source.windowDays), to };
}

/** @returns the position after the page; null after the last one */
async function pullPage(
  { execution, source }: PullSourceEvent,
  { window, position, round }: { window: PullWindow; position: PullPosition; round: string },
  { puller, pages, sha256 }: PullPorts,
  signal: AbortSignal,
): Promise<PullPosition | null> {
  const { page: number, cursor } = position;
  if (number >= PAGES_MAX) throw new SourceError('MALFORMED', `${source.source} has more than ${PAGES_MAX} pages`);
  const page = await puller.pull(window, cursor, signal);
  const hash = isEmpty(page) ? null : sha256(encodeJson([page.facts, page.spreadUsage, page.billed]));
  if (hash !== null && hash === position.lastPage) {
    throw new SourceError('MALFORMED', `${source.source} page ${number + 1} is the one before it again`);
  }
  await pages.put({ execution: nameOf(execution.id), source: source.source, round }, number, page);
  if (page.next === null) return null;
  if (page.next === cursor || page.next.length > CURSOR_CHARACTERS_MAX) {
    throw new SourceError('MALFORMED', `${source.source} page ${number + 1} leads to no page that could be next`);
  }
  return { ...position, page: number + 1, cursor: page.next, tries: 0, lastPage: hash ?? position.lastPage };
}

function isEmpty({ facts, spreadUsage, billed }: PulledPage): boolean {
  return facts.length + spreadUsage.length + billed.length === 0;
}

/** What the failure of a page means for the pull: that it begins anew, waits, or has failed. */
function afterError(
  { code, message, retryAfterMs }: SourceError,
  window: PullWindow,
  position: PullPosition,
): PullResult {
  const { attempt, tries } = position;
  const failed: PullResult = { window, position, status: 'FAILED', waitSeconds: 0, failure: { code, message } };
  if (code === 'STALE_CURSOR' && attempt + 1 < ATTEMPTS_MAX) {
    return { ...failed, position: { ...BEGINNING, attempt: attempt + 1 }, status: 'AGAIN', failure: null };
  }
  const waitSeconds = Math.max(WAIT_SECONDS * 2 ** tries, Math.ceil(retryAfterMs / 1000));
  if (code !== 'UNAVAILABLE' || tries >= TRIES_MAX || waitSeconds > WAIT_SECONDS_MAX) return failed;
  return { window, position: { ...position, tries: tries + 1 }, status: 'AGAIN', waitSeconds, failure: null };
}
