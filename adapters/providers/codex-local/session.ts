import type { Series } from '../log-files/response-facts.ts';
import type { RawTokens, RolloutLine } from './rollout-line.ts';

type TokenLine = Extract<RolloutLine, { kind: 'TOKENS' }>;

/** A response that a session was charged for. */
export interface Turn {
  readonly series: Series;
  readonly instantMs: number;
  readonly tokens: RawTokens;
}

/** No model answers twice within it: what follows faster was copied. */
const COPIED_WITHIN_MS = 1_000;
const NO_TOKENS: RawTokens = { input: 0, cached: 0, output: 0, reasoning: 0 };

/** What is known of responses by their session and its totals, over all files of an import. */
export type KnownTurns = Set<string>;

/**
 * The responses of one rollout file. The totals of its session tell what is new: where they stay as they were, the same
 * count was told again. A session that goes on from another one begins with a copy of its history, often under new
 * instants: that is what the other one has told too, what is older than the session, or what comes in one burst.
 */
export class Session {
  /** Lines that told what is counted elsewhere, or again. */
  copies = 0;
  readonly #known: KnownTurns;
  #id: string;
  #isNamed = false;
  readonly #parents = new Set<string>();
  #createdMs = Number.NEGATIVE_INFINITY;
  #total: RawTokens | null = null;
  #mayBeCopied = true;
  #copiedMs: number | null = null;
  /** The first response, while it is not known whether a burst follows. */
  #pending: { readonly key: string; readonly turn: Turn } | null = null;

  /** @param name stands for the session's id where the file does not tell it */
  constructor(known: KnownTurns, name: string) {
    this.#known = known;
    this.#id = name;
  }

  /** The first one is the file's own; others stand in copied history. */
  describe({ id, parentId, createdMs }: Extract<RolloutLine, { kind: 'SESSION' }>): void {
    if (!this.#isNamed) {
      this.#isNamed = true;
      this.#id = id;
      this.#createdMs = createdMs ?? this.#createdMs;
    } else if (id !== this.#id) this.#parents.add(id);
    if (parentId !== null && parentId !== this.#id) this.#parents.add(parentId);
  }

  /** @returns the responses that are now known to count: none, one, or two */
  add(line: TokenLine, series: Series): Turn[] {
    const tokens = line.last ?? difference(line.total ?? NO_TOKENS, this.#total);
    const isAgain = line.total !== null && this.#total !== null && keyOf(line.total) === keyOf(this.#total);
    this.#total = line.total ?? this.#total;
    if (keyOf(tokens) === keyOf(NO_TOKENS)) return [];
    if (isAgain) return this.#copied();
    const key = `${line.total ? keyOf(line.total) : line.instantMs}|${keyOf(tokens)}`;
    const turn = { series, instantMs: line.instantMs, tokens };
    if (this.#parents.size === 0 || !this.#mayBeCopied) return this.#count(key, turn);
    return this.#sift(key, turn);
  }

  /** @returns what was still waiting when the file ended */
  end(): Turn[] {
    const pending = this.#pending;
    this.#pending = null;
    return pending ? this.#count(pending.key, pending.turn) : [];
  }

  /** While a session may still be telling the history of another one. */
  #sift(key: string, turn: Turn): Turn[] {
    const { instantMs } = turn;
    const isToldBefore = [...this.#parents].some((parent) => this.#known.has(`${parent}|${key}`));
    const before = this.#pending?.turn.instantMs ?? this.#copiedMs;
    const isBurst = before !== null && Math.abs(instantMs - before) < COPIED_WITHIN_MS;
    if (isToldBefore || instantMs < this.#createdMs || isBurst) {
      if (this.#pending) this.#copied(this.#pending.key);
      this.#pending = null;
      this.#copiedMs = instantMs;
      return this.#copied(key);
    }
    if (before === null) {
      this.#pending = { key, turn };
      return [];
    }
    this.#mayBeCopied = false;
    return [...this.end(), ...this.#count(key, turn)];
  }

  #count(key: string, turn: Turn): Turn[] {
    const known = `${this.#id}|${key}`;
    if (this.#known.has(known)) return this.#copied();
    this.#known.add(known);
    return [turn];
  }

  /** A session may go on from this one too, and repeat what it has copied. */
  #copied(key?: string): Turn[] {
    if (key !== undefined) this.#known.add(`${this.#id}|${key}`);
    this.copies += 1;
    return [];
  }
}

/** Where the totals have begun anew, all of them is new. */
function difference(total: RawTokens, before: RawTokens | null): RawTokens {
  if (!before || total.input < before.input || total.output < before.output) return total;
  return {
    input: total.input - before.input,
    cached: Math.max(0, total.cached - before.cached),
    output: total.output - before.output,
    reasoning: Math.max(0, total.reasoning - before.reasoning),
  };
}

function keyOf({ input, cached, output, reasoning }: RawTokens): string {
  return `${input} ${cached} ${output} ${reasoning}`;
}
