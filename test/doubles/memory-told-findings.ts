import { isDeepStrictEqual } from 'node:util';
import type { Findings } from '../../core/runs/findings.ts';
import type { ToldFindings } from '../../core/runs/told-findings.ts';

/** Findings by week; they are replaced only where they still are what was read. */
export class MemoryToldFindings implements ToldFindings {
  readonly #told = new Map<string, Findings>();
  /** Called before each replacement, for what others tell in the meantime. */
  beforeReplace: () => void = () => {};

  async read(mondayDate: string): Promise<Findings> {
    return this.#told.get(mondayDate) ?? {};
  }

  async replace(mondayDate: string, before: Findings, after: Findings): Promise<boolean> {
    this.beforeReplace();
    if (!isDeepStrictEqual(await this.read(mondayDate), before)) return false;
    this.#told.set(mondayDate, after);
    return true;
  }
}
