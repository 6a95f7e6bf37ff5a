import type { Cwo, Project } from './timesheets.ts';

/** A CWO as the timesheet system describes it when it is asked for it alone, its PM's address included. */
export interface CwoDescription {
  readonly cwo: Cwo;
  /** Null where the system does not know it. */
  readonly project: Project | null;
}

/** Where CWOs are described. */
export interface CwoSource {
  fetchCwo(cwoId: string, signal: AbortSignal): Promise<CwoDescription>;
}
