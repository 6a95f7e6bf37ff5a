/** Exact rational numbers, in lowest terms with a denominator above 0. For the oracle only. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Fraction = { n: 0n, d: 1n };

export function fraction(n: bigint, d = 1n): Fraction {
  if (d === 0n) throw new RangeError('a fraction over 0');
  const sign = d < 0n ? -1n : 1n;
  const by = sign * greatestCommonDivisor(n, d);
  return { n: n / by, d: d / by };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { n: -b.n, d: b.d });
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

export function isAbove(a: Fraction, b: Fraction): boolean {
  return a.n * b.d > b.n * a.d;
}

export function floor({ n, d }: Fraction): bigint {
  const rest = ((n % d) + d) % d;
  return (n - rest) / d;
}

/** The nearest integer; of two equally near ones the even one. */
export function nearestEven(value: Fraction): bigint {
  const below = floor(value);
  const distance = minus(value, fraction(below));
  const half = fraction(1n, 2n);
  if (isAbove(half, distance)) return below;
  if (isAbove(distance, half)) return below + 1n;
  return [below, below + 1n].find((candidate) => candidate % 2n === 0n) as bigint;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  return y === 0n ? x || 1n : greatestCommonDivisor(y, x % y);
}
