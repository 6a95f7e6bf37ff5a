import type { CwoDescription } from './cwo-source.ts';
import type { ChainCwo, Cwo, CwoRoleDemand, Project } from './timesheets.ts';

/** A CWO as the answer about a week has it. */
export interface SeenCwo {
  readonly cwo: ChainCwo;
  readonly project: Project | null;
}

/** A CWO that was seen as the registry does not know it. */
export interface CwoNews extends SeenCwo {
  /** Whose address is not known then, until the CWO is described. */
  readonly isManagerNew: boolean;
}

/** What is known of each CWO, for the `Cwo` table. Answers are taken in the order in which they were asked for. */
export interface CwoRegistry {
  findNews(seen: readonly SeenCwo[]): Promise<CwoNews[]>;
  /** Takes up names, project, client and PM, but from no answer older than the one known. Roles and budgets are left alone. */
  update(news: readonly CwoNews[], seenAt: string): Promise<void>;
}

/** The registry, as it takes what the system says of one CWO. */
export interface CwoRecords {
  /**
   * Takes it up whole, as `update` does, with the PM's address and the roles.
   * @returns whether it did: false where what is known was asked for as late or later
   */
  record(description: CwoDescription, seenAt: string): Promise<boolean>;
}

/** What the registry knows of a CWO. */
export interface KnownCwo extends Omit<Cwo, 'projectManager'> {
  readonly projectName: string | null;
  readonly clientId: string | null;
  readonly clientName: string | null;
  readonly pmEmployeeId: string | null;
  /** Null where the PM has none, and until the CWO is described. */
  readonly pmEmail: string | null;
  /** Null until the CWO is described. */
  readonly roles: readonly CwoRoleDemand[] | null;
}

/** The registry for readers. */
export interface CwoReader {
  /** By consistent reads; CWOs that are unknown are absent. */
  readCwos(cwoIds: readonly string[]): Promise<Map<string, KnownCwo>>;
}

/** Who manages a CWO. */
export interface CwoManagers {
  /** The PM's employee id by CWO; CWOs that are unknown or have none are absent. */
  readManagers(cwoIds: readonly string[]): Promise<Map<string, string>>;
}

/** A CWO with the ISO instant of the answer that was last taken up of it. */
export interface ListedCwo extends KnownCwo {
  readonly seenAt: string;
}

/** All CWOs that were ever seen, in no order. */
export interface CwoList {
  listAll(): AsyncIterable<ListedCwo>;
}

/** Where the addresses of PMs rest. */
export interface AddressBook {
  /** Takes out the address where that employee is still the PM. */
  forgetAddress(cwoId: string, pmEmployeeId: string): Promise<void>;
}
