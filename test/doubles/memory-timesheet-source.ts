import { readAnswer } from '../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../adapters/timesheets/etm/schema.ts';
import type { TimesheetAnswer, TimesheetSource } from '../../core/timesheets/timesheet-source.ts';
import type { TimesheetStore } from '../../local/timesheets/store.ts';
import { rawWeek, type Sheets } from '../worlds/sheets.ts';

/** The answer of contract 2 to a request, the first of which is number 1. */
type Answer = (mondayDate: string, employeeIds: readonly string[], request: number) => unknown;

/** A timesheet system without a network, whose answers are read as if they had come over one. */
export class MemoryTimesheetSource implements TimesheetSource {
  readonly asked: (readonly string[])[] = [];
  readonly #answer: Answer;

  private constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Answers each request with the next state of its sheets, the last one again and again. */
  static of(...states: readonly Sheets[]): MemoryTimesheetSource {
    const state = (request: number) => states[Math.min(request, states.length) - 1] ?? {};
    return new MemoryTimesheetSource((mondayDate, _, request) => rawWeek(state(request), mondayDate));
  }

  /** Answers what the reference service would. */
  static from(store: TimesheetStore): MemoryTimesheetSource {
    return new MemoryTimesheetSource((mondayDate, employeeIds) => store.queryWeek(mondayDate, employeeIds));
  }

  async fetchWeek(mondayDate: string, employeeIds: readonly string[], signal: AbortSignal): Promise<TimesheetAnswer> {
    signal.throwIfAborted();
    this.asked.push(employeeIds);
    const answer = JSON.parse(JSON.stringify(this.#answer(mondayDate, employeeIds, this.asked.length)));
    return readAnswer(envelopeSchema.parse(answer), employeeIds);
  }
}
