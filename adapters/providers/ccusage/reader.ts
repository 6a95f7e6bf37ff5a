import type { FactCost, TokenCounts, UsageFact } from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings, ReadUsageFiles } from '../../../core/collection/usage-import.ts';
import { ZoneDays } from '../../../core/collection/zone-days.ts';
import { providerOfModel } from '../../prices/list-prices.ts';
import { costsBy, NO_COST, WHOLE } from '../amounts.ts';
import { faultOf, parseExact } from '../exact-json.ts';
import { ASSUMED_ZONE, attributesOf, UNKNOWN_CACHE_SPLIT } from '../fact-parts.ts';
import { documentOf, skippedFile, textOf } from '../text-files.ts';
import { type Report, type ReportDay, type ReportModel, readReport } from './report.ts';
import { totalFault } from './totals.ts';

/** Of models that nobody is known to make. */
const UNKNOWN_PROVIDER = 'unknown';
const COST_OF = costsBy({});

interface Known {
  readonly file: string;
  readonly figures: string;
}

/**
 * Reads what `ccusage daily --json` writes, one report per file. A day whose totals are not the sum of its models is not
 * taken, nor a file whose totals are not the sum of its days. A day that several files tell alike counts once; one they
 * tell differently, as reports of different hours or machines do, is taken from the first and told of the others.
 */
export const readCcusage: ReadUsageFiles = async function* (files, settings) {
  const days = new ZoneDays(settings.timeZone);
  const known = new Map<string, Known>();
  for (const file of files) {
    let report: ReturnType<typeof readReport>;
    try {
      report = readReport(parseExact(await documentOf(textOf(file, settings.onRead))));
    } catch (error) {
      yield skippedFile(file, error);
      continue;
    }
    const fault = report.success ? faultOfTotals(report.data) : faultOf(report.error);
    if (fault !== null) yield { kind: 'SKIPPED', file, line: null, reason: fault };
    else for (const day of (report.data as Report).days) yield* recordsOf(day, { file, known, days, settings });
  }
};

interface Reading {
  readonly file: string;
  readonly known: Map<string, Known>;
  readonly days: ZoneDays;
  readonly settings: ImportSettings;
}

function faultOfTotals({ days, totals }: Report): string | null {
  return totals === null ? null : totalFault(totals, days, { whole: "the file's", parts: "its days'" });
}

function* recordsOf(day: ReportDay, { file, known, days, settings }: Reading): Generator<ImportedRecord> {
  const key = `${day.date}\n${day.project}`;
  const figures = figuresOf(day);
  const before = known.get(key);
  const fault = before ? faultOfCopy(before, figures, file) : faultOfDay(day, days, settings);
  if (fault !== null) yield { kind: 'SKIPPED', file, line: null, reason: `${day.place} (${day.date}): ${fault}` };
  else if (before) yield { kind: 'DUPLICATE', file };
  else {
    known.set(key, { file, figures });
    for (const model of day.models) yield { kind: 'COUNTED', fact: toFact(day, model, days, settings) };
  }
}

function faultOfCopy(before: Known, figures: string, file: string): string | null {
  if (before.figures === figures) return null;
  const where = before.file === file ? 'this file' : 'an earlier file';
  return `${where} has the day with other figures: import one report of a machine at a time`;
}

function faultOfDay(day: ReportDay, days: ZoneDays, { now }: ImportSettings): string | null {
  if (day.date > days.dayOf(Date.parse(now))) return 'the day lies in the future';
  return totalFault(day, day.models, { whole: "the day's", parts: "its models'" });
}

/** All that is told of a day, in any order of its models. */
function figuresOf({ models }: ReportDay): string {
  const rows = models.map(({ name, agent, tokens, cost }) => {
    const { inputTokens, outputTokens, cacheCreationTokens, cacheReadTokens } = tokens;
    return [name, agent, inputTokens, outputTokens, cacheCreationTokens, cacheReadTokens, cost?.text].join('\t');
  });
  return rows.sort().join('\n');
}

function toFact(day: ReportDay, model: ReportModel, days: ZoneDays, settings: ImportSettings): UsageFact {
  const { name, agent } = model;
  const provider = (name === null ? null : providerOfModel(name)) ?? UNKNOWN_PROVIDER;
  const tokens = tokensOf(model);
  return {
    usageDate: day.date,
    actor: settings.actor,
    provider,
    modelRaw: name,
    model: name === null ? null : settings.prices.canonicalName(provider, name),
    tokens,
    tokensReasoning: model.tokens.reasoningOutputTokens ?? null,
    requests: null,
    cost: costOf(model),
    period: days.periodOf(day.date),
    attributes: {
      ...attributesOf({ agent, project: settings.keepsContext ? day.project : null }),
      ...(tokens.cacheWrite5m ? UNKNOWN_CACHE_SPLIT : {}),
      ...ASSUMED_ZONE,
    },
  };
}

function tokensOf({ tokens }: ReportModel): TokenCounts {
  return {
    inputUncached: tokens.inputTokens ?? null,
    cacheRead: tokens.cacheReadTokens ?? null,
    cacheWrite5m: tokens.cacheCreationTokens ?? null,
    cacheWrite1h: null,
    output: tokens.outputTokens ?? null,
  };
}

/** Older versions write 0 for tokens of a model without a price: that is unknown. */
function costOf({ cost, tokens }: ReportModel): FactCost {
  const isUsed = [tokens.inputTokens, tokens.outputTokens, tokens.cacheCreationTokens, tokens.cacheReadTokens].some(
    (units) => (units ?? 0n) > 0n,
  );
  if (cost === null || (isUsed && cost.value.numerator === 0n)) return { ...NO_COST, kind: 'NOTIONAL' };
  const { text, value } = cost;
  return COST_OF({ value, text, unit: WHOLE, currency: 'USD', kind: 'NOTIONAL', origin: 'ESTIMATED' });
}
