import type { DatabaseSync } from 'node:sqlite';
import type { ChangeType } from '../../core/timesheets/change-types.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { allRows, firstRow } from './schema.ts';

/** Something about an employee-week that may change how its cost is allocated. */
export interface Change {
  readonly employeeId: string;
  readonly weekStartDate: MondayDate;
  /** Of the timesheet after the change; null where there is none. */
  readonly version: number | null;
  readonly type: ChangeType;
  readonly occurredAt: string;
}

export interface ChangesAnswer {
  readonly changes: readonly Change[];
  /** Where to go on, also when there is nothing more yet. */
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

/** The log of changes, oldest first. */
export interface ChangeLog {
  /** Adds a change; the version is that of the timesheet as it now is. To be called in the change's own transaction. */
  append(employeeId: string, mondayDate: MondayDate, type: ChangeType): Change;
  /** Reads on from a position (0 is the beginning), `limit` changes at most. */
  read(position: number, limit: number): ChangesAnswer;
}

const CURSOR = /^after:(\d{1,15})$/;

/** The position in a cursor, `undefined` where it is none of ours. Base64 tells callers not to look inside. */
export function decodeCursor(cursor: string): number | undefined {
  const match = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  return match ? Number(match[1]) : undefined;
}

export function changeLog(database: DatabaseSync, now: () => Date): ChangeLog {
  const versionOf = database.prepare('SELECT version FROM timesheet WHERE employee_id = ? AND monday = ?');
  const insert = database.prepare(
    'INSERT INTO change_log (employee_id, monday, version, type, occurred_at) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    `SELECT position, employee_id AS employeeId, monday AS weekStartDate, version, type, occurred_at AS occurredAt
     FROM change_log WHERE position > ? ORDER BY position LIMIT ?`,
  );
  return {
    append(employeeId, mondayDate, type) {
      const version = firstRow<{ version: number }>(versionOf, employeeId, mondayDate)?.version ?? null;
      const occurredAt = now().toISOString();
      insert.run(employeeId, mondayDate, version, type, occurredAt);
      return { employeeId, weekStartDate: mondayDate, version, type, occurredAt };
    },
    read(position, limit) {
      const rows = allRows<Change & { position: number }>(select, position, limit + 1);
      const page = rows.slice(0, limit);
      return {
        changes: page.map(({ position: _, ...change }) => change),
        nextCursor: encodeCursor(page.at(-1)?.position ?? position),
        hasMore: rows.length > limit,
      };
    },
  };
}

function encodeCursor(position: number): string {
  return Buffer.from(`after:${position}`).toString('base64url');
}
