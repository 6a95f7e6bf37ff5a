import type { PlainDate } from '../../../core/values/week.ts';
import { isPlainDate } from '../../../core/values/week.ts';
import { COLLECTED_TABLES, USAGE_SOURCES } from '../../../functions/names.ts';

/** Which facts are asked for. */
export interface FactSelection {
  readonly sources: readonly string[];
  readonly from: PlainDate;
  /** The last day. */
  readonly to: PlainDate;
}

/**
 * The beginning of a statement: `resolved`, the facts of the sources and days summed by actor, day and kind of cost, each
 * with who the actor was on that day, as `entryFor` in `core/collection/identity.ts` says: the newest entry that covers
 * the day, one of the source itself first. Identity is looked up once for each actor and day. Plain Trino SQL of checked
 * literals.
 */
export function resolvedFacts({ sources, from, to }: FactSelection): string {
  return `
WITH used AS (
  SELECT
    source,
    actor_kind,
    actor_id,
    usage_date,
    cost_kind,
    CASE WHEN cost_usd IS NULL THEN 1 ELSE 0 END AS is_unknown,
    COUNT(*) AS facts,
    SUM(CAST(${COUNTED} AS DECIMAL(38, 0))) AS tokens,
    SUM(CAST(cost_usd AS DECIMAL(38, 6))) AS cost_usd
  FROM ${COLLECTED_TABLES.daily}
  WHERE source IN (${sources.map(sourceLiteral).join(', ')})
    AND usage_date BETWEEN ${dayLiteral(from)} AND ${dayLiteral(to)}
  GROUP BY source, actor_kind, actor_id, usage_date, cost_kind, CASE WHEN cost_usd IS NULL THEN 1 ELSE 0 END
),
actors AS (
  SELECT DISTINCT source, actor_kind, actor_id, usage_date FROM used WHERE actor_id IS NOT NULL
),
ranked AS (
  SELECT
    a.source,
    a.actor_kind,
    a.actor_id,
    a.usage_date,
    i.target,
    i.employee_id,
    ROW_NUMBER() OVER (
      PARTITION BY a.source, a.actor_kind, a.actor_id, a.usage_date
      ORDER BY CASE WHEN i.source = '*' THEN 1 ELSE 0 END, i.entry_no DESC
    ) AS place
  FROM actors AS a
  JOIN ${COLLECTED_TABLES.identity} AS i
    ON i.actor_kind = a.actor_kind
    AND i.actor_id = a.actor_id
    AND (i.source = a.source OR i.source = '*')
    AND i.valid_from <= a.usage_date
    AND (i.valid_to IS NULL OR a.usage_date < i.valid_to)
),
resolved AS (
  SELECT
    u.source,
    u.actor_kind,
    u.actor_id,
    u.usage_date,
    u.cost_kind,
    u.is_unknown,
    u.facts,
    u.tokens,
    u.cost_usd,
    COALESCE(r.target, 'unresolved') AS target,
    r.employee_id
  FROM used AS u
  LEFT JOIN ranked AS r
    ON r.source = u.source
    AND r.actor_kind = u.actor_kind
    AND r.actor_id = u.actor_id
    AND r.usage_date = u.usage_date
    AND r.place = 1
)`.trim();
}

/** Tokens of contract 1, null where none of their classes is reported. */
const CLASSES = ['tokens_input_uncached', 'tokens_cache_write_5m', 'tokens_cache_write_1h', 'tokens_output'];
const COUNTED = `CASE WHEN COALESCE(${CLASSES.join(', ')}) IS NULL THEN NULL ELSE ${CLASSES.map((name) => `COALESCE(${name}, 0)`).join(' + ')} END`;

/** @throws RangeError where the text is no source: nothing else may stand in the statement */
export function sourceLiteral(source: string): string {
  if (!Object.hasOwn(USAGE_SOURCES, source)) throw new RangeError('not a source of usage');
  return `'${source}'`;
}

function dayLiteral(day: PlainDate): string {
  if (!isPlainDate(day)) throw new RangeError('not a day');
  return `'${day}'`;
}
