import { type Fraction, floor, fraction, isAbove, minus, plus, times, ZERO } from './fractions.ts';

/** Largest remainder on exact fractions; equal remainders by id ascending. */
export function sharesOf(amount: bigint, ids: readonly string[], weights: readonly Fraction[]): bigint[] {
  const whole = weights.reduce(plus, ZERO);
  const ideal = weights.map((weight) => times(fraction(amount), fraction(weight.n * whole.d, weight.d * whole.n)));
  const down = ideal.map(floor);
  const rest = (index: number) => minus(ideal[index] as Fraction, fraction(down[index] as bigint));
  const queue = ids
    .map((_, index) => index)
    .sort((a, b) => {
      if (isAbove(rest(a), rest(b))) return -1;
      if (isAbove(rest(b), rest(a))) return 1;
      return (ids[a] as string) < (ids[b] as string) ? -1 : 1;
    });
  const left = amount - down.reduce((sum, share) => sum + share, 0n);
  const lucky = queue.slice(0, Number(left));
  return down.map((share, index) => (lucky.includes(index) ? share + 1n : share));
}
