import { USAGE_SOURCES } from '../../functions/names.ts';
import type { Configuration, UsageSourceConfiguration } from '../configuration.ts';

/** A source whose figures count, and the tool they are of. */
export interface CountedSource {
  readonly source: string;
  readonly tool: string;
}

/** What is known of a source by its name. */
interface KnownSource {
  readonly isPulled: boolean;
  readonly tool: string | null;
}

const SOURCES: Readonly<Record<string, KnownSource>> = USAGE_SOURCES;

/** Null where there is no such source. */
export function knownSource(source: string): KnownSource | null {
  return Object.hasOwn(SOURCES, source) ? (SOURCES[source] as KnownSource) : null;
}

/** The tool whose use a source tells; null where neither its name nor the configuration says it. */
export function toolOf({ source, tool }: UsageSourceConfiguration): string | null {
  return knownSource(source)?.tool ?? tool ?? null;
}

export function countedSources(sources: Configuration['usage']['sources']): CountedSource[] {
  return sources.flatMap((one) => {
    const tool = toolOf(one);
    return one.role === 'COST' && tool !== null ? [{ source: one.source, tool }] : [];
  });
}
