import { monthOf } from '../billing/months.ts';
import { type RechargeStore, rechargedIn } from '../billing/recharge.ts';
import type { TrackedWeeks } from '../budgets/budget-store.ts';
import { toTotalAttributes } from '../budgets/tracking-attributes.ts';
import type { CwoList, ListedCwo } from '../timesheets/cwo-registry.ts';
import { compareIds } from '../values/ids.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../values/money.ts';
import type { PseudonymStore, Pseudonyms } from './pseudonyms.ts';
import { UNDIVIDED } from './publication.ts';
import { type ProtocolPorts, publishPart, requireSame } from './publish-part.ts';
import type { PublishedTables } from './published-tables.ts';
import type { ClientRow, CwoRow, ProjectRow, UndividedRows } from './rows.ts';

export interface UndividedPorts extends ProtocolPorts {
  readonly publishedTables: Pick<PublishedTables, 'replaceUndivided'>;
  readonly cwos: CwoList;
  readonly trackedWeeks: Pick<TrackedWeeks, 'readTotals'>;
  readonly pseudonyms: PseudonymStore;
  readonly recharges: Pick<RechargeStore, 'list'>;
}

/**
 * Publishes the tables that no week divides: CWOs, projects and clients as last seen, and what each CWO has used in all.
 * @returns how many CWOs; null where it was overtaken each time, and stays dirty
 * @throws PublicationDiffersError where what was written is not what was read
 */
export async function publishUndivided(ports: UndividedPorts): Promise<number | null> {
  const replace = async () => {
    const { rows, sum } = await readRows(ports);
    const written = await ports.publishedTables.replaceUndivided(once(rows));
    if (!written) return null;
    requireSame<UndividedRows>(UNDIVIDED, written, {
      cwo: { rows: rows.cwo.length, ...ZERO_AMOUNT },
      project: { rows: rows.project.length, ...ZERO_AMOUNT },
      client: { rows: rows.client.length, ...ZERO_AMOUNT },
      budgetTotal: { rows: rows.budgetTotal.length, ...sum },
    });
    return written.cwo;
  };
  return (await publishPart(UNDIVIDED, replace, ports))?.rows ?? null;
}

async function readRows({ cwos, trackedWeeks, pseudonyms, recharges, clock }: UndividedPorts) {
  const listed = (await Array.fromAsync(cwos.listAll())).sort((a, b) => compareIds(a.cwoId, b.cwoId));
  const told = await pseudonyms.list();
  const recharged = rechargedIn(monthOf(clock.now()), await recharges.list());
  const totals = await trackedWeeks.readTotals(listed.map(({ cwoId }) => cwoId));
  const used = [...totals].sort(([a], [b]) => compareIds(a, b));
  const newest = listed.toSorted((a, b) => compareIds(a.seenAt, b.seenAt));
  const rows: UndividedRows = {
    cwo: listed.map((cwo) => toCwoRow(cwo, told, recharged)),
    project: lastOfEach(newest.flatMap(projectOf), ({ projectId }) => projectId),
    client: lastOfEach(newest.flatMap(clientOf), ({ clientId }) => clientId),
    budgetTotal: used.map(([cwoId, total]) => toTotalAttributes(cwoId, total)),
  };
  return { rows, sum: used.map(([, { actual }]) => actual).reduce<Amount>(addAmounts, ZERO_AMOUNT) };
}

function toCwoRow(cwo: ListedCwo, pseudonyms: Pseudonyms, recharged: ReadonlySet<string>): CwoRow {
  const { cwoId, code, name, projectId, billable, startDate, endDate, pmEmployeeId } = cwo;
  const toldId = pmEmployeeId === null ? null : (pseudonyms.get(pmEmployeeId) ?? pmEmployeeId);
  const aiRecharge = recharged.has(cwoId) ? 'AT_COST' : 'NONE';
  return { cwoId, code, name, projectId, billable, startDate, endDate, pmEmployeeId: toldId, aiRecharge };
}

/** None where the timesheet system did not tell the project of the CWO. */
function projectOf({ projectId, projectName, clientId }: ListedCwo): ProjectRow[] {
  return projectName === null || clientId === null ? [] : [{ projectId, name: projectName, clientId }];
}

function clientOf({ clientId, clientName }: ListedCwo): ClientRow[] {
  return clientId === null || clientName === null ? [] : [{ clientId, name: clientName }];
}

/** By id ascending, of each the last one. */
function lastOfEach<Row>(rows: readonly Row[], idOf: (row: Row) => string): Row[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  return [...byId.values()].sort((a, b) => compareIds(idOf(a), idOf(b)));
}

async function* once(rows: UndividedRows): AsyncGenerator<UndividedRows> {
  yield rows;
}
