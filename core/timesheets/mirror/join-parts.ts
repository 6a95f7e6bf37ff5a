import { encodeJson } from '../../values/codec.ts';
import type { NormalSheet } from './normal-form.ts';
import type { KeptPart } from './pulled-parts.ts';
import type { PulledLine } from './timesheet-puller.ts';
import { EntryTally, type SourceTotals } from './wholeness.ts';

/** What was read of a week is not what the source says it has: it changed under our hands, or a page was lost. */
export class TotalsDifferError extends Error {
  override readonly name = 'TotalsDifferError';
}

/**
 * The lines of a week, each once, whatever was told again: users last, as the parts at the end may say who has moved.
 * @throws TotalsDifferError after the last line
 */
export async function* joinParts(parts: AsyncIterable<KeptPart>): AsyncGenerator<PulledLine> {
  const week = new JoinedWeek();
  for await (const part of parts) yield* week.add(part);
  yield* week.end();
}

/** Holds of each line no more than tells it apart, so that a week of any size is passed through. */
class JoinedWeek {
  readonly #tally = new EntryTally();
  readonly #totals = new Map<string, SourceTotals>();
  readonly #users = new Set<string>();
  readonly #moved = new Set<string>();
  readonly #sheets = new Map<string, string>();
  readonly #others = new Map<string, number>();
  /** Of those, how many the part at hand has told. */
  #inPart = new Map<string, number>();

  *add({ lines, around, totals, moved, goesOn }: KeptPart): Generator<PulledLine> {
    for (const entry of around) this.#tally.add(entry);
    if (totals) this.#totals.set(encodeJson(totals), totals);
    for (const user of moved) this.#moved.add(user);
    if (!goesOn) this.#inPart = new Map();
    for (const line of lines) if (this.#isNew(line)) yield line;
  }

  *end(): Generator<PulledLine> {
    if (![...this.#totals.values()].every((totals) => this.#tally.agreesWith(totals)) || !this.#tally.isSteady) {
      throw new TotalsDifferError('the entries that were read are not those that the source says it has');
    }
    for (const user of this.#users.union(this.#moved)) yield { user: { user, isUnstable: this.#moved.has(user) } };
  }

  #isNew(line: PulledLine): boolean {
    if ('user' in line) {
      this.#users.add(line.user.user);
      return false;
    }
    if ('entry' in line) return this.#tally.add(line.entry);
    if ('sheet' in line) return this.#isNewSheet(line.sheet);
    return this.#isNewOther(encodeJson(line));
  }

  /** A sheet that is told again in other words has moved. */
  #isNewSheet(sheet: NormalSheet): boolean {
    const key = encodeJson([sheet.user, sheet.project, sheet.from, sheet.to]);
    const told = encodeJson(sheet);
    const before = this.#sheets.get(key);
    if (before === undefined) this.#sheets.set(key, told);
    else if (before !== told) this.#moved.add(sheet.user);
    return before === undefined;
  }

  /** Leave and plans have no id: two alike in one part are two, and one that another part tells again is one. */
  #isNewOther(line: string): boolean {
    const count = (this.#inPart.get(line) ?? 0) + 1;
    this.#inPart.set(line, count);
    if (count <= (this.#others.get(line) ?? 0)) return false;
    this.#others.set(line, count);
    return true;
  }
}
