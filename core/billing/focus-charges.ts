import type { AllocationBasis, AllocationLine, AllocationMethod } from '../allocation/allocation.ts';
import { split } from '../allocation/split.ts';
import type { Head } from '../ledger/revision.ts';
import type { HoursHundredths } from '../values/hours.ts';
import { type Target, UNALLOCATED } from '../values/ids.ts';
import type { Amount } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import type { EvidenceReader } from './known-evidence.ts';
import { type SourceLine, sourceLines } from './source-lines.ts';

/** Decimals of the ratios that say which share of a charge went where. */
export const RATIO_SCALE = 10;
const RATIO_ONE = 10n ** BigInt(RATIO_SCALE);

/** What fell of a charge, the week of an employee and a source, to a target: a row of the FOCUS export. */
export interface AllocatedCharge extends Amount {
  /** Whose it is a part of: `<monday>/<employee>/<source>`. */
  readonly originChargeId: string;
  readonly mondayDate: MondayDate;
  readonly employeeId: string;
  readonly source: string;
  readonly revision: number;
  readonly method: AllocationMethod;
  readonly basis: AllocationBasis;
  /** Null where nobody can say yet. */
  readonly target: Target | null;
  /** In units of 10^-10; those of a charge sum to 1. */
  readonly ratio: bigint;
  readonly hours: HoursHundredths | null;
  readonly totalHours: HoursHundredths | null;
  readonly line: AllocationLine;
}

/**
 * The charges of an employee-week, each split over its targets: per charge the ratios sum to 1, and its rows to the
 * source's share of the weekly amount; over all of them the rows of a target sum to its line.
 * @param toldId the employee's id, or the name that stands for them
 * @throws EvidenceMissingError as `sourceLines` does
 */
export async function allocatedCharges(
  head: Head,
  toldId: string,
  evidence: EvidenceReader,
): Promise<AllocatedCharge[]> {
  const { mondayDate, revision, allocation } = head.revision;
  const { lines, method, basis } = allocation;
  const weights = weightsOf(lines);
  const ratios = new Map(split(RATIO_ONE, weights).map((ratio, at) => [lines[at], ratio]));
  const hours = lines.map((line) => line.hours);
  const totalHours = hours.every((one) => one !== null) ? hours.reduce((sum, one) => sum + one, 0) : null;
  const toCharge = ({ source, line, tokens, costUsd4 }: SourceLine): AllocatedCharge => ({
    originChargeId: `${mondayDate}/${toldId}/${source}`,
    mondayDate,
    employeeId: toldId,
    source,
    revision,
    method,
    basis,
    target: line.target === UNALLOCATED ? null : line.target,
    ratio: ratios.get(line) ?? 0n,
    hours: line.hours,
    totalHours,
    line,
    tokens,
    costUsd4,
  });
  return (await sourceLines(head, evidence)).map(toCharge);
}

/** Where hours did not decide, each target alike. The ratio describes; the cost decides. */
function weightsOf(lines: readonly AllocationLine[]): number[] {
  const hours = lines.map((line) => line.hours ?? 0);
  return hours.some((one) => one > 0) ? hours : lines.map(() => 1);
}
