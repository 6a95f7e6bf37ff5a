import type { CwoList } from '../timesheets/cwo-registry.ts';
import type { Clock } from '../values/clock.ts';
import type { Sha256 } from '../values/hash.ts';
import type { MondayDate } from '../values/week.ts';
import type { IdentityStore } from './identity.ts';
import { matchAddresses } from './match-actors.ts';
import {
  changedEmployees,
  toWeeklyRows,
  type WeeklyFacts,
  type WeeklyGroup,
  type WeeklyRow,
  type WeeklyTable,
} from './weekly-usage.ts';

/** Who actors are, as the queries of the lake read it. */
export interface IdentityTable {
  /** Takes over all entries. A list that is older than the one it has never comes in its place. */
  replace(identities: Pick<IdentityStore, 'list'>): Promise<void>;
}

export interface BuildWeekPorts {
  readonly identities: IdentityStore;
  readonly identityTable: IdentityTable;
  readonly cwos: CwoList;
  readonly facts: WeeklyFacts;
  readonly table: WeeklyTable;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

export interface BuiltRows {
  readonly rows: readonly WeeklyRow[];
  readonly changed: readonly string[];
}

/** The table was replaced by somebody else each time. */
export class WeekContendedError extends Error {
  override readonly name = 'WeekContendedError';
}

const TRIES_MAX = 3;

/**
 * Builds the collectors' rows of a week and puts them in the place of those that are there. Which write decides: the put,
 * conditional on the rows that were compared. Whoever changed is told before it, so that a crash between the two loses
 * nobody: told again, a recalculation finds nothing new.
 * @param tell keeps who changed until their recalculation has succeeded
 * @throws WeekContendedError
 */
export async function buildWeek(
  mondayDate: MondayDate,
  ports: BuildWeekPorts,
  tell: (changed: readonly string[]) => Promise<void>,
  signal: AbortSignal,
): Promise<BuiltRows> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const before = await ports.table.read(mondayDate);
    const rows = toWeeklyRows(await sumFacts(mondayDate, ports, signal), ports.sha256);
    const changed = changedEmployees(before.rows, rows);
    if (changed.length === 0) return { rows, changed };
    await tell(changed);
    if (await ports.table.replace(mondayDate, rows, before.version)) return { rows, changed };
  }
  throw new WeekContendedError(`week ${mondayDate} was replaced by others ${TRIES_MAX} times while it was built`);
}

/** The sums of the facts, once more where addresses among them turned out to be employees'. */
async function sumFacts(mondayDate: MondayDate, ports: BuildWeekPorts, signal: AbortSignal): Promise<WeeklyGroup[]> {
  const { identities, identityTable, facts, clock } = ports;
  await identityTable.replace(identities);
  const groups = await facts.sum(mondayDate, signal);
  const unresolved = groups.flatMap(({ employeeId, actor }) => (employeeId === null && actor ? [actor] : []));
  const matched = await matchAddresses(unresolved, mondayDate, ports);
  if ((await identities.add(matched, clock.now())) === 0) return groups;
  await identityTable.replace(identities);
  return facts.sum(mondayDate, signal);
}
