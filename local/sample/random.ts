/** A stream of whole numbers that follows from its key alone, the same on every machine. */
export interface Random {
  /** 0 to `count - 1`. */
  below(count: number): number;
  /** True in `percent` of 100 cases. */
  isChance(percent: number): boolean;
}

/**
 * Makes the stream of a key (`7/usage/12`). Each fact of a company draws from a stream of its own, so that one more
 * employee or week leaves all others as they were. The generator is mulberry32, in 32-bit integers.
 */
export function randomOf(...key: readonly (number | string)[]): Random {
  let state = hash(key.join('/'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    below: (count) => next() % count,
    isChance: (percent) => next() % 100 < percent,
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}
