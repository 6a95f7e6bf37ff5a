import { type Random, randomOf } from '../../local/sample/random.ts';

/**
 * Random facts of a world. Each draws from a stream of its own, and in a later generation of the world a part of them
 * draws anew, so that two generations differ as two weeks of real data do: in some things only.
 */
export class Streams {
  readonly #seed: number;
  readonly #generation: number;

  constructor(seed: number, generation: number) {
    this.#seed = seed;
    this.#generation = generation;
  }

  /** Whether the fact is another one than in the first generation. */
  isNew(fact: string, index: number): boolean {
    return this.#generation > 0 && randomOf('worlds', this.#seed, 'new', fact, index).isChance(25);
  }

  of(fact: string, index: number): Dice {
    return new Dice(randomOf('worlds', this.#seed, fact, index, this.isNew(fact, index) ? this.#generation : 0));
  }
}

/** One stream, with the throws that worlds are made of. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** 0 to `count - 1`. */
  below(count: number): number {
    return this.#random.below(count);
  }

  isChance(percent: number): boolean {
    return this.#random.isChance(percent);
  }

  /** One of the values, each as likely as it is often there. */
  pick<Value>(...values: readonly Value[]): Value {
    return values[this.#random.below(values.length)] as Value;
  }

  times<Value>(count: number, make: (index: number) => Value): Value[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** A decimal of as many decimals as there are, some of them left out where they are zeros: `7.5`, `7.50`. */
  decimal(whole: string, decimals: number): string {
    const text = `${whole}.${this.times(decimals, () => this.pick(0, 0, this.below(10), this.below(10))).join('')}`;
    return this.isChance(50) ? text.replace(/\.?0+$/, '') : text;
  }
}
