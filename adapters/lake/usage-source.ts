import { type AthenaClient, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { z } from 'zod';
import { USAGE_ROW_REASONS, type UsageResultRow, type UsageSource } from '../../core/usage/usage-source.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { USD6_SCALE } from '../../core/values/money.ts';
import { type ResultRow, readQueryResult } from './query-result.ts';
import { USAGE_COLUMNS, usageQuery } from './usage-query.ts';

/** The result of the usage query is not what the query asks for: no usage is read from it. */
export class UsageResultError extends Error {
  override readonly name = 'UsageResultError';
}

const integer = z.string().transform((text, context) => parseOr(text, 0, context));
const rowSchema = z.object({
  is_total: z.enum(['0', '1']),
  verdict: z.enum(['USABLE', ...USAGE_ROW_REASONS]).optional(),
  employee_id: z.string().optional(),
  source: z.string().optional(),
  row_count: integer,
  rows_without_tokens: integer.optional(),
  tokens: integer,
  cost_usd: z.string().transform((text, context) => parseOr(text, USD6_SCALE, context)),
});

/** Usage from the Glue table of contract 1, by Athena. */
export class AthenaUsageSource implements UsageSource {
  readonly #athena: AthenaClient;
  readonly #workGroup: string;
  readonly #database: string;

  constructor(athena: AthenaClient, place: { readonly workGroup: string; readonly database: string }) {
    this.#athena = athena;
    this.#workGroup = place.workGroup;
    this.#database = place.database;
  }

  async start({ mondayDate, token, employeeIds }: Parameters<UsageSource['start']>[0]): Promise<string> {
    const { QueryExecutionId } = await this.#athena.send(
      new StartQueryExecutionCommand({
        QueryString: usageQuery(mondayDate, employeeIds),
        QueryExecutionContext: { Database: this.#database },
        WorkGroup: this.#workGroup,
        ClientRequestToken: token,
      }),
    );
    if (!QueryExecutionId) throw new UsageResultError('Athena started a query without an id');
    return QueryExecutionId;
  }

  async *read(queryId: string): AsyncGenerator<readonly UsageResultRow[]> {
    for await (const page of readQueryResult(this.#athena, queryId, USAGE_COLUMNS)) yield page.map(toRow);
  }
}

function toRow(row: ResultRow): UsageResultRow {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new UsageResultError(`a row of the usage query is not as asked: ${faults.join('; ')}`);
  }
  const { is_total, verdict, employee_id, source, row_count, rows_without_tokens, tokens, cost_usd } = parsed.data;
  const sums = { rows: Number(row_count), tokens, costUsd6: cost_usd };
  if (is_total === '1') return { kind: 'TOTAL', ...sums };
  if (verdict === undefined || (verdict === 'USABLE' && employee_id === undefined)) {
    throw new UsageResultError("a row of the usage query has no verdict, or is usable and nobody's");
  }
  return {
    kind: 'GROUP',
    ...sums,
    rowsWithoutTokens: Number(rows_without_tokens ?? 0n),
    reason: verdict === 'USABLE' ? null : verdict,
    employeeId: employee_id ?? null,
    source: source ?? 'unspecified',
  };
}

function parseOr(text: string, scale: number, context: z.RefinementCtx): bigint {
  const value = parseDecimal(text, scale);
  if (value !== undefined) return value;
  context.addIssue({ code: 'custom', message: `'${text}' is no decimal of at most ${scale} decimals` });
  return z.NEVER;
}
