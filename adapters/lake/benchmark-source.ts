import type { AthenaClient } from '@aws-sdk/client-athena';
import { z } from 'zod';
import type { BenchmarkSource } from '../../core/budgets/benchmark-store.ts';
import type { BenchmarkLine } from '../../core/budgets/benchmarks.ts';
import type { Clock } from '../../core/values/clock.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { parseHours } from '../../core/values/hours.ts';
import { USD4_SCALE } from '../../core/values/money.ts';
import { isMonday, type MondayDate } from '../../core/values/week.ts';
import { PUBLISHED_TABLES } from '../../functions/names.ts';
import { executeQuery, type QueryPlace } from './query-execution.ts';
import { type ResultRow, readQueryResult } from './query-result.ts';

/** The result of the query for benchmarks is not what it asks for. */
export class BenchmarkQueryError extends Error {
  override readonly name = 'BenchmarkQueryError';
}

const COLUMNS = ['role', 'employee_id', 'monday_date', 'cwo_id', 'project_id', 'tokens', 'cost_usd', 'hours'] as const;

const rowSchema = z.object({
  role: z.string(),
  employee_id: z.string(),
  monday_date: z.string().refine(isMonday),
  cwo_id: z.string(),
  project_id: z.string().optional(),
  tokens: z.string().transform((text, context) => readOr(parseDecimal(text, 0), context)),
  cost_usd: z.string().transform((text, context) => readOr(parseDecimal(text, USD4_SCALE), context)),
  hours: z.string().transform((text, context) => readOr(parseHours(text), context)),
});

/** The published lines of the lake, by Athena. */
export class AthenaBenchmarkSource implements BenchmarkSource {
  readonly #athena: AthenaClient;
  readonly #place: QueryPlace;
  readonly #clock: Clock;

  constructor(athena: AthenaClient, place: QueryPlace, clock: Clock) {
    this.#athena = athena;
    this.#place = place;
    this.#clock = clock;
  }

  async *readLines(
    weeks: { readonly first: MondayDate; readonly last: MondayDate },
    signal: AbortSignal,
  ): AsyncGenerator<BenchmarkLine[]> {
    const query = { statement: linesQuery(weeks.first, weeks.last), name: 'the query for benchmarks' };
    const queryId = await executeQuery(this.#athena, this.#place, query, this.#clock, signal);
    for await (const page of readQueryResult(this.#athena, queryId, COLUMNS)) yield page.map(toLine);
  }
}

/** Lines by approved hours with a role. Plain Trino SQL; the Mondays are checked literals. */
function linesQuery(first: MondayDate, last: MondayDate): string {
  if (!isMonday(first) || !isMonday(last)) throw new RangeError('not a Monday');
  return `
SELECT
  role,
  employee_id,
  monday_date,
  cwo_id,
  project_id,
  CAST(allocated_tokens AS VARCHAR) AS tokens,
  CAST(allocated_cost_usd AS VARCHAR) AS cost_usd,
  CAST(hours AS VARCHAR) AS hours
FROM ${PUBLISHED_TABLES.allocation}
WHERE monday_date BETWEEN '${first}' AND '${last}'
  AND allocation_basis = 'ACTUAL'
  AND method = 'LOGGED_HOURS'
  AND role IS NOT NULL
  AND hours > CAST(0 AS DECIMAL(9, 2))
ORDER BY 1, 2, 3, 4`.trim();
}

function toLine(row: ResultRow): BenchmarkLine {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new BenchmarkQueryError(`a row of the query for benchmarks is not as asked: ${faults.join('; ')}`);
  }
  const { role, employee_id, monday_date, cwo_id, project_id, tokens, cost_usd, hours } = parsed.data;
  return {
    role,
    employeeId: employee_id,
    mondayDate: monday_date,
    cwoId: cwo_id,
    projectId: project_id ?? null,
    tokens,
    costUsd4: cost_usd,
    hours,
  };
}

function readOr<T>(value: T | undefined, context: z.RefinementCtx): T {
  if (value !== undefined) return value;
  context.addIssue({ code: 'custom', message: 'is no decimal of its column' });
  return z.NEVER;
}
