import { divideHalfEven } from '../../values/decimal.ts';
import type { HoursHundredths } from '../../values/hours.ts';
import { compareIds } from '../../values/ids.ts';

export const SECONDS_PER_HUNDREDTH = 36;

/**
 * Turns amounts of a finer unit into hundredths of hours so that their sum is the whole's, half to even
 * (`docs/connectors.md`, rule 2): each is rounded down, then one hundredth each goes to the largest rests, equal ones by id.
 *
 * @param amounts 0 or more each, by id
 * @param unitsPerHundredth 36 for seconds
 */
export function toHundredths(
  amounts: ReadonlyMap<string, number>,
  unitsPerHundredth: number,
): Map<string, HoursHundredths> {
  const parts = [...amounts].map(([id, amount]) => {
    const rest = amount % unitsPerHundredth;
    return { id, rest, hours: (amount - rest) / unitsPerHundredth };
  });
  const total = parts.reduce((sum, { hours, rest }) => sum + hours * unitsPerHundredth + rest, 0);
  const left = roundHours(total, unitsPerHundredth) - parts.reduce((sum, { hours }) => sum + hours, 0);
  parts.sort((a, b) => b.rest - a.rest || compareIds(a.id, b.id));
  return new Map(parts.map(({ id, hours }, index) => [id, index < left ? hours + 1 : hours]));
}

/** The nearest hundredth, half to even. */
export function roundHours(amount: number, unitsPerHundredth: number): HoursHundredths {
  return Number(divideHalfEven(BigInt(amount), BigInt(unitsPerHundredth)));
}
