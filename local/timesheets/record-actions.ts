import type { Cwo, PlannedAllocation } from '../../core/timesheets/timesheets.ts';
import type { HoursHundredths } from '../../core/values/hours.ts';
import { addDays, type MondayDate, mondayOf, type PlainDate } from '../../core/values/week.ts';
import type { Change } from './changes.ts';
import { type ActionContext, RefusedAction } from './events.ts';
import { insertCwos, type RoleRecord } from './records.ts';
import { firstRow, inTransaction } from './schema.ts';
import { type EmployeeWeek, employeeGuard } from './sheet-actions.ts';

/** What may be changed of a planned assignment; what is not given stays. */
export type PlanChange = Partial<Pick<PlannedAllocation, 'plannedHoursPerWeek' | 'startDate' | 'endDate'>>;

/** Changes of what timesheets rest on: leave, plans and contract work orders. */
export interface RecordActions {
  /** Sets the approved leave of an employee-week. */
  setLeave(week: EmployeeWeek, hours: HoursHundredths): Change;
  /** Changes a plan and reports every week it covered before or covers now, up to the latest week there is. */
  changePlan(allocationId: string, change: PlanChange): Change[];
  /** Adds a CWO of an existing project, with its roles. */
  createCwo(cwo: Cwo, roles: readonly Omit<RoleRecord, 'cwoId'>[]): void;
  renameCwo(cwoId: string, name: string): void;
}

/** A plan of ten years: what one change may touch at most. */
const PLAN_WEEKS_MAX = 520;

export function recordActions(context: ActionContext): RecordActions {
  return {
    setLeave: leaveSetter(context),
    changePlan: planChanger(context),
    createCwo: cwoCreator(context),
    renameCwo: cwoRenamer(context),
  };
}

function leaveSetter({ database, log }: ActionContext): RecordActions['setLeave'] {
  const requireEmployee = employeeGuard(database);
  const write = database.prepare('INSERT OR REPLACE INTO leave VALUES (?, ?, ?)');
  return ({ employeeId, mondayDate }, hours) =>
    inTransaction(database, 'WRITE', () => {
      requireEmployee(employeeId);
      write.run(employeeId, mondayDate, hours);
      return log.append(employeeId, mondayDate, 'LEAVE_CHANGED');
    });
}

function planChanger({ database, log, now }: ActionContext): RecordActions['changePlan'] {
  const planOf = database.prepare(
    `SELECT employee_id AS employeeId, planned_hundredths AS plannedHoursPerWeek, start_date AS startDate,
       end_date AS endDate
     FROM allocation WHERE allocation_id = ?`,
  );
  const write = database.prepare(
    'UPDATE allocation SET planned_hundredths = ?, start_date = ?, end_date = ? WHERE allocation_id = ?',
  );
  const latestWeek = database.prepare('SELECT max(?1, coalesce(max(monday), ?1)) AS horizon FROM timesheet');

  return (allocationId, change) =>
    inTransaction(database, 'WRITE', () => {
      const before = firstRow<Omit<PlannedAllocation, 'allocationId' | 'cwoRoleId'>>(planOf, allocationId);
      if (!before) throw new RefusedAction('UNKNOWN', `no allocation ${allocationId}`);
      const after = { ...before, ...change };
      write.run(after.plannedHoursPerWeek, after.startDate, after.endDate, allocationId);
      const { horizon } = latestWeek.get(mondayOf(now().toISOString().slice(0, 10))) as { horizon: MondayDate };
      const mondays = new Set([...weeksOf(before, horizon), ...weeksOf(after, horizon)]);
      return [...mondays].sort().map((mondayDate) => log.append(before.employeeId, mondayDate, 'PLAN_CHANGED'));
    });
}

function cwoCreator({ database, now, announce }: ActionContext): RecordActions['createCwo'] {
  const cwoOf = database.prepare('SELECT 1 FROM cwo WHERE cwo_id = ?');
  const roleOf = database.prepare('SELECT 1 FROM cwo_role WHERE cwo_role_id = ?');
  const projectOf = database.prepare('SELECT 1 FROM project WHERE project_id = ?');
  return (cwo, roles) => {
    inTransaction(database, 'WRITE', () => {
      if (cwoOf.get(cwo.cwoId)) throw new RefusedAction('CONFLICT', `there is a CWO ${cwo.cwoId} already`);
      if (!projectOf.get(cwo.projectId)) throw new RefusedAction('UNKNOWN', `no project ${cwo.projectId}`);
      const taken = roles.find(({ cwoRoleId }) => roleOf.get(cwoRoleId));
      if (taken) throw new RefusedAction('CONFLICT', `there is a role ${taken.cwoRoleId} already`);
      insertCwos(
        database,
        [cwo],
        roles.map((role) => ({ ...role, cwoId: cwo.cwoId })),
      );
    });
    announce({ type: 'cwo.created', timestamp: now().toISOString(), data: { cwoId: cwo.cwoId } });
  };
}

function cwoRenamer({ database, now, announce }: ActionContext): RecordActions['renameCwo'] {
  const rename = database.prepare('UPDATE cwo SET name = ? WHERE cwo_id = ?');
  return (cwoId, name) => {
    if (rename.run(name, cwoId).changes === 0) throw new RefusedAction('UNKNOWN', `no CWO ${cwoId}`);
    announce({ type: 'cwo.updated', timestamp: now().toISOString(), data: { cwoId } });
  };
}

/** The weeks of a plan up to the horizon: a plan may be open-ended, and nobody allocates weeks yet to come. */
function weeksOf({ startDate, endDate }: { startDate: PlainDate; endDate: PlainDate | null }, horizon: MondayDate) {
  const last = endDate !== null && endDate < horizon ? endDate : horizon;
  const mondays: MondayDate[] = [];
  for (let monday = mondayOf(startDate); monday <= last; monday = addDays(monday, 7)) {
    if (mondays.length === PLAN_WEEKS_MAX)
      throw new RefusedAction('CONFLICT', `a plan of over ${PLAN_WEEKS_MAX} weeks`);
    mondays.push(monday);
  }
  return mondays;
}
