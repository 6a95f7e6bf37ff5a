import type { CwoList, ListedCwo } from '../../core/timesheets/cwo-registry.ts';
import { describedCwo } from '../worlds/cwos.ts';

/** CWOs with their managers, each an employee with an address. */
export class MemoryCwoList implements CwoList {
  readonly managers: readonly { readonly employeeId: string | null; readonly email: string | null }[];
  /** How often it was read. */
  reads = 0;

  constructor(...managers: MemoryCwoList['managers']) {
    this.managers = managers;
  }

  async *listAll(): AsyncGenerator<ListedCwo> {
    this.reads += 1;
    for (const [index, { employeeId, email }] of this.managers.entries()) {
      const { projectManager: _, ...cwo } = describedCwo(`C${index}`, email).cwo;
      const unknown = { projectName: null, clientId: null, clientName: null, roles: null };
      yield { ...cwo, ...unknown, pmEmployeeId: employeeId, pmEmail: email, seenAt: '2026-11-01T00:00:00.000Z' };
    }
  }
}
