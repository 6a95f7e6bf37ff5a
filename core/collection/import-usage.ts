import type { PlainDate } from '../values/week.ts';
import type { FactTable, PartSums } from './fact-table.ts';
import { ImportTally } from './import-tally.ts';
import { addTokens } from './merge-facts.ts';
import type { CostKind, TokenCounts, UsageFact } from './usage-fact.ts';
import { addReported } from './usage-fact.ts';
import type { ImportSettings, ReadUsageFiles, SkippedRecord } from './usage-import.ts';
import { hasShrunk } from './write-days.ts';

/** What is imported, and as whose. */
export interface UsageImport {
  readonly source: string;
  /** Whose former import of the same days is replaced. */
  readonly reporter: string;
  readonly files: readonly string[];
  /** Of all files. */
  readonly bytes: number;
  /** What was passed over before a file was read. */
  readonly skipped: readonly SkippedRecord[];
  readonly read: ReadUsageFiles;
  readonly settings: ImportSettings;
}

/** Tokens and cost of a day and a model. */
export interface ImportedDay {
  readonly date: PlainDate;
  /** The canonical name where it is known, else as the source names it; null where it names none. */
  readonly model: string | null;
  readonly tokens: TokenCounts;
  /** Null where it is unknown: a day and model stand twice where a part of their usage could not be priced. */
  readonly costUsd6: bigint | null;
  readonly costKind: CostKind;
}

/** A day that was written, and what it held before. */
export interface WrittenDay {
  readonly date: PlainDate;
  readonly after: PartSums;
  /** Null where the reporter had told nothing of the day. */
  readonly before: PartSums | null;
  /** As of a day that is pulled again: logs may have been deleted. */
  readonly hasShrunk: boolean;
}

export interface ImportReport {
  readonly source: string;
  readonly reporter: string;
  readonly timeZone: string;
  readonly files: number;
  readonly bytes: number;
  /** Counted, duplicates and skipped together. */
  readonly records: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly skippedCount: number;
  /** The first 1,000. */
  readonly skipped: readonly SkippedRecord[];
  readonly days: readonly ImportedDay[];
  /** Models, as the source names them, that no canonical name is known of. */
  readonly unknownModels: readonly string[];
  /** Null where nothing was to be written. */
  readonly written: readonly WrittenDay[] | null;
}

/**
 * Reads files, then replaces what the reporter had told of each day that they tell of; other days stay as they are.
 * @param facts null for a dry run, which writes nothing
 */
export async function importUsage(usage: UsageImport, facts: FactTable | null): Promise<ImportReport> {
  const { source, reporter, files, bytes, settings } = usage;
  const tally = new ImportTally();
  for (const skipped of usage.skipped) tally.add(skipped);
  for await (const record of usage.read(files, settings)) tally.add(record);
  const days = tally.days();
  const all = days.flatMap(([, ofDay]) => ofDay);
  return {
    source,
    reporter,
    timeZone: settings.timeZone,
    files: files.length,
    bytes,
    records: tally.records,
    counted: tally.counted,
    duplicates: tally.duplicates,
    skippedCount: tally.skippedCount,
    skipped: tally.skipped,
    days: importedDays(all),
    unknownModels: unknownModels(all),
    written: facts && (await write(facts, usage, days)),
  };
}

async function write(
  facts: FactTable,
  { source, reporter, settings }: UsageImport,
  days: readonly [PlainDate, readonly UsageFact[]][],
): Promise<WrittenDay[]> {
  const written: WrittenDay[] = [];
  for (const [date, ofDay] of days) {
    const part = { source, usageDate: date, reporter };
    const replaced = await facts.replace(part, ofDay, settings.now);
    const { before, after } = replaced;
    written.push({ date, after, before, hasShrunk: hasShrunk(replaced) });
  }
  return written;
}

function importedDays(facts: readonly UsageFact[]): ImportedDay[] {
  const days = new Map<string, ImportedDay>();
  for (const { usageDate: date, model, modelRaw, tokens, cost } of facts) {
    const name = model ?? modelRaw;
    const key = JSON.stringify([date, name, cost.kind, cost.usd6 === null]);
    const known = days.get(key);
    days.set(key, {
      date,
      model: name,
      tokens: known ? addTokens(known.tokens, tokens) : tokens,
      costUsd6: addReported(known?.costUsd6 ?? null, cost.usd6),
      costKind: cost.kind,
    });
  }
  return [...days.values()];
}

function unknownModels(facts: readonly UsageFact[]): string[] {
  const names = facts.flatMap(({ model, modelRaw }) => (model === null && modelRaw !== null ? [modelRaw] : []));
  return [...new Set(names)].sort();
}
