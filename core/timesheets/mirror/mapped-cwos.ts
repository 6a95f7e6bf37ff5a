import type { Clock } from '../../values/clock.ts';
import type { Sha256 } from '../../values/hash.ts';
import { plainDateAt } from '../../values/week.ts';
import type { CwoDescription, CwoSource } from '../cwo-source.ts';
import type { CwoRoleDemand } from '../timesheets.ts';
import { type CwoRow, isValidOn, type Mapping, type PlanRow } from './mapping.ts';
import { type CurrentMapping, type MappingStore, NO_MAPPING } from './mapping-store.ts';
import { cwoRoleIdOf } from './target-ids.ts';
import { roleOf } from './work-target.ts';

/** A CWO that the mapping does not have. */
export class CwoNotMappedError extends Error {
  override readonly name = 'CwoNotMappedError';

  constructor(cwoId: string) {
    super(`CWO ${cwoId} is not in the mapping: add it to cwos.csv and run \`ledger timesheets mapping put\``);
  }
}

export interface MappedCwoPorts {
  readonly current: Pick<CurrentMapping, 'read'>;
  readonly mappings: Pick<MappingStore, 'get'>;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly timeZone: string;
}

/** CWOs as the mapping that holds describes them: headcount and hours of a role from the plans of today or later. */
export class MappedCwos implements CwoSource {
  readonly #ports: MappedCwoPorts;

  constructor(ports: MappedCwoPorts) {
    this.#ports = ports;
  }

  async fetchCwo(cwoId: string): Promise<CwoDescription> {
    const { current, mappings, clock, timeZone, sha256 } = this.#ports;
    const hash = await current.read();
    const mapping = hash === null ? NO_MAPPING : await mappings.get(hash);
    const today = plainDateAt(clock.now(), timeZone);
    const rows = mapping.cwos.filter((row) => row.cwoId === cwoId);
    const row = rows.find(({ startDate, endDate }) => isValidOn({ from: startDate, to: endDate }, today)) ?? rows[0];
    if (!row) throw new CwoNotMappedError(cwoId);
    const { projectId, projectName, clientId, clientName } = row;
    return {
      cwo: toCwo(row),
      project: { projectId, name: projectName, clientId, clientName },
      roles: rolesOf(cwoId, mapping, today, sha256),
    };
  }
}

function toCwo({ cwoId, code, name, projectId, billable, startDate, endDate, pmEmployeeId, pmEmail }: CwoRow) {
  const projectManager = pmEmployeeId === null ? null : { employeeId: pmEmployeeId, email: pmEmail };
  return { cwoId, code, name, projectId, billable, startDate, endDate, projectManager };
}

function rolesOf(cwoId: string, { people, plans }: Mapping, today: string, sha256: Sha256): CwoRoleDemand[] {
  const roleOfPlan = (plan: PlanRow) =>
    roleOf(
      plan,
      people.find(({ employeeId }) => employeeId === plan.employeeId),
    );
  const open = (plans ?? []).filter((plan) => plan.cwoId === cwoId && (plan.to === null || plan.to >= today));
  return [...Map.groupBy(open, roleOfPlan)].map(([role, of]) => ({
    cwoRoleId: cwoRoleIdOf({ target: cwoId, role }, sha256),
    role,
    headcount: new Set(of.map(({ employeeId }) => employeeId)).size,
    plannedHoursPerWeek: of.reduce((sum, { hoursPerWeek }) => sum + hoursPerWeek, 0),
  }));
}
