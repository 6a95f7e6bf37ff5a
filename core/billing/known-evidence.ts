import { Chain } from '../allocation/chain.ts';
import type { EmployeeEvidence, EvidenceStore } from '../ledger/evidence.ts';
import { type Head, latestInputs } from '../ledger/revision.ts';

/** What the newest inputs of an employee-week rest on, with the chain that leads its hours. */
export interface KnownEvidence {
  readonly employee: EmployeeEvidence;
  readonly chain: Chain;
}

/** The evidence of an employee-week is gone or was changed: nobody can say on which days its hours lie. */
export class EvidenceMissingError extends Error {
  override readonly name = 'EvidenceMissingError';

  constructor(mondayDate: string, evidenceHash: string) {
    super(`evidence ${evidenceHash} is missing or was changed: ledger verify --week ${mondayDate}`);
  }
}

interface Found {
  readonly employees: Readonly<Record<string, EmployeeEvidence>>;
  readonly chain: Chain;
}

/** Objects that are kept: heads come by employee, as batches do, so that few are met again later. */
const KEPT_MAX = 20;

/** Reads the evidence of heads, an object for the many that share it. */
export class EvidenceReader {
  readonly #evidence: Pick<EvidenceStore, 'find'>;
  readonly #kept = new Map<string, Found>();

  constructor(evidence: Pick<EvidenceStore, 'find'>) {
    this.#evidence = evidence;
  }

  /** @throws EvidenceMissingError where there is none of the employee-week under its hash */
  async read(head: Head): Promise<KnownEvidence> {
    const { employeeId, mondayDate } = head.revision;
    const { evidenceHash } = latestInputs(head);
    const { employees, chain } = await this.#find(evidenceHash, mondayDate);
    const employee = Object.hasOwn(employees, employeeId) ? employees[employeeId] : undefined;
    if (!employee) throw new EvidenceMissingError(mondayDate, evidenceHash);
    return { employee, chain };
  }

  async #find(hash: string, mondayDate: string): Promise<Found> {
    const kept = this.#kept.get(hash);
    if (kept) return kept;
    const evidence = await this.#evidence.find(hash);
    if (evidence?.mondayDate !== mondayDate) throw new EvidenceMissingError(mondayDate, hash);
    const found = { employees: evidence.employees, chain: new Chain(evidence.chain) };
    const oldest = this.#kept.size === KEPT_MAX ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(hash, found);
    return found;
  }
}
