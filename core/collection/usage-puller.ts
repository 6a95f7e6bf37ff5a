import type { PlainDate } from '../values/week.ts';
import type { Actor, UsageFact } from './usage-fact.ts';

/** Days to pull, the end exclusive. */
export interface PullWindow {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** An amount that is billed and names no person: it is spread over the usage of its day (`spread-billed.ts`). */
export interface BilledAmount {
  readonly usageDate: PlainDate;
  /** Usage carries the same key where the amount explains it: a model, or whatever else the bill and the usage share. */
  readonly spreadKey: string;
  /** The row that stands for what no usage explains: of actor NONE, with the whole amount as its cost. */
  readonly fact: UsageFact;
}

/** Usage whose cost is a share of what is billed for its day and key. */
export interface SpreadUsage {
  readonly spreadKey: string;
  /** Without a cost; `weight` says for how much of the bill it stands. */
  readonly fact: UsageFact;
  /** List price in units of 10^-12 USD: 0 where there is none. */
  readonly weight: bigint;
}

/** Something of an answer that is not taken, and why. Says nothing of a person. */
export interface RefusedRecord {
  /** Where it stood: `page 2, usageEvents.14` */
  readonly place: string;
  readonly reason: string;
}

/** A key or account with the address of its owner, as the source's own roster says. */
export interface ActorOwner {
  readonly actor: Actor;
  /** In lower case. */
  readonly email: string;
}

/** Who holds a seat that is paid by the month, and on which days as far as the source tells. */
export interface SeatHolder {
  readonly actor: Actor;
  readonly from: PlainDate;
  /** Exclusive; null while it is held. */
  readonly to: PlainDate | null;
}

export interface PulledPage {
  /** Facts that are whole. Several of one key are summed when the day is written. */
  readonly facts: readonly UsageFact[];
  readonly spreadUsage: readonly SpreadUsage[];
  readonly billed: readonly BilledAmount[];
  readonly owners: readonly ActorOwner[];
  /** Of sources whose seats are told. */
  readonly seats: readonly SeatHolder[];
  readonly refused: readonly RefusedRecord[];
  /** Where the next page begins, opaque text of at most 4,096 characters; null after the last one. */
  readonly next: string | null;
}

/** A source that is pulled by its API. */
export interface UsagePuller {
  /**
   * One page: at most a few requests, one after the other. All pages of a window, in order, hold every day of it whole.
   * @param cursor of the page before; null for the first
   * @throws SourceError
   */
  pull(window: PullWindow, cursor: string | null, signal: AbortSignal): Promise<PulledPage>;
}
