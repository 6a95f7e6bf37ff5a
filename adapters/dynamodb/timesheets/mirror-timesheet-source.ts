import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MirrorStore } from '../../../core/timesheets/mirror/mirror-store.ts';
import { answerOf } from '../../../core/timesheets/mirror/mirrored-answer.ts';
import type { TimesheetAnswer, TimesheetSource } from '../../../core/timesheets/timesheet-source.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { DynamoMirrorStore } from './mirror-store.ts';

/** A week that no sync has ever applied: nothing can be said of its hours. */
export class WeekNotMirroredError extends Error {
  override readonly name = 'WeekNotMirroredError';

  constructor(mondayDate: MondayDate) {
    super(
      `week ${mondayDate} is not in the mirror: pull it with "ledger timesheets sync --week", or import it with "ledger timesheets import"`,
    );
  }
}

/** Timesheets as the mirror has them: one consistent batch read for those who are asked for. */
export class MirrorTimesheetSource implements TimesheetSource {
  readonly #store: Pick<MirrorStore, 'listSynced' | 'readRecords'>;
  /** A week that was once applied stays so: it is looked up once for many batches. */
  readonly #mirrored = new Set<MondayDate>();

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    tools: { readonly clock: Clock; readonly sha256: Sha256 },
  ) {
    this.#store = new DynamoMirrorStore(client, table, tools);
  }

  /** Looks for the week first: a record may come between, but no sync's end before its records. */
  async fetchWeek(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<TimesheetAnswer> {
    if (!this.#mirrored.has(mondayDate)) {
      if ((await this.#store.listSynced(mondayDate)).length === 0) throw new WeekNotMirroredError(mondayDate);
      this.#mirrored.add(mondayDate);
    }
    return answerOf(employeeIds, await this.#store.readRecords(mondayDate, employeeIds));
  }
}
