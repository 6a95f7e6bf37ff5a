import { S3PulledParts } from '../../../../adapters/s3/pulled-parts.ts';
import { uniqueId } from '../../../../adapters/system/unique-id.ts';
import { pullerOf } from '../../../../adapters/timesheets/pullers.ts';
import {
  type CloseSyncEvent,
  openSyncEventSchema,
  type PullWeekResult,
  pullWeekEventSchema,
} from '../../../../functions/messages/timesheets.ts';
import { applyWeek } from '../../../../functions/timesheets/apply-week/step.ts';
import { closeSync } from '../../../../functions/timesheets/close-sync/step.ts';
import { openSync } from '../../../../functions/timesheets/open-sync/step.ts';
import { pullWeek } from '../../../../functions/timesheets/pull-week/step.ts';
import { type StandInSystem, standInTimesheets } from '../../../../local/stand-ins/timesheets/systems.ts';
import { MirrorSystem, type OpenedSync } from '../../../worlds/mirror-syncs.ts';
import { type Gate, gatedClient, OPEN } from '../../model/gates.ts';
import type { HistoryClock } from '../../model/history-clock.ts';

/** Where the stand-in is asked within the process. */
export const STAND_IN_URL = 'http://stand-in.example';
const BUCKET = 'bucket';
const { signal } = new AbortController();

export interface PulledSystem extends StandInSystem {
  readonly name: string;
}

/** What a sync is asked for. */
export interface SyncAsked {
  readonly weeks: readonly string[];
  /** Whether what is kept is applied again, and nobody is asked. */
  readonly remap?: boolean;
  readonly gate?: Gate;
}

/** A mirror whose weeks are pulled by a real connector, by the real steps in the order of the workflow. */
export class PulledMirror extends MirrorSystem {
  override readonly settings: MirrorSystem['settings'];
  readonly #system: PulledSystem;
  #syncs = 0;

  constructor(system: PulledSystem, clock: HistoryClock) {
    super(clock);
    this.#system = system;
    const { source, approval, afterDays } = this.#connector();
    this.settings = { sources: [{ source, approval, afterDays }], dropMaxPct: 20, hotWeeks: 3 };
  }

  /** @returns false where another sync has the right to write */
  async sync({ weeks, remap = false, gate = OPEN }: SyncAsked): Promise<boolean> {
    this.#syncs += 1;
    const event = { executionId: `arn:sync:${this.#syncs}`, weeks, sources: [this.#system.name], remap };
    const opened = await openSync(openSyncEventSchema.parse(event), this.ports(gate));
    if (opened.status === 'SKIPPED') return false;
    const results: CloseSyncEvent['weeks'][number][] = [];
    for (const week of opened.weeks) results.push(await this.#syncWeek(opened, week, gate));
    await closeSync({ ...opened, weeks: results }, this.ports(gate));
    const obstacles = results.flatMap((result) => ('obstacle' in result ? (result.obstacle ?? []) : result.failure));
    if (obstacles.length > 0) throw new Error(obstacles.join('; '));
    return true;
  }

  async #syncWeek(opened: OpenedSync, { source, weekStartDate, ...week }: OpenedSync['weeks'][number], gate: Gate) {
    const { seq, owner, acceptDrop } = opened;
    const of = { seq, owner, source, weekStartDate };
    const pulled = week.snapshotKey === null ? await this.#pull(of, gate) : { status: 'DONE' as const, ...week };
    const requests = null;
    if (pulled.status !== 'DONE') {
      return { source, weekStartDate, status: 'FAILED' as const, failure: told(pulled), requests };
    }
    const snapshotKey = pulled.snapshotKey as string;
    return applyWeek({ ...of, acceptDrop, snapshotKey, complete: week.complete, requests }, this.ports(gate));
  }

  /** Again and again, as the workflow does. */
  async #pull(
    of: Pick<OpenedSync, 'seq' | 'owner'> & { source: string; weekStartDate: string },
    gate: Gate,
  ): Promise<PullWeekResult> {
    const { connector } = this.#connector();
    const { system, secret } = { ...connector, secret: async () => this.#system.secret };
    const puller = pullerOf(system, { ...connector, baseUrl: STAND_IN_URL, secret, clock: this.clock });
    const parts = new S3PulledParts(gatedClient(this.bucket.client, gate), BUCKET);
    const ports = { ...this.ports(gate), puller, parts, uniqueId, requestsSent: () => 0 };
    let result = await pullWeek({ ...of, connector, position: null }, ports, signal);
    while (result.status === 'MORE' || result.status === 'WAIT') {
      result = await pullWeek({ ...of, connector, position: result.position }, ports, signal);
    }
    return result;
  }

  #connector() {
    const { name, afterDays, ...told } = standInTimesheets(this.#system.name, this.#system, { url: STAND_IN_URL });
    const event = { seq: 1, owner: 'o', source: name, weekStartDate: '2026-11-16', position: null, connector: told };
    const { source, connector } = pullWeekEventSchema.parse(event);
    return { source, connector, approval: connector.approval, afterDays };
  }
}

function told(pulled: PullWeekResult): string {
  return 'failure' in pulled ? pulled.failure : pulled.status;
}
