const LEVELS = [...'▁▂▃▄▅▆▇█'];
const NOTHING = '·';

/** A character for each value, as high as its share of the highest one; `·` is nothing: `▁▄█·`. */
export function sparkline(values: readonly bigint[]): string {
  const highest = values.reduce((max, value) => (value > max ? value : max), 0n);
  return values.map((value) => (value <= 0n ? NOTHING : levelOf(value, highest))).join('');
}

function levelOf(value: bigint, highest: bigint): string {
  const steps = BigInt(LEVELS.length);
  return LEVELS[Number((value * steps + highest - 1n) / highest) - 1] as string;
}
