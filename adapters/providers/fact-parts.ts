import type { UsageFact } from '../../core/collection/usage-fact.ts';
import { addDays, type PlainDate } from '../../core/values/week.ts';

/** A day of a source whose days are those of UTC. */
export function utcPeriod(day: PlainDate): UsageFact['period'] {
  return { start: startOfUtcDay(day), end: startOfUtcDay(addDays(day, 1)), zone: 'UTC' };
}

/** `2026-03-02T00:00:00Z` */
export function startOfUtcDay(day: PlainDate): string {
  return `${day}T00:00:00Z`;
}

/** Dimensions that the source told, by its own names. */
export function attributesOf(
  told: Readonly<Record<string, string | boolean | null>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(told)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, String(value)]),
  );
}

/** Says that cache writes stand under those of 5 minutes since the source does not tell how long they are kept. */
export const UNKNOWN_CACHE_SPLIT = { cache_write_split: 'unknown' };

/** Says that an export does not tell whose days its days are: they are taken for those of the import's zone. */
export const ASSUMED_ZONE = { day_zone: 'assumed' };
