import type { ClientKey } from '../../core/billing/closed-month.ts';
import type { Month } from '../../core/billing/months.ts';
import type { PublishedPart } from '../../core/publication/publication.ts';
import { SWEEP } from '../../core/runs/told-findings.ts';
import type { Sha256 } from '../../core/values/hash.ts';
import { isCwo, type Target } from '../../core/values/ids.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { PARTITIONS } from '../../functions/names.ts';

/** Keys of `TokenCostAllocation` (`docs/architecture.md`, "Data that rests"). */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const SHARDS = 16;

/** The shards of a week's heads, `00` to `15`. */
export const SHARD_NAMES: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => shardName(shard));

export class Keys {
  readonly #sha256: Sha256;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  head(employeeId: string, mondayDate: MondayDate): Key {
    return { pk: weekShard(mondayDate, this.#shardOf(employeeId)), sk: employeeId };
  }

  revision(employeeId: string, mondayDate: MondayDate, revision: number): Key {
    return { pk: `${PARTITIONS.revisions}${employeeId}#${mondayDate}`, sk: revisionSort(revision) };
  }

  /** The current line; OVERHEAD and UNALLOCATED are spread over shards, as half a company may end there. */
  line(target: Target, employeeId: string, mondayDate: MondayDate): Key {
    const shard = isCwo(target) ? null : this.#shardOf(employeeId);
    return { pk: linePartition(target, shard), sk: `${mondayDate}#${employeeId}` };
  }

  #shardOf(employeeId: string): string {
    return shardOf(this.#sha256(employeeId));
  }
}

/** The shard of what has this SHA-256. */
export function shardOf(hash: string): string {
  return shardName(Number.parseInt(hash.slice(0, 8), 16) % SHARDS);
}

/** Where the current lines of a target lie. */
export function linePartitions(target: Target): string[] {
  return isCwo(target) ? [linePartition(target, null)] : SHARD_NAMES.map((shard) => linePartition(target, shard));
}

export function linePartition(target: Target, shard: string | null): string {
  return `${PARTITIONS.lines}${target}${shard === null ? '' : `#${shard}`}`;
}

export function weekShard(mondayDate: MondayDate, shard: string): string {
  return `${PARTITIONS.heads}${mondayDate}#${shard}`;
}

export function runKey(mondayDate: MondayDate, runId: string): Key {
  return { pk: `${PARTITIONS.runs}${mondayDate}`, sk: runId };
}

/** Marks a week whose every employee was run; it lists before the runs. */
export function fullRunKey(mondayDate: MondayDate): Key {
  return runKey(mondayDate, '#FULL');
}

/** What operators have been told of the week, where it lists before the runs, or of the sweep. */
export function toldKey(of: MondayDate | typeof SWEEP): Key {
  return of === SWEEP ? { pk: PARTITIONS.sweep, sk: 'TOLD' } : runKey(of, '#TOLD');
}

/** An operator's word on an employee-week whose timesheet was created anew. */
export function acceptanceKey(employeeId: string, mondayDate: MondayDate): Key {
  return { pk: `${PARTITIONS.acceptances}${mondayDate}`, sk: employeeId };
}

/** How a part was published. */
export function publicationKey(part: PublishedPart): Key {
  return { pk: PARTITIONS.publications, sk: part };
}

/** A month that was closed for a client, or for what is no client's. */
export function closingKey(month: Month, clientId: ClientKey): Key {
  return { pk: PARTITIONS.closings, sk: `${month}#${clientId ?? ''}` };
}

/** Six digits, so that the decisions on a CWO list in order. */
export function rechargeKey(cwoId: string, version: number): Key {
  return { pk: PARTITIONS.recharges, sk: `${cwoId}#${version.toString().padStart(6, '0')}` };
}

/** Finance's word on an employee-week. */
export function billingAcceptanceKey(employeeId: string, mondayDate: MondayDate): Key {
  return { pk: `${PARTITIONS.billingAcceptances}${mondayDate}`, sk: employeeId };
}

/** The name that stands for somebody who was erased. */
export function pseudonymKey(employeeId: string): Key {
  return { pk: PARTITIONS.pseudonyms, sk: employeeId };
}

/** How the collection of a source stands. */
export function collectionKey(source: string): Key {
  return { pk: PARTITIONS.collections, sk: source };
}

/** A recalculation that a week waits for since its usage was collected anew. */
export function pendingKey(mondayDate: MondayDate, requestKey: string): Key {
  return { pk: `${PARTITIONS.collectedWeeks}${mondayDate}`, sk: requestKey };
}

/** How far the sweep has come. */
export const SWEEP_STATE_KEY: Key = { pk: PARTITIONS.sweep, sk: 'STATE' };

/** Six digits, so that revisions list in order. */
export function revisionSort(revision: number): string {
  return `REV#${revision.toString().padStart(6, '0')}`;
}

function shardName(shard: number): string {
  return shard.toString().padStart(2, '0');
}
