import type { Evidence } from '../../core/evidence.ts';
import type { Run } from '../contract/events.ts';
import type { Fetched } from '../contract/objects.ts';

export function evidenceOf({ mondayDate }: Run, { usageAsOf, employees, chain }: Fetched): Evidence {
  return {
    mondayDate,
    usageAsOf,
    employees: Object.fromEntries(
      employees.map(({ employeeId, sources, answer }) => [employeeId, { sources, answer }]),
    ),
    chain: { ...chain, cwos: chain.cwos.map((cwo) => ({ ...cwo, projectManager: null })) },
  };
}
