import type { LineAttributes } from '../../core/ledger/line-attributes.ts';
import type { PublishedTotals } from '../../core/publication/publication.ts';
import type { PublishedLines } from '../../core/publication/published-lines.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { USD4_SCALE } from '../../core/values/money.ts';
import type { MondayDate } from '../../core/values/week.ts';

type Gate = <T>(call: string, action: () => Promise<T>) => Promise<T>;

/** One object per week in memory, replaced as S3 does: on the condition that it is the one that was looked at. */
export class MemoryPublishedLines {
  readonly #objects = new Map<MondayDate, readonly LineAttributes[]>();

  lines(mondayDate: MondayDate): readonly LineAttributes[] | undefined {
    return this.#objects.get(mondayDate);
  }

  /** As a publisher sees it whose look and whose put pass the gate. */
  through(gate: Gate): PublishedLines {
    return {
      replace: async (mondayDate, lines) => {
        const before = await gate('head', async () => this.#objects.get(mondayDate));
        const taken: LineAttributes[] = [];
        for await (const line of lines) taken.push(line);
        const isPut = await gate('put', async () => this.#put(mondayDate, before, taken));
        return isPut ? totalsOf(taken) : null;
      },
    };
  }

  #put(mondayDate: MondayDate, before: unknown, lines: readonly LineAttributes[]): boolean {
    if (this.#objects.get(mondayDate) !== before) return false;
    this.#objects.set(mondayDate, lines);
    return true;
  }
}

function totalsOf(lines: readonly LineAttributes[]): PublishedTotals {
  return {
    rows: lines.length,
    tokens: lines.reduce((sum, { allocatedTokens }) => sum + allocatedTokens, 0n),
    costUsd4: lines.reduce((sum, { allocatedCostUsd }) => sum + (parseDecimal(allocatedCostUsd, USD4_SCALE) ?? 0n), 0n),
  };
}
