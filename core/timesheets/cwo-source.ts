import type { Cwo, CwoRoleDemand, Project } from './timesheets.ts';

/** A CWO as the timesheet system describes it when it is asked for it alone, its PM's address and its roles included. */
export interface CwoDescription {
  readonly cwo: Cwo;
  /** Null where the system does not know it. */
  readonly project: Project | null;
  readonly roles: readonly CwoRoleDemand[];
}

/** Where CWOs are described. */
export interface CwoSource {
  fetchCwo(cwoId: string, signal: AbortSignal): Promise<CwoDescription>;
}
