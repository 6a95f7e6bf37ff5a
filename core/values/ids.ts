/** Ids of employees, CWOs, roles, tasks …: 1 to 64 of `A-Z a-z 0-9 . _ @ -`. */
export const IDENTIFIER = /^[A-Za-z0-9._@-]{1,64}$/;

/** Target of what is a cost of the company itself. */
export const OVERHEAD = 'OVERHEAD';
/** Target of what nobody can say yet. */
export const UNALLOCATED = 'UNALLOCATED';

/** A CWO's id, `OVERHEAD` or `UNALLOCATED`. */
export type Target = string;

export function isCwo(target: Target): boolean {
  return target !== OVERHEAD && target !== UNALLOCATED;
}

/** Byte order of ids; they are ASCII, so code units and bytes agree. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
