import type { AthenaClient } from '@aws-sdk/client-athena';
import { z } from 'zod';
import { ACTOR_TARGETS } from '../../../core/collection/identity.ts';
import type { DayGroup, ResolvedFacts, UnresolvedActor } from '../../../core/collection/source-status.ts';
import { COST_KINDS } from '../../../core/collection/usage-fact.ts';
import type { PullWindow } from '../../../core/collection/usage-puller.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { addDays } from '../../../core/values/week.ts';
import { executeQuery, type QueryPlace } from '../query-execution.ts';
import { readQueryResult } from '../query-result.ts';
import { figure, figuresOf } from './figures.ts';
import { resolvedFacts } from './resolved-facts.ts';

const GROUP_COLUMNS = ['source', 'usage_date', 'cost_kind', 'target', 'is_unknown', 'facts', 'tokens', 'cost_usd'];
const ACTOR_COLUMNS = ['source', 'actor_kind', 'actor_id', 'first_day', 'last_day', 'facts', 'tokens', 'cost_usd'];
/** Actors that are listed; more than a person will look at. */
const ACTORS_MAX = 1_000;

const groupSchema = z
  .object({
    source: z.string(),
    usage_date: z.iso.date(),
    cost_kind: z.enum(COST_KINDS),
    target: z.enum([...ACTOR_TARGETS, 'unresolved']),
    is_unknown: z.enum(['0', '1']),
    ...figure,
  })
  .transform(
    (row): DayGroup => ({
      source: row.source,
      usageDate: row.usage_date,
      costKind: row.cost_kind,
      target: row.target,
      isCostUnknown: row.is_unknown === '1',
      ...figuresOf(row),
    }),
  );
const actorSchema = z
  .object({
    source: z.string(),
    actor_kind: z.string(),
    actor_id: z.string().optional(),
    first_day: z.iso.date(),
    last_day: z.iso.date(),
    ...figure,
  })
  .transform(
    (row): UnresolvedActor => ({
      source: row.source,
      actorKind: row.actor_kind,
      actorId: row.actor_id ?? null,
      firstDay: row.first_day,
      lastDay: row.last_day,
      ...figuresOf(row),
    }),
  );

/** The daily facts with who their actors are, by Athena. */
export class AthenaResolvedFacts implements ResolvedFacts {
  readonly #athena: AthenaClient;
  readonly #place: QueryPlace;
  readonly #clock: Clock;

  constructor(athena: AthenaClient, place: QueryPlace, clock: Clock) {
    this.#athena = athena;
    this.#place = place;
    this.#clock = clock;
  }

  groups(sources: readonly string[], window: PullWindow, signal: AbortSignal): Promise<DayGroup[]> {
    const select = `
SELECT source, usage_date, cost_kind, target, is_unknown, SUM(facts) AS facts, SUM(tokens) AS tokens, SUM(cost_usd) AS cost_usd
FROM resolved
GROUP BY source, usage_date, cost_kind, target, is_unknown
ORDER BY 1, 2, 3, 4, 5`;
    return this.#read({ sources, window, select }, GROUP_COLUMNS, groupSchema, signal);
  }

  unresolved(sources: readonly string[], window: PullWindow, signal: AbortSignal): Promise<UnresolvedActor[]> {
    const select = `
SELECT
  source,
  actor_kind,
  actor_id,
  MIN(usage_date) AS first_day,
  MAX(usage_date) AS last_day,
  SUM(facts) AS facts,
  SUM(tokens) AS tokens,
  SUM(CASE WHEN cost_kind = 'NOTIONAL' THEN CAST(0 AS DECIMAL(38, 6)) ELSE cost_usd END) AS cost_usd
FROM resolved
WHERE target = 'unresolved'
GROUP BY source, actor_kind, actor_id
ORDER BY 8 DESC NULLS LAST, 7 DESC NULLS LAST, 1, 2, 3
LIMIT ${ACTORS_MAX}`;
    return this.#read({ sources, window, select }, ACTOR_COLUMNS, actorSchema, signal);
  }

  async #read<T>(
    asked: { readonly sources: readonly string[]; readonly window: PullWindow; readonly select: string },
    columns: readonly string[],
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T[]> {
    const { sources, window, select } = asked;
    if (sources.length === 0) return [];
    const beginning = resolvedFacts({ sources, from: window.from, to: addDays(window.to, -1) });
    const query = { statement: `${beginning}${select}`, name: 'the query of daily facts' };
    const queryId = await executeQuery(this.#athena, this.#place, query, this.#clock, signal);
    const rows: T[] = [];
    for await (const page of readQueryResult(this.#athena, queryId, columns)) {
      rows.push(...page.map((row) => schema.parse(row)));
    }
    return rows;
  }
}
