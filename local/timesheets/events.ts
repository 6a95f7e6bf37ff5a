import type { DatabaseSync } from 'node:sqlite';
import type { MondayDate } from '../../core/values/week.ts';
import type { CWO_EVENTS, TIMESHEET_EVENTS } from '../../functions/messages/webhook.ts';
import type { ChangeLog } from './changes.ts';

/** What a webhook delivery says: which thing changed, never how. */
export type SystemEvent =
  | {
      readonly type: (typeof TIMESHEET_EVENTS)[number];
      readonly timestamp: string;
      readonly data: { readonly employeeId: string; readonly weekStartDate: MondayDate; readonly version: number };
    }
  | {
      readonly type: (typeof CWO_EVENTS)[number];
      readonly timestamp: string;
      readonly data: { readonly cwoId: string };
    };

/** What every action works with. */
export interface ActionContext {
  readonly database: DatabaseSync;
  readonly log: ChangeLog;
  readonly now: () => Date;
  /** Called after the change is committed. */
  readonly announce: (event: SystemEvent) => void;
}

/** An action that the system does not carry out: its object is unknown, or not in a state for it. */
export class RefusedAction extends Error {
  readonly kind: 'UNKNOWN' | 'CONFLICT';

  constructor(kind: RefusedAction['kind'], message: string) {
    super(message);
    this.name = 'RefusedAction';
    this.kind = kind;
  }
}
