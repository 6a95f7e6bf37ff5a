import type { PartSums } from '../../../core/collection/fact-table.ts';
import type { ImportedDay, WrittenDay } from '../../../core/collection/import-usage.ts';
import { addReported, countedTokens, type TokenClass, type TokenCounts } from '../../../core/collection/usage-fact.ts';
import type { SkippedRecord } from '../../../core/collection/usage-import.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import { type Column, renderTable } from '../../view/table.ts';
import type { TimedReport } from './import.ts';

/** Of what is skipped, as people are told it; JSON has more. */
const SKIPPED_SHOWN = 20;

/** An import as programs read it: `docs/contracts/cli-usage-import.schema.json`. */
export function toImportJson(report: TimedReport) {
  return {
    source: report.source,
    reporter: report.reporter,
    timeZone: report.timeZone,
    isDryRun: report.written === null,
    files: report.files,
    bytes: report.bytes,
    records: report.records,
    counted: report.counted,
    duplicates: report.duplicates,
    skippedCount: report.skippedCount,
    skipped: report.skipped.map(({ file, line, reason }) => ({ file, line, reason })),
    days: report.days.map(({ costUsd6, ...day }) => ({ ...day, costUsd: orNull(costUsd6) })),
    unknownModels: report.unknownModels,
    written: report.written?.map(toWrittenJson) ?? null,
    seconds: report.seconds,
  };
}

function toWrittenJson({ date, after, before, hasShrunk }: WrittenDay) {
  return { date, after: toSumsJson(after), before: before && toSumsJson(before), hasShrunk };
}

function toSumsJson({ rows, tokens, costUsd6 }: PartSums) {
  return { rows, tokens, costUsd: formatUsd6(costUsd6) };
}

function orNull(costUsd6: bigint | null): string | null {
  return costUsd6 === null ? null : formatUsd6(costUsd6);
}

/** An import as people read it. */
export function renderImport(report: TimedReport): string {
  const { days, files, bytes, seconds, records, counted, duplicates, skippedCount, timeZone } = report;
  return [
    ...(days.length === 0 ? ['No usage was found.'] : [renderTable(days, COLUMNS, totalOf(days))]),
    `${files} files, ${grouped(BigInt(bytes))} bytes in ${seconds} s; days of ${visibleText(timeZone)}`,
    `${records} records: ${counted} counted, ${duplicates} copies, ${skippedCount} skipped`,
    ...tellSkipped(report.skipped, skippedCount),
    ...report.unknownModels.map((model) => `no price is known of the model ${visibleText(model)}`),
    ...tellWritten(report),
  ].join('\n');
}

const COLUMNS: Column<ImportedDay>[] = [
  { title: 'day', of: ({ date }) => date },
  { title: 'model', of: ({ model }) => model ?? '?' },
  tokenColumn('input', ['inputUncached']),
  tokenColumn('cache read', ['cacheRead']),
  tokenColumn('cache write', ['cacheWrite5m', 'cacheWrite1h']),
  tokenColumn('output', ['output']),
  { title: 'USD', of: ({ costUsd6 }) => textOf(costUsd6, formatUsd6), isNumber: true },
  { title: 'cost', of: ({ costKind }) => costKind },
];

function tokenColumn(title: string, classes: readonly TokenClass[]): Column<ImportedDay> {
  return { title, of: ({ tokens }) => textOf(sumOf(tokens, classes), String), isNumber: true };
}

function sumOf(tokens: TokenCounts, classes: readonly TokenClass[]): bigint | null {
  return classes.map((name) => tokens[name]).reduce(addReported);
}

function textOf(value: bigint | null, format: (value: bigint) => string): string {
  return value === null ? '?' : grouped(format(value));
}

/** Counted tokens and known costs of all days. */
function totalOf(days: readonly ImportedDay[]): string[] {
  const tokens = days.reduce((sum, day) => sum + (countedTokens(day.tokens) ?? 0n), 0n);
  const costUsd6 = days.reduce((sum, day) => sum + (day.costUsd6 ?? 0n), 0n);
  const isWhole = days.every((day) => day.costUsd6 !== null);
  const cost = grouped(formatUsd6(costUsd6));
  return ['total', `${grouped(tokens)} counted tokens`, '', '', '', '', isWhole ? cost : `at least ${cost}`, ''];
}

function tellSkipped(skipped: readonly SkippedRecord[], count: number): string[] {
  const shown = skipped.slice(0, SKIPPED_SHOWN).map(({ file, line, reason }) => {
    const place = line === null ? '' : `:${line}`;
    return `  skipped: ${visibleText(file)}${place}: ${visibleText(reason)}`;
  });
  const more = count - shown.length;
  return more > 0 ? [...shown, `  and ${more} more; --json tells up to 1,000`] : shown;
}

function tellWritten({ written, reporter, source }: TimedReport): string[] {
  if (!written) return ['dry run: nothing was written'];
  const replaced = written.filter(({ before }) => before !== null);
  const shrunk = written.filter(({ hasShrunk }) => hasShrunk);
  return [
    `written as ${reporter}'s ${source}: ${written.length} days, of which ${replaced.length} replace an earlier import`,
    ...shrunk.map(
      ({ date, before, after }) =>
        `  ${date} has lost more than half of its tokens: ${grouped(before?.tokens ?? 0n)} before, ${grouped(after.tokens)} now; were logs deleted?`,
    ),
  ];
}
