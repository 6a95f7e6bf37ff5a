import type { CwoReader, KnownCwo } from '../timesheets/cwo-registry.ts';
import type { Reader } from '../values/reader.ts';

/** What is answered instead of a budget. */
export interface BudgetRefusal {
  /** 403 is not for this reader, who is not told whether there is such a CWO; 404 is told to finance alone. */
  readonly status: 403 | 404;
}

/** The CWO whose budget is asked for, where the reader may see it and decide on it: finance, and the PM of the CWO. */
export async function findBudgetCwo(
  { reader, cwoId }: { readonly reader: Reader; readonly cwoId: string },
  cwos: CwoReader,
): Promise<KnownCwo | BudgetRefusal> {
  if (reader.role === 'employee') return { status: 403 };
  const cwo = (await cwos.readCwos([cwoId])).get(cwoId);
  if (reader.role === 'finance') return cwo ?? { status: 404 };
  return cwo?.pmEmployeeId === reader.employeeId ? cwo : { status: 403 };
}
