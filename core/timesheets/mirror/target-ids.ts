import type { Sha256 } from '../../values/hash.ts';
import type { Target } from '../../values/ids.ts';
import { toContractId } from './contract-id.ts';
import type { WorkItem } from './work-item-index.ts';

/** Ids of the chain that leads from work to its target (`docs/connectors.md`, rule 8). */

/** A CWO and the role in which an employee works for it; or `UNALLOCATED`. */
export interface RoleTarget {
  readonly target: Target;
  readonly role: string;
}

export function taskIdOf(
  { source, employeeId }: { readonly source: string; readonly employeeId: string },
  { project, task, activity }: Pick<WorkItem, 'project' | 'task' | 'activity'>,
  target: Target,
  sha256: Sha256,
): string {
  const item = [source, project, task, activity].map((id) => id ?? '').join('.');
  return toContractId(`${item}@${employeeId}@${target}`, sha256);
}

/** Of work that no CWO has it leads nowhere, as does its role. */
export function allocationIdOf(employeeId: string, { target, role }: RoleTarget, sha256: Sha256): string {
  return toContractId(`${employeeId}@${target}.${role}`, sha256);
}

export function cwoRoleIdOf({ target, role }: RoleTarget, sha256: Sha256): string {
  return toContractId(`${target}.${role}`, sha256);
}
