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
  return isSafe ? splitSafe(units, weights, total) : splitBig(amount, weights, total);
}

/**
 * The same on whole numbers below 2^53, several times faster. `*` is exact there, and so is the rounded down `/`: with
 * `(quotient + 1) · total < 2^53` the nearest double of `quotient + rest/total` stays below `quotient + 1`.
 */
function splitSafe(amount: number, weights: readonly number[], total: number): bigint[] {
  const shares: bigint[] = [];
  const rests: number[] = [];
  let left = amount;
  for (const weight of weights) {
    const product = amount * weight;
    const share = Math.floor(product / total);
    shares.push(BigInt(share));
    rests.push(product - share * total);
    left -= share;
  }
  return giveLeftUnits(shares, rests, left);
}

function splitBig(amount: bigint, weights: readonly number[], total: number): bigint[] {
  const whole = BigInt(total);
  const shares: bigint[] = [];
  const rests: bigint[] = [];
  let left = amount;
  for (const weight of weights) {
    const product = amount * BigInt(weight);
    const share = product / whole;
    shares.push(share);
    rests.push(product - share * whole);
    left -= share;
  }
  return giveLeftUnits(shares, rests, Number(left));
}

/** Gives `left` units, fewer than there are shares, one each to the largest remainders; the earlier of equal ones first. */
function giveLeftUnits<Rest extends number | bigint>(shares: bigint[], rests: (Rest | -1)[], left: number): bigint[] {
  for (let given = 0; given < left; given += 1) {
    let largest = 0;
    for (let index = 1; index < rests.length; index += 1) {
      if ((rests[index] as Rest) > (rests[largest] as Rest)) largest = index;
    }
    shares[largest] = (shares[largest] as bigint) + 1n;
    rests[largest] = -1;
  }
  return shares;
}
