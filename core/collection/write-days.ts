import { addDays, type PlainDate } from '../values/week.ts';
import { API_REPORTER, type FactTable, type PartSums, type ReplacedPart } from './fact-table.ts';
import { FactSum } from './merge-facts.ts';
import type { PulledPages, PullId } from './pulled-pages.ts';
import { type SeatPlan, seatFacts } from './seats.ts';
import { spreadBilled } from './spread-billed.ts';
import type { BilledAmount, PullWindow, SeatHolder, SpreadUsage } from './usage-puller.ts';

export interface WriteDaysPorts {
  readonly pages: PulledPages;
  readonly facts: FactTable;
}

export interface DaySettings {
  readonly seatPlan: SeatPlan | null;
  /** Of the list prices that weigh shares of a bill. */
  readonly pricesVersion: string;
  /** ISO instant. */
  readonly pulledAt: string;
}

/** Writes the facts of one day of a pull that is whole. */
export async function writeDay(
  { pull, day, seats }: { pull: PullId; day: PlainDate; seats: readonly SeatHolder[] },
  { pages, facts }: WriteDaysPorts,
  { seatPlan, pricesVersion, pulledAt }: DaySettings,
): Promise<ReplacedPart> {
  const sum = new FactSum();
  const usage: SpreadUsage[] = [];
  const billed: BilledAmount[] = [];
  for await (const page of pages.readDay(pull, day)) {
    for (const fact of page.facts) sum.add(fact);
    usage.push(...page.spreadUsage);
    billed.push(...page.billed);
  }
  for (const fact of spreadBilled(usage, billed, pricesVersion)) sum.add(fact);
  for (const fact of seatPlan ? seatFacts(day, seats, seatPlan) : []) sum.add(fact);
  const part = { source: pull.source, usageDate: day, reporter: API_REPORTER };
  return facts.replace(part, sum.list(), pulledAt);
}

/** The days of a window, ascending. */
export function daysOf({ from, to }: PullWindow): PlainDate[] {
  const days: PlainDate[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Whether a day that is replaced has become smaller by more than half: that is taken, and told. A credit has no half. */
export function hasShrunk({ before, after }: ReplacedPart): boolean {
  if (before === null) return false;
  const isHalf = (what: (sums: PartSums) => bigint) => what(before) > 0n && 2n * what(after) < what(before);
  return isHalf(({ tokens }) => tokens) || isHalf(({ costUsd6 }) => costUsd6);
}
