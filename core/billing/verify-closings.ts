import { compareIds } from '../values/ids.ts';
import { sameAmount, ZERO_AMOUNT } from '../values/money.ts';
import { type ClosedMonth, type Closings, type FrozenMonth, type FrozenMonths, isClosed } from './closed-month.ts';
import { baselineOf } from './corrections.ts';
import { factKey } from './line-facts.ts';
import type { Month } from './months.ts';

export interface VerifyClosingsPorts {
  readonly closings: Pick<Closings, 'list'>;
  readonly frozenMonths: Pick<FrozenMonths, 'find' | 'findExport'>;
}

/**
 * Checks what was frozen and exported of months: each is there under its hash and is what its record says, and each
 * correction goes on from what the papers before it had told.
 * @returns what is wrong, for a person
 */
export async function closingFaults(
  months: readonly Month[],
  { closings, frozenMonths }: VerifyClosingsPorts,
): Promise<string[]> {
  const all = (await closings.list()).filter(isClosed);
  const faults: string[] = [];
  for (const closed of all.filter(({ month }) => months.includes(month))) {
    const name = `${closed.month} of ${closed.clientId ?? 'no client'}`;
    faults.push(...(await exportFaults(closed, frozenMonths)));
    const frozen = await frozenMonths.find(closed.contentHash);
    if (!frozen) faults.push(`${name}: what was frozen is missing or was changed`);
    else if (!isOf(frozen, closed)) faults.push(`${name}: what was frozen is of something else`);
    else faults.push(...(await chainFaults(frozen, all, frozenMonths)));
  }
  return faults;
}

function isOf(frozen: FrozenMonth, { month, clientId, policy }: ClosedMonth): boolean {
  return frozen.month === month && frozen.clientId === clientId && frozen.policy === policy;
}

async function exportFaults(
  { invoices }: ClosedMonth,
  frozenMonths: VerifyClosingsPorts['frozenMonths'],
): Promise<string[]> {
  const faults: string[] = [];
  for (const { number, hashes } of invoices) {
    for (const [format, hash] of Object.entries(hashes)) {
      const isThere = (await frozenMonths.findExport(hash)) !== null;
      if (!isThere) faults.push(`invoice ${number}: what was exported as ${format} is missing or was changed`);
    }
  }
  return faults;
}

async function chainFaults(
  frozen: FrozenMonth,
  all: readonly ClosedMonth[],
  frozenMonths: VerifyClosingsPorts['frozenMonths'],
): Promise<string[]> {
  const { month, clientId } = frozen;
  const later = all.filter((one) => one.clientId === clientId && one.month > month);
  const told: FrozenMonth[] = [];
  const faults: string[] = [];
  for (const closed of later.sort((a, b) => compareIds(a.month, b.month))) {
    const next = await frozenMonths.find(closed.contentHash);
    // Said of that month itself.
    if (!next) return faults;
    const baseline = baselineOf(frozen, told);
    const broken = next.corrections.filter(
      (change) => change.ofMonth === month && !sameAmount(baseline.get(factKey(change)) ?? ZERO_AMOUNT, change.before),
    );
    const whose = clientId ?? 'no client';
    faults.push(
      ...broken.map(
        (change) => `${next.month} of ${whose}: a correction of ${factKey(change)} goes on from other figures`,
      ),
    );
    told.push(next);
  }
  return faults;
}
