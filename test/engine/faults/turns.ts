import { type Watcher, watched } from './watch.ts';

/** All orders in which two writers can take so many turns each, as text of `A` and `B`. */
export function interleavings(turnsOfA: number, turnsOfB: number): string[] {
  if (turnsOfA === 0 || turnsOfB === 0) return ['A'.repeat(turnsOfA) + 'B'.repeat(turnsOfB)];
  return [
    ...interleavings(turnsOfA - 1, turnsOfB).map((rest) => `A${rest}`),
    ...interleavings(turnsOfA, turnsOfB - 1).map((rest) => `B${rest}`),
  ];
}

/** What two writers must not do at the same time: read heads, fetch timesheets, commit. */
const TURN = /^(BatchGet|fetch|TransactWrite)/;

/** Lets two writers make their decisive calls in the given order; who has left, or has no turn left, waits no more. */
export class Turns {
  #order: string;
  #waiting: (() => void)[] = [];

  constructor(order: string) {
    this.#order = order;
  }

  async play(writer: 'A' | 'B', run: () => Promise<unknown>): Promise<void> {
    const watcher: Watcher = {
      pass: (name, send) => (TURN.test(name) ? this.#take(writer, send) : send()),
    };
    await watched(watcher, run);
    this.#order = this.#order.replaceAll(writer, '');
    this.#wake();
  }

  async #take<T>(writer: string, send: () => Promise<T>): Promise<T> {
    while (this.#order.includes(writer) && this.#order[0] !== writer) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await send();
    } finally {
      if (this.#order[0] === writer) this.#order = this.#order.slice(1);
      this.#wake();
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
