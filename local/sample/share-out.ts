import type { Random } from './random.ts';

/** Divides an amount into parts of at least one step each, in whole steps but for the last part. */
export function shareOut(amount: number, step: number, parts: number, random: Random): number[] {
  const weights = Array.from({ length: parts }, () => 1 + random.below(5));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => Math.max(1, Math.floor((amount * weight) / (total * step))) * step);
  const last = parts - 1;
  shares[last] = (shares[last] as number) + amount - shares.reduce((sum, share) => sum + share, 0);
  return shares;
}
