import { type FocusMetadata, writeFocusFile } from '../../../adapters/focus/focus-file.ts';
import { productOf } from '../../../adapters/focus/products.ts';
import { allocatedCharges } from '../../../core/billing/focus-charges.ts';
import { FOCUS_VERSION, type FocusRow, toFocusRow } from '../../../core/billing/focus-rows.ts';
import { EvidenceReader } from '../../../core/billing/known-evidence.ts';
import { type Month, monthOf, weeksOfMonth } from '../../../core/billing/months.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Deployment } from '../../deployment.ts';

export interface FocusOptions {
  readonly month: Month;
  readonly out: string;
}

type Source = Pick<Deployment, 'ledger' | 'evidence' | 'pseudonyms'>;

/** Writes the weeks whose Monday lies in the month as FOCUS rows, as the ledger has them now. */
export async function exportFocus(
  deployment: Source,
  { month, out }: FocusOptions,
  tell: (line: string) => void,
): Promise<FocusMetadata> {
  const { ledger, pseudonyms } = deployment;
  const evidence = new EvidenceReader(deployment.evidence);
  const names = await pseudonyms.list();
  let costUsd4 = 0n;
  async function* rows(): AsyncGenerator<FocusRow> {
    for (const week of weeksOfMonth(month).filter((monday) => monthOf(monday) === month)) {
      tell(`reading week ${week}`);
      for await (const head of ledger.listWeek(week)) {
        const { employeeId } = head.revision;
        for (const charge of await allocatedCharges(head, names.get(employeeId) ?? employeeId, evidence)) {
          costUsd4 += charge.costUsd4;
          yield toFocusRow(charge, productOf(charge.source));
        }
      }
    }
  }
  return writeFocusFile(out, rows(), (count) => ({
    focusVersion: FOCUS_VERSION,
    month,
    rows: count,
    billedCost: formatUsd4(costUsd4),
  }));
}

export function renderFocus({ rows, billedCost, focusVersion, month }: FocusMetadata, out: string): string {
  return `${grouped(String(rows))} rows of ${month}, ${grouped(billedCost)} USD, in FOCUS ${focusVersion}: ${out}`;
}
