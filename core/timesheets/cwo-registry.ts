import type { Cwo, Project } from './timesheets.ts';

/** A CWO as the last answer described it, for the `Cwo` table. */
export interface SeenCwo {
  readonly cwo: Cwo;
  readonly project: Project | null;
}

export interface CwoRegistry {
  /** Brings names, project, client and PM up to date; confirmed budgets are left alone. */
  update(seen: readonly SeenCwo[], seenAt: string): Promise<void>;
}

/** Who manages a CWO. */
export interface CwoManagers {
  /** The PM's employee id by CWO; CWOs that are unknown or have none are absent. */
  readManagers(cwoIds: readonly string[]): Promise<Map<string, string>>;
}
