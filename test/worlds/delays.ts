/** Lets others go first, this many times. */
export async function hops(count: number): Promise<void> {
  for (let hop = 0; hop < count; hop += 1) await new Promise(setImmediate);
}

/** Counts what is under way at the same time, each taking as many hops as the delays say, over and over. */
export class Traffic {
  readonly #delays: readonly number[];
  #begun = 0;
  #underWay = 0;
  most = 0;

  constructor(delays: readonly number[] = [1]) {
    this.#delays = delays;
  }

  get begun(): number {
    return this.#begun;
  }

  get underWay(): number {
    return this.#underWay;
  }

  async pass(): Promise<void> {
    const delay = this.#delays[this.#begun % this.#delays.length] ?? 0;
    this.#begun += 1;
    this.#underWay += 1;
    this.most = Math.max(this.most, this.#underWay);
    await hops(delay);
    this.#underWay -= 1;
  }
}
