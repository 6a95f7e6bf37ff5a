import type { Evidence } from '../../../core/ledger/evidence.ts';
import type { Run } from '../../messages/events.ts';
import type { Fetched } from '../../messages/objects.ts';

export function evidenceOf({ mondayDate }: Run, { employees, chain }: Fetched): Evidence {
  return {
    mondayDate,
    employees: Object.fromEntries(
      employees.map(({ employeeId, sources, usageAsOf, answer, accepted }) => [
        employeeId,
        { sources, usageAsOf, answer, ...(accepted && { accepted }) },
      ]),
    ),
    chain: { ...chain, cwos: chain.cwos.map((cwo) => ({ ...cwo, projectManager: null })) },
  };
}
