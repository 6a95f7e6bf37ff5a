import { TOKEN_CLASSES, type TokenClass } from '../../../core/collection/usage-fact.ts';
import type { UsageLine } from './usage-line.ts';

/** Of a response: its instant and its tokens of each class. */
const NUMBERS = 1 + TOKEN_CLASSES.length;
const ROOM = 1_024;
const NONE = -1;

type Counted = Pick<UsageLine, 'instantMs' | TokenClass>;

/** What counts of a response. */
export interface Response extends Counted {
  /** What the snapshot was added with. */
  readonly series: number;
  /** In units of 10^-18 USD, as the log tells it with its text; null where it does not. */
  readonly cost: ReportedCost | null;
}

export interface ReportedCost {
  readonly usd18: bigint;
  readonly text: string;
}

/**
 * The distinct responses of an import, each in some 200 bytes however often it was written. A response is known by its
 * message and request. Where a side chain repeats a message under another request, it is the same response.
 */
export class Responses {
  #numbers = new Float64Array(ROOM * NUMBERS);
  #series = new Uint32Array(ROOM);
  /** The next response of the same message. */
  #next = new Int32Array(ROOM);
  #isSidechain = new Uint8Array(ROOM);
  readonly #requestIds: (string | null)[] = [];
  readonly #costs = new Map<number, ReportedCost>();
  readonly #firstOfMessage = new Map<string, number>();

  get count(): number {
    return this.#requestIds.length;
  }

  /**
   * @param series and @param cost are asked for only where the snapshot counts
   * @returns whether the response was not known
   */
  add(line: UsageLine, series: () => number, cost: () => ReportedCost | null): boolean {
    const known = line.messageId === null ? NONE : this.#find(line.messageId, line);
    if (known !== NONE && !this.#isBetter(line, known)) return false;
    const at = known === NONE ? this.#open(line) : known;
    this.#write(at, line, series());
    const reported = line.hasCost ? cost() : null;
    if (reported) this.#costs.set(at, reported);
    else this.#costs.delete(at);
    return known === NONE;
  }

  *[Symbol.iterator](): Generator<Response> {
    for (let at = 0; at < this.count; at += 1) {
      const [series, cost] = [this.#series[at] as number, this.#costs.get(at) ?? null];
      yield { ...this.#countedOf(at), series, cost };
    }
  }

  #countedOf(at: number): Counted {
    const from = at * NUMBERS;
    const numbers = this.#numbers;
    return {
      instantMs: numbers[from] as number,
      inputUncached: numbers[from + 1] as number,
      cacheRead: numbers[from + 2] as number,
      cacheWrite5m: numbers[from + 3] as number,
      cacheWrite1h: numbers[from + 4] as number,
      output: numbers[from + 5] as number,
    };
  }

  #find(messageId: string, { requestId, isSidechain }: UsageLine): number {
    let repeated = NONE;
    let at = this.#firstOfMessage.get(messageId) ?? NONE;
    for (; at !== NONE; at = this.#next[at] as number) {
      if (this.#requestIds[at] === requestId) return at;
      if (repeated === NONE && (isSidechain || this.#isSidechain[at] === 1)) repeated = at;
    }
    return repeated;
  }

  #open({ messageId, requestId }: UsageLine): number {
    const at = this.#requestIds.push(requestId) - 1;
    if (at >= this.#series.length) this.#grow();
    this.#next[at] = NONE;
    if (messageId === null) return at;
    this.#next[at] = this.#firstOfMessage.get(messageId) ?? NONE;
    this.#firstOfMessage.set(messageId, at);
    return at;
  }

  /** The larger output counts, then what is no repetition of a side chain, then the later one. */
  #isBetter(line: UsageLine, at: number): boolean {
    const known = this.#countedOf(at);
    if (line.output !== known.output) return line.output > known.output;
    const isRepeated = this.#isSidechain[at] === 1;
    if (line.isSidechain !== isRepeated) return isRepeated;
    if (line.instantMs !== known.instantMs) return line.instantMs > known.instantMs;
    return inputOf(line) > inputOf(known);
  }

  #write(at: number, line: UsageLine, series: number): void {
    const from = at * NUMBERS;
    this.#numbers[from] = line.instantMs;
    this.#numbers[from + 1] = line.inputUncached;
    this.#numbers[from + 2] = line.cacheRead;
    this.#numbers[from + 3] = line.cacheWrite5m;
    this.#numbers[from + 4] = line.cacheWrite1h;
    this.#numbers[from + 5] = line.output;
    this.#series[at] = series;
    this.#requestIds[at] = line.requestId;
    this.#isSidechain[at] = Number(line.isSidechain);
  }

  #grow(): void {
    this.#numbers = larger(this.#numbers, new Float64Array(2 * this.#numbers.length));
    this.#series = larger(this.#series, new Uint32Array(2 * this.#series.length));
    this.#next = larger(this.#next, new Int32Array(2 * this.#next.length));
    this.#isSidechain = larger(this.#isSidechain, new Uint8Array(2 * this.#isSidechain.length));
  }
}

function inputOf({ inputUncached, cacheRead, cacheWrite5m, cacheWrite1h }: Counted): number {
  return inputUncached + cacheRead + cacheWrite5m + cacheWrite1h;
}

function larger<Numbers extends Float64Array | Uint32Array | Int32Array | Uint8Array>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from);
  return to;
}
