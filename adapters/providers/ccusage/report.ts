import { z } from 'zod';
import { isPlainDate, type PlainDate } from '../../../core/values/week.ts';
import type { RawAmount } from '../amounts.ts';
import { amount, count } from '../exact-json.ts';

/** Tokens as the report counts them: its input has no cached tokens in it. */
export interface ReportTokens {
  readonly inputTokens?: bigint | null | undefined;
  readonly outputTokens?: bigint | null | undefined;
  readonly cacheCreationTokens?: bigint | null | undefined;
  readonly cacheReadTokens?: bigint | null | undefined;
  readonly reasoningOutputTokens?: bigint | null | undefined;
}

export interface ReportModel {
  /** Null where the report tells a day of several models as one. */
  readonly name: string | null;
  readonly agent: string | null;
  readonly tokens: ReportTokens;
  /** USD; null where the report knows none. */
  readonly cost: RawAmount | null;
}

export interface ReportDay {
  /** `daily.3`, `projects.app.0` */
  readonly place: string;
  readonly date: PlainDate;
  readonly project: string | null;
  readonly tokens: ReportTokens;
  readonly cost: RawAmount | null;
  readonly models: readonly ReportModel[];
}

export interface Report {
  readonly days: readonly ReportDay[];
  /** Null where the report has none. */
  readonly totals: { readonly tokens: ReportTokens; readonly cost: RawAmount | null } | null;
}

const TEXT_CHARACTERS_MAX = 1000;
const ROWS_MAX = 100_000;
const text = z.string().min(1).max(TEXT_CHARACTERS_MAX, 'is too long');
const tokens = {
  inputTokens: count.nullish(),
  outputTokens: count.nullish(),
  cacheCreationTokens: count.nullish(),
  cacheReadTokens: count.nullish(),
  reasoningOutputTokens: count.nullish(),
};
/** Reports of Claude Code, of all agents, and of Codex alone name the cost in two ways. */
const costs = { totalCost: amount.nullish(), costUSD: amount.nullish() };
const breakdown = z.object({
  ...tokens,
  modelName: text,
  cost: amount.nullish(),
  missingPricing: z.boolean().nullish(),
});
const breakdowns = z.array(breakdown).max(ROWS_MAX).nullish();
const day = z.object({
  ...tokens,
  ...costs,
  /** `period` in reports of all agents. */
  date: text.nullish(),
  period: text.nullish(),
  modelBreakdowns: breakdowns,
  agents: z
    .array(z.object({ agent: text, modelBreakdowns: breakdowns }))
    .max(1000)
    .nullish(),
  /** A list of names, or, of Codex, tokens by name. */
  models: z.union([z.array(text), z.record(text, z.object(tokens))]).nullish(),
  modelsUsed: z.array(text).nullish(),
});
const days = z.array(day).max(ROWS_MAX);
const reportSchema = z
  .object({
    daily: days.optional(),
    projects: z.record(z.string().max(TEXT_CHARACTERS_MAX), days).optional(),
    /** Of the first versions, with `type: "daily"`. */
    type: z.literal('daily', 'is no daily report').optional(),
    data: days.optional(),
    totals: z.object({ ...tokens, ...costs }).nullish(),
  })
  .refine(({ daily, projects, type, data }) => daily ?? projects ?? (type && data), {
    message: 'is no daily report of ccusage: run `ccusage daily --json`',
  })
  .transform((report, context): Report => {
    const rows = [
      ...placed('daily', report.daily),
      ...placed('data', report.type && report.data),
      ...Object.entries(report.projects ?? {}).flatMap(([name, own]) => placed(`projects.${name}`, own, name)),
    ];
    for (const row of rows) {
      if (isPlainDate(dateOf(row.day))) continue;
      context.addIssue({ code: 'custom', message: 'has no date YYYY-MM-DD', path: [row.place] });
      return z.NEVER;
    }
    const { totals } = report;
    return { days: rows.map(toDay), totals: totals ? { tokens: totals, cost: costOf(totals) } : null };
  });

/** Reads what `ccusage daily --json` writes: version 20 for all agents, for one or by project, and older ones. */
export function readReport(json: unknown): z.ZodSafeParseResult<Report> {
  return reportSchema.safeParse(json);
}

type RawDay = z.infer<typeof day>;

interface PlacedDay {
  readonly place: string;
  readonly project: string | null;
  readonly day: RawDay;
}

function placed(list: string, rows: readonly RawDay[] | undefined, project: string | null = null): PlacedDay[] {
  return (rows ?? []).map((row, index) => ({ place: `${list}.${index}`, project, day: row }));
}

function dateOf(row: RawDay): string {
  return row.date ?? row.period ?? '';
}

function costOf({ totalCost, costUSD }: z.infer<z.ZodObject<typeof costs>>): RawAmount | null {
  return totalCost ?? costUSD ?? null;
}

function toDay({ place, project, day: row }: PlacedDay): ReportDay {
  return { place, project, date: dateOf(row), tokens: row, cost: costOf(row), models: modelsOf(row) };
}

function modelsOf(row: RawDay): ReportModel[] {
  const byAgent = row.agents?.flatMap(({ agent, modelBreakdowns }) => ofBreakdowns(modelBreakdowns, agent)) ?? [];
  if (byAgent.length > 0) return byAgent;
  const models = ofBreakdowns(row.modelBreakdowns, null);
  if (models.length > 0) return models;
  return row.models && !Array.isArray(row.models) ? ofRecord(row.models, costOf(row)) : [wholeDay(row)];
}

function ofBreakdowns(rows: z.infer<typeof breakdowns>, agent: string | null): ReportModel[] {
  return (rows ?? []).map(({ modelName, cost, missingPricing, ...own }) => ({
    name: modelName,
    agent,
    tokens: own,
    cost: missingPricing ? null : (cost ?? null),
  }));
}

/** The cost of the day is that of its only model; of several, a row of its own, as it cannot be told apart. */
function ofRecord(models: Readonly<Record<string, ReportTokens>>, cost: RawAmount | null): ReportModel[] {
  const entries = Object.entries(models);
  const only = entries.length === 1 ? cost : null;
  const rows: ReportModel[] = entries.map(([name, own]) => ({ name, agent: null, tokens: own, cost: only }));
  return cost === only ? rows : [...rows, { name: null, agent: null, tokens: {}, cost }];
}

/** A day whose models are not told apart: that of its only model, else of none in particular. */
function wholeDay(row: RawDay): ReportModel {
  const names = row.modelsUsed ?? (Array.isArray(row.models) ? row.models : []);
  const name = names.length === 1 ? (names[0] as string) : null;
  return { name, agent: null, tokens: row, cost: costOf(row) };
}
