import type { WeeklyRow, WeeklyTable } from '../../core/collection/weekly-usage.ts';

/** The collectors' rows of each week, with how often they were replaced as their version. */
export class MemoryWeeklyTable implements WeeklyTable {
  readonly weeks = new Map<string, { readonly rows: readonly WeeklyRow[]; readonly version: string }>();
  /** Called before a replacement is decided: somebody else may be first. */
  beforeReplace: (mondayDate: string) => void = () => {};

  async read(mondayDate: string) {
    return this.weeks.get(mondayDate) ?? { rows: [], version: null };
  }

  async replace(mondayDate: string, rows: readonly WeeklyRow[], version: string | null): Promise<boolean> {
    this.beforeReplace(mondayDate);
    const current = this.weeks.get(mondayDate)?.version ?? null;
    if (current !== version) return false;
    this.put(mondayDate, rows);
    return true;
  }

  put(mondayDate: string, rows: readonly WeeklyRow[]): void {
    const version = String(Number(this.weeks.get(mondayDate)?.version ?? 0) + 1);
    this.weeks.set(mondayDate, { rows, version });
  }
}
