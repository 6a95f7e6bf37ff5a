import type { PulledPart, TimesheetPuller } from '../../core/timesheets/mirror/timesheet-puller.ts';

export type ScriptedPart = Partial<PulledPart> | Error | (() => Partial<PulledPart>);

/** A timesheet system that answers as it was told, part by part, and keeps from where it was asked to go on. */
export class ScriptedTimesheetPuller implements TimesheetPuller {
  readonly asked: (string | null)[] = [];
  readonly #parts: ScriptedPart[];

  constructor(...parts: readonly ScriptedPart[]) {
    this.#parts = [...parts];
  }

  async pull(_: string, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    signal.throwIfAborted();
    this.asked.push(cursor);
    const part = this.#parts.shift();
    if (part === undefined) throw new Error('nothing is left to answer');
    if (part instanceof Error) throw part;
    const given = typeof part === 'function' ? part() : part;
    return { lines: [], around: [], addresses: [], totals: null, moved: [], next: null, ...given };
  }
}
