import type { z } from 'zod';
import { HttpError } from './http-error.ts';
import type { TimesheetStore } from './store.ts';
import * as wire from './wire.ts';

/** What a request says apart from method and path. */
export interface Call {
  /** Named parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined where nothing was sent. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly pattern: URLPattern;
  /** Gives what is sent back as JSON. */
  readonly answer: (call: Call) => unknown;
}

/** What a customer's timesheet system offers to the ledger. */
export function ledgerRoutes(store: TimesheetStore): Route[] {
  return [
    post('/v1/timesheet-weeks/query', ({ body }) => {
      const { weekStartDate, employeeIds } = valid(wire.weekQueryBody, body);
      return store.queryWeek(weekStartDate, employeeIds);
    }),
    get('/v1/timesheet-changes', ({ query }) => {
      const { since, limit } = valid(wire.changesParameters, Object.fromEntries(query));
      return store.readChanges(since, limit);
    }),
    get('/v1/cwos/:cwoId', ({ path }) => {
      const { cwoId } = valid(wire.cwoPath, path);
      const answer = store.queryCwo(cwoId);
      if (!answer) throw new HttpError(404, 'UNKNOWN', `no CWO ${cwoId}`);
      return answer;
    }),
  ];
}

/** What people do in a timesheet system by its own pages: for demos and tests. */
export function controlRoutes(store: TimesheetStore): Route[] {
  const sheet = (step: 'submit' | 'approve' | 'reject' | 'reopen') =>
    post(`/control/timesheets/:employeeId/:mondayDate/${step}`, ({ path }) => {
      return store[step](valid(wire.employeeWeekPath, path));
    });
  const entries = (step: 'entries' | 'amend', act: TimesheetStore['writeEntries']) =>
    post(`/control/timesheets/:employeeId/:mondayDate/${step}`, ({ path, body }) => {
      return act(valid(wire.employeeWeekPath, path), valid(wire.entriesBody, body).entries);
    });
  return [
    entries('entries', store.writeEntries),
    sheet('submit'),
    sheet('approve'),
    sheet('reject'),
    sheet('reopen'),
    entries('amend', store.amend),
    post('/control/timesheets/:employeeId/:mondayDate/leave', ({ path, body }) => {
      return store.setLeave(valid(wire.employeeWeekPath, path), valid(wire.leaveBody, body).approvedLeaveHours);
    }),
    post('/control/allocations/:allocationId', ({ path, body }) => {
      const { allocationId } = valid(wire.allocationPath, path);
      return { changes: store.changePlan(allocationId, valid(wire.planBody, body)) };
    }),
    post('/control/cwos', ({ body }) => {
      const { cwo, roles } = valid(wire.newCwoBody, body);
      store.createCwo(cwo, roles);
      return store.queryCwo(cwo.cwoId);
    }),
    post('/control/cwos/:cwoId/rename', ({ path, body }) => {
      const { cwoId } = valid(wire.cwoPath, path);
      store.renameCwo(cwoId, valid(wire.renameBody, body).name);
      return store.queryCwo(cwoId);
    }),
  ];
}

function get(pathname: string, answer: Route['answer']): Route {
  return { method: 'GET', pattern: new URLPattern({ pathname }), answer };
}

function post(pathname: string, answer: Route['answer']): Route {
  return { method: 'POST', pattern: new URLPattern({ pathname }), answer };
}

/** What the schema makes of the value; a refusal names every fault. */
function valid<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new HttpError(400, 'BAD_REQUEST', faults.join('; '));
}
