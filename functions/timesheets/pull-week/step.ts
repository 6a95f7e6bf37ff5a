import { joinParts, TotalsDifferError } from '../../../core/timesheets/mirror/join-parts.ts';
import type { MirrorPeople, SyncLeases } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { KeptPart, PulledParts } from '../../../core/timesheets/mirror/pulled-parts.ts';
import type { SnapshotStore } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { noticedLater } from '../../../core/values/noticed-later.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { nameOf } from '../../messages/events.ts';
import type { PullPosition, PullWeekEvent, PullWeekResult } from '../../messages/timesheets.ts';
import { NewAddresses } from './new-addresses.ts';

export interface PullWeekPorts {
  readonly puller: TimesheetPuller;
  readonly parts: PulledParts;
  readonly snapshots: Pick<SnapshotStore, 'put'>;
  readonly people: Pick<MirrorPeople, 'emailsOf' | 'putEmails'>;
  readonly leases: Pick<SyncLeases, 'renew'>;
  readonly clock: Clock;
  /** To the source, since this invocation began. */
  readonly requestsSent: () => number;
  readonly uniqueId: () => string;
}

/** An invocation begins no part after that time; the function has a quarter of an hour. */
const BEGIN_WITHIN_MS = 10 * 60_000;
/** A part for each of 100 outsiders among 100,000 people, and for each of their pages. */
const PARTS_MAX = 5_000;
/** About 1.5 MB of text. */
export const LINES_PER_PIECE = 5_000;
const CURSOR_CHARACTERS_MAX = 4_096;
/** As much as the workflow tells of an error that is none of the source's. */
const FAILURE_CHARACTERS_MAX = 500;
/** How often a week is begun: once, and twice again. */
const ATTEMPTS_MAX = 3;
const MORES_MAX = 200;
const WAITS_MAX = 6;
/** A source that asks for more has failed for now. */
const WAIT_SECONDS_MAX = 3_600;

const BEGINNING: PullPosition = { attempt: 0, part: 0, cursor: null, mores: 0, waits: 0, requests: 0, rounds: [] };

/** Pulls the parts of a source's week one after the other, until it is whole, its quota is used up, or time is. */
export async function pullWeek(
  event: PullWeekEvent,
  ports: PullWeekPorts,
  signal: AbortSignal,
): Promise<PullWeekResult> {
  await ports.leases.renew(event);
  const before = event.position ?? BEGINNING;
  const { position, ...result } = await pullRound(event, before, ports, signal);
  return { ...result, position: { ...position, requests: before.requests + ports.requestsSent() } };
}

/** The next part is on its way while one is put. */
async function pullRound(
  event: PullWeekEvent,
  before: PullPosition,
  ports: PullWeekPorts,
  signal: AbortSignal,
): Promise<PullWeekResult> {
  const begunAt = Date.parse(ports.clock.now());
  const round = ports.uniqueId();
  const addresses = new NewAddresses(event.source, ports.people);
  const ask = (cursor: string | null) => noticedLater(ports.puller.pull(event.weekStartDate, cursor, signal));
  let position: PullPosition = { ...before, rounds: [...before.rounds, round] };
  let asked = ask(position.cursor);
  try {
    for (;;) {
      const { addresses: told, next, ...part } = await asked;
      const pieces = inPieces(part);
      const following = next === null ? null : positionAfter(position, pieces.length, next);
      const isInTime = Date.parse(ports.clock.now()) - begunAt < BEGIN_WITHIN_MS;
      if (following && isInTime) asked = ask(following.cursor);
      await addresses.put(told);
      for (const [index, piece] of pieces.entries())
        await ports.parts.put({ ...placeOf(event), round }, position.part + index, piece);
      if (following === null) return await keepSnapshot(event, position, ports);
      position = following;
      if (!isInTime) return more(position);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return afterError(error, event, position, ports);
  }
}

function positionAfter(position: PullPosition, pieces: number, next: string): PullPosition {
  const part = position.part + pieces;
  if (next !== position.cursor && next.length <= CURSOR_CHARACTERS_MAX && part < PARTS_MAX)
    return { ...position, part, cursor: next };
  throw new SourceError('MALFORMED', `part ${part} of the week leads to none that could be next`);
}

/** In pieces of no more lines than are put at once: some systems tell a week in one. */
function inPieces({ lines, ...rest }: Omit<KeptPart, 'goesOn'>): KeptPart[] {
  const [first = [], ...more] = chunksOf(lines, LINES_PER_PIECE);
  const none = { around: [], totals: null, moved: [] };
  return [{ ...rest, lines: first, goesOn: false }, ...more.map((piece) => ({ ...none, lines: piece, goesOn: true }))];
}

async function keepSnapshot(
  event: PullWeekEvent,
  position: PullPosition,
  { parts, snapshots }: PullWeekPorts,
): Promise<PullWeekResult> {
  const place = placeOf(event);
  try {
    const lines = joinParts(parts.read({ ...place, rounds: position.rounds }));
    return { status: 'DONE', position, snapshotKey: await snapshots.put(place, lines) };
  } catch (error) {
    if (!(error instanceof TotalsDifferError)) throw error;
    return anew(position) ?? { status: 'INCOMPLETE', position, failure: `${error.message}, ${ATTEMPTS_MAX} times` };
  }
}

/** What the failure of a part means: that the week is begun anew, that the source is waited for, or that it has failed. */
async function afterError(
  { code, message, retryAfterMs }: SourceError,
  event: PullWeekEvent,
  position: PullPosition,
  { leases }: PullWeekPorts,
): Promise<PullWeekResult> {
  const failed: PullWeekResult = {
    status: 'FAILED',
    position,
    failure: `${code}: ${message}`.slice(0, FAILURE_CHARACTERS_MAX),
  };
  if (code === 'STALE_CURSOR') return anew(position) ?? failed;
  const waitSeconds = Math.ceil(retryAfterMs / 1000);
  const isWaitedFor = code === 'UNAVAILABLE' && waitSeconds > 0 && waitSeconds <= WAIT_SECONDS_MAX;
  if (!isWaitedFor || position.waits >= WAITS_MAX) return failed;
  await leases.renew(event, retryAfterMs);
  return { status: 'WAIT', position: { ...position, waits: position.waits + 1 }, waitSeconds };
}

function anew(position: PullPosition): PullWeekResult | null {
  const { attempt, mores, waits } = position;
  return attempt + 1 < ATTEMPTS_MAX ? more({ ...BEGINNING, mores, waits, attempt: attempt + 1 }) : null;
}

function more(position: PullPosition): PullWeekResult {
  if (position.mores < MORES_MAX) return { status: 'MORE', position: { ...position, mores: position.mores + 1 } };
  return { status: 'FAILED', position, failure: `the week did not end in ${MORES_MAX} rounds` };
}

function placeOf({ owner, source, weekStartDate }: PullWeekEvent) {
  return { execution: nameOf(owner), source, mondayDate: weekStartDate };
}
