import type { CollectionRecords } from '../../../core/collection/collection-records.ts';
import type { IdentityStore } from '../../../core/collection/identity.ts';
import { matchOwners } from '../../../core/collection/match-actors.ts';
import type { PullId } from '../../../core/collection/pulled-pages.ts';
import type { SeatPlan } from '../../../core/collection/seats.ts';
import type { ActorOwner, RefusedRecord, SeatHolder } from '../../../core/collection/usage-puller.ts';
import { daysOf, hasShrunk, type WriteDaysPorts, writeDay } from '../../../core/collection/write-days.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { mondayOf } from '../../../core/values/week.ts';
import type { WriteDaysEvent, WriteDaysResult, WrittenSoFar } from '../../messages/collection.ts';
import { nameOf } from '../../messages/events.ts';

export interface WritePorts extends WriteDaysPorts {
  readonly identities: IdentityStore;
  readonly records: CollectionRecords;
  /** Of the list prices that weigh shares of a bill. */
  readonly pricesVersion: string;
  readonly clock: Clock;
}

/** An invocation begins no day after that time; the function has a quarter of an hour. */
const BEGIN_WITHIN_MS = 10 * 60_000;
const SAMPLE_MAX = 10;

/** Writes the days of a pull whose every page is there; then notes that the source was collected. */
export async function writeDays(event: WriteDaysEvent, ports: WritePorts): Promise<WriteDaysResult> {
  const { source, window, nextDay } = event;
  const pull = { execution: nameOf(event.execution.id), source: source.source, rounds: event.position.rounds };
  const rest = await readRest(pull, ports);
  const begunAt = Date.parse(ports.clock.now());
  let written: WrittenSoFar = event.written ?? { facts: 0, shrunk: [] };
  for (const day of daysOf({ from: nextDay ?? window.from, to: window.to })) {
    if (Date.parse(ports.clock.now()) - begunAt > BEGIN_WITHIN_MS) {
      return { isDone: false, nextDay: day, written, result: null };
    }
    const settings = {
      seatPlan: seatPlanOf(event),
      pricesVersion: ports.pricesVersion,
      pulledAt: event.execution.startTime,
    };
    const part = await writeDay({ pull, day, seats: rest.seats }, ports, settings);
    written = {
      facts: written.facts + part.after.rows,
      shrunk: hasShrunk(part) ? [...written.shrunk, day] : written.shrunk,
    };
  }
  return finish(event, written, rest, ports);
}

interface Rest {
  readonly owners: readonly ActorOwner[];
  readonly seats: readonly SeatHolder[];
  readonly refused: number;
  readonly refusedSample: readonly RefusedRecord[];
}

async function readRest(pull: PullId, { pages }: WritePorts): Promise<Rest> {
  const owners: ActorOwner[] = [];
  const seats: SeatHolder[] = [];
  const refused: RefusedRecord[] = [];
  for await (const page of pages.readRest(pull)) {
    owners.push(...page.owners);
    seats.push(...page.seats);
    refused.push(...page.refused);
  }
  return { owners, seats, refused: refused.length, refusedSample: refused.slice(0, SAMPLE_MAX) };
}

async function finish(
  { source: { source }, window }: WriteDaysEvent,
  written: WrittenSoFar,
  { owners, refused, refusedSample }: Rest,
  { identities, records, clock }: WritePorts,
): Promise<WriteDaysResult> {
  const at = clock.now();
  await identities.add(await matchOwners(owners, { source, from: window.from }, identities), at);
  const { facts, shrunk } = written;
  await records.noteCollected(source, { at, ...window, facts, refused, refusedSample });
  const mondays = [...new Set(daysOf(window).map(mondayOf))];
  const result = { source, failure: null, facts, refused, refusedSample, shrunk, mondays };
  return { isDone: true, nextDay: null, written, result };
}

function seatPlanOf({ source: { source, seats } }: WriteDaysEvent): SeatPlan | null {
  return seats ? { provider: source, monthlyFeeUsd6: seats.monthlyFeeUsd, purchased: seats.purchased } : null;
}
