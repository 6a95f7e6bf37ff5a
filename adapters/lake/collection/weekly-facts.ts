import type { AthenaClient } from '@aws-sdk/client-athena';
import { z } from 'zod';
import { ACTOR_KINDS, type Actor } from '../../../core/collection/usage-fact.ts';
import type { CountRules, WeeklyFacts, WeeklyGroup } from '../../../core/collection/weekly-usage.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { IDENTIFIER } from '../../../core/values/ids.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import { executeQuery, type QueryPlace } from '../query-execution.ts';
import { type ResultRow, readQueryResult } from '../query-result.ts';
import { figure } from './figures.ts';
import { resolvedFacts, sourceLiteral } from './resolved-facts.ts';

/** The result of the weekly query is not what it asks for: nothing is built of it. */
export class WeeklyFactsError extends Error {
  override readonly name = 'WeeklyFactsError';
}

/** A source whose money and tokens count, and the tool that the weekly table names. */
export interface CountedSource {
  readonly source: string;
  readonly tool: string;
}

const COLUMNS = [
  ...(['is_total', 'tool', 'employee_id', 'source', 'actor_kind', 'actor_id'] as const),
  ...(['is_unknown', 'facts', 'tokens', 'cost_usd'] as const),
] as const;

const rowSchema = z.object({
  is_total: z.enum(['0', '1']),
  tool: z.string().optional(),
  employee_id: z.string().optional(),
  source: z.string().optional(),
  actor_kind: z.enum(ACTOR_KINDS).optional(),
  actor_id: z.string().optional(),
  is_unknown: z.enum(['0', '1']).optional(),
  ...figure,
});
type Row = z.output<typeof rowSchema>;

/** The weekly sums of the daily facts, by one query of Athena. */
export class AthenaWeeklyFacts implements WeeklyFacts {
  readonly #athena: AthenaClient;
  readonly #place: QueryPlace;
  readonly #clock: Clock;
  readonly #counted: { readonly sources: readonly CountedSource[]; readonly rules: CountRules };

  constructor(
    athena: AthenaClient,
    place: QueryPlace,
    clock: Clock,
    counted: { readonly sources: readonly CountedSource[]; readonly rules: CountRules },
  ) {
    this.#athena = athena;
    this.#place = place;
    this.#clock = clock;
    this.#counted = counted;
  }

  async sum(mondayDate: MondayDate, signal: AbortSignal): Promise<WeeklyGroup[]> {
    const { sources, rules } = this.#counted;
    if (sources.length === 0) return [];
    const query = { statement: weeklyStatement(mondayDate, sources, rules), name: 'the weekly query' };
    const queryId = await executeQuery(this.#athena, this.#place, query, this.#clock, signal);
    const groups: Row[] = [];
    const totals: Row[] = [];
    for await (const page of readQueryResult(this.#athena, queryId, COLUMNS)) {
      for (const row of page.map(toRow)) (row.is_total === '1' ? totals : groups).push(row);
    }
    checkTotal(groups, totals);
    return groups.map(toGroup);
  }
}

/** Facts by tool and employee, or by actor where nobody knows him, and in the same statement over everything. */
export function weeklyStatement(mondayDate: MondayDate, sources: readonly CountedSource[], rules: CountRules): string {
  const selection = { sources: sources.map(({ source }) => source), from: mondayDate, to: addDays(mondayDate, 6) };
  const kinds = ['BILLED', ...(rules.seat ? ['SEAT'] : []), ...(rules.notional === 'NOTHING' ? [] : ['NOTIONAL'])];
  const isFree = rules.notional === 'TOKENS' ? "cost_kind = 'NOTIONAL'" : '1 = 0';
  const unresolved = (column: string) => `CASE WHEN target = 'unresolved' THEN ${column} ELSE NULL END AS ${column}`;
  return `
${resolvedFacts(selection)}
SELECT
  GROUPING(tool) AS is_total,
  tool,
  employee_id,
  source,
  actor_kind,
  actor_id,
  is_unknown,
  SUM(facts) AS facts,
  SUM(tokens) AS tokens,
  SUM(cost_usd) AS cost_usd
FROM (
  SELECT
    CASE source ${sources.map(({ source, tool }) => `WHEN ${sourceLiteral(source)} THEN ${toolLiteral(tool)}`).join(' ')} END AS tool,
    employee_id,
    ${unresolved('source')},
    ${unresolved('actor_kind')},
    ${unresolved('actor_id')},
    CASE WHEN ${isFree} THEN 0 ELSE is_unknown END AS is_unknown,
    facts,
    tokens,
    CASE WHEN ${isFree} THEN CAST(0 AS DECIMAL(38, 6)) ELSE cost_usd END AS cost_usd
  FROM resolved
  WHERE target IN ('employee', 'unresolved')
    AND cost_kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})
) AS counted
GROUP BY GROUPING SETS ((tool, employee_id, source, actor_kind, actor_id, is_unknown), ())
ORDER BY 1 DESC, 2, 3, 4, 5, 6, 7`.trim();
}

/** @throws RangeError where the text is no tool */
function toolLiteral(tool: string): string {
  if (!IDENTIFIER.test(tool)) throw new RangeError('not a tool');
  return `'${tool}'`;
}

function toRow(row: ResultRow): Row {
  const parsed = rowSchema.safeParse(row);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new WeeklyFactsError(`a row of the weekly query is not as asked: ${faults.join('; ')}`);
}

/** @throws WeeklyFactsError where a page was lost or came twice */
function checkTotal(groups: readonly Row[], totals: readonly Row[]): void {
  const sum = (of: (row: Row) => bigint | undefined) => groups.reduce((total, row) => total + (of(row) ?? 0n), 0n);
  const [total] = totals;
  if (totals.length !== 1 || !total) throw new WeeklyFactsError(`the weekly query has ${totals.length} totals`);
  const figures: ((row: Row) => bigint | undefined)[] = [
    ({ facts }) => facts,
    ({ tokens }) => tokens,
    ({ cost_usd }) => cost_usd,
  ];
  // Over no rows at all the total has no sums.
  if (figures.some((of) => (of(total) ?? 0n) !== sum(of)))
    throw new WeeklyFactsError('the groups of the weekly query do not sum to its total');
}

function toGroup({ tool, employee_id, source, actor_kind, actor_id, is_unknown, tokens, cost_usd }: Row): WeeklyGroup {
  if (tool === undefined) throw new WeeklyFactsError('a group of the weekly query has no tool');
  const actor: Actor | null = actor_kind === undefined ? null : { kind: actor_kind, id: actor_id ?? null };
  if (employee_id === undefined && (actor === null || source === undefined)) {
    throw new WeeklyFactsError("a group of the weekly query is nobody's");
  }
  return {
    tool,
    employeeId: employee_id ?? null,
    source: source ?? null,
    actor,
    tokens: tokens ?? null,
    costUsd6: is_unknown === '1' ? null : (cost_usd ?? 0n),
  };
}
