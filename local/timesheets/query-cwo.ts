import type { DatabaseSync } from 'node:sqlite';
import type { Cwo, Project } from '../../core/timesheets/timesheets.ts';
import { formatHours } from '../../core/values/hours.ts';
import type { RoleRecord } from './records.ts';
import { allRows, firstRow, inTransaction } from './schema.ts';

/** A CWO with its staffing, ready for JSON. `project` is null where the system has lost it. */
export interface CwoAnswer {
  readonly cwo: Cwo;
  readonly project: Project | null;
  readonly roles: readonly {
    readonly cwoRoleId: string;
    readonly role: string;
    readonly headcount: number;
    /** Of the whole role. */
    readonly plannedHoursPerWeek: string | null;
  }[];
}

/** A row of table `cwo` as it rests. */
export type CwoRow = {
  cwo_id: string;
  code: string;
  name: string;
  project_id: string;
  billable: number;
  start_date: string;
  end_date: string | null;
  manager_employee_id: string | null;
  manager_email: string | null;
};

/** Projects with the names of their clients; parameter: a JSON list of project ids. */
export const PROJECTS = `
  SELECT p.project_id AS projectId, p.name, p.client_id AS clientId, c.name AS clientName
  FROM project p JOIN client c USING (client_id)
  WHERE p.project_id IN (SELECT value FROM json_each(?1)) ORDER BY p.project_id`;

/** Makes the query of one CWO; `undefined` where it is not known. */
export function cwoQuery(database: DatabaseSync) {
  const cwos = database.prepare('SELECT * FROM cwo WHERE cwo_id = ?');
  const projects = database.prepare(PROJECTS);
  const roles = database.prepare(
    `SELECT cwo_role_id AS cwoRoleId, role, headcount, planned_hundredths AS plannedHoursPerWeek
     FROM cwo_role WHERE cwo_id = ? ORDER BY cwo_role_id`,
  );
  return (cwoId: string): CwoAnswer | undefined =>
    inTransaction(database, 'READ', () => {
      const row = firstRow<CwoRow>(cwos, cwoId);
      if (!row) return undefined;
      return {
        cwo: toCwo(row),
        project: firstRow<Project>(projects, JSON.stringify([row.project_id])) ?? null,
        roles: allRows<Omit<RoleRecord, 'cwoId'>>(roles, cwoId).map(({ plannedHoursPerWeek: hours, ...role }) => {
          return { ...role, plannedHoursPerWeek: hours === null ? null : formatHours(hours) };
        }),
      };
    });
}

export function toCwo(row: CwoRow): Cwo {
  return {
    cwoId: row.cwo_id,
    code: row.code,
    name: row.name,
    projectId: row.project_id,
    billable: row.billable === 1,
    startDate: row.start_date,
    endDate: row.end_date,
    projectManager:
      row.manager_employee_id === null ? null : { employeeId: row.manager_employee_id, email: row.manager_email },
  };
}
