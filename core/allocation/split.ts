/**
 * Splits an amount in proportion to whole weights by largest remainder (`docs/allocation.md`, "The split"):
 * every share is rounded down, then one unit each goes to the largest remainders, equal ones in list order.
 *
 * @param amount 0 or more, in its smallest unit
 * @param weights 0 or more each, at least one above 0, listed by target id ascending (that order breaks ties)
 * @returns the shares, in the order of the weights; their sum is `amount` exactly
 */
export function split(amount: bigint, weights: readonly number[]): bigint[] {
  if (weights.length === 1) return [amount];
  let total = 0;
  for (const weight of weights) total += weight;
  const units = Number(amount);
  const isSafe = (units + 1) * total <= Number.MAX_SAFE_INTEGER;
  return isSafe ? splitSafe(units, weights, total) : splitBig(amount, weights.map(BigInt));
}

/**
 * The same on whole numbers below 2^53, several times faster. `*` is exact there, and so is the rounded down `/`: with
 * `(quotient + 1) · total < 2^53` the nearest double of `quotient + rest/total` stays below `quotient + 1`.
 */
function splitSafe(amount: number, weights: readonly number[], total: number): bigint[] {
  const shares: number[] = [];
  const rests: number[] = [];
  let left = amount;
  for (const weight of weights) {
    const product = amount * weight;
    const share = Math.floor(product / total);
    shares.push(share);
    rests.push(product - share * total);
    left -= share;
  }
  for (; left > 0; left -= 1) {
    const index = takeLargest(rests);
    shares[index] = (shares[index] as number) + 1;
  }
  return shares.map(BigInt);
}

/** The same by weights of any size. */
export function splitBig(amount: bigint, weights: readonly bigint[]): bigint[] {
  let total = 0n;
  for (const weight of weights) total += weight;
  const shares: bigint[] = [];
  const rests: bigint[] = [];
  let left = amount;
  for (const weight of weights) {
    const product = amount * weight;
    const share = product / total;
    shares.push(share);
    rests.push(product - share * total);
    left -= share;
  }
  for (; left > 0n; left -= 1n) {
    const index = takeLargest(rests);
    shares[index] = (shares[index] as bigint) + 1n;
  }
  return shares;
}

/** The index of the largest remainder, the earlier of equal ones, which is then used up. */
function takeLargest<Rest extends number | bigint>(rests: (Rest | -1)[]): number {
  let largest = 0;
  for (let index = 1; index < rests.length; index += 1) {
    if ((rests[index] as Rest) > (rests[largest] as Rest)) largest = index;
  }
  rests[largest] = -1;
  return largest;
}
