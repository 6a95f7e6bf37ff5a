import type { TokenCounts } from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings } from '../../../core/collection/usage-import.ts';
import { ZoneDays } from '../../../core/collection/zone-days.ts';
import { baseName, nameOf } from '../log-files/context-names.ts';
import { MarkedLines } from '../log-files/marked-lines.ts';
import { amountOf } from '../log-files/number-text.ts';
import { PlausibleInstants } from '../log-files/plausible-instant.ts';
import { ResponseFacts, type Series } from '../log-files/response-facts.ts';
import { Responses } from './responses.ts';
import { readUsageLine, type UsageLine, withoutContent } from './usage-line.ts';

const PROVIDER = 'anthropic';
/** A line without it tells no usage; one with it may do so, or speak of it: its shape decides. */
const MARKER = '"usage"';

/**
 * Reads the session logs of Claude Code (`usage-sources.md`, section 9), one JSON object per line. A response is written
 * many times while it grows, and again into the logs of resumed sessions: its largest snapshot counts, at equal ones the
 * later. Messages that the tool wrote itself are no usage and are not told.
 */
export async function* readClaudeCodeLogs(
  files: readonly string[],
  settings: ImportSettings,
): AsyncGenerator<ImportedRecord> {
  const logLines = new MarkedLines([MARKER], withoutContent);
  const instants = new PlausibleInstants(settings.now);
  const allSeries = new SeriesOfLines(settings.keepsContext);
  const responses = new Responses();
  for (const file of files) {
    let duplicates = 0;
    const take = (value: object, text: string): string | null | undefined => {
      const line = readUsageLine(value);
      if (line === null) return undefined;
      if (typeof line === 'string') return line;
      const fault = instants.faultOf(line.instantMs);
      if (fault !== null) return fault;
      const isNew = responses.add(
        line,
        () => allSeries.indexOf(line),
        () => amountOf(text, 'costUSD'),
      );
      if (!isNew) duplicates += 1;
      return null;
    };
    yield* logLines.read(file, take, settings.onRead);
    if (duplicates > 0) yield { kind: 'DUPLICATE', file, records: duplicates };
  }
  const facts = new ResponseFacts(settings, new ZoneDays(settings.timeZone));
  for (const response of responses) {
    const { instantMs, cost } = response;
    const tokens: TokenCounts = {
      inputUncached: BigInt(response.inputUncached),
      cacheRead: BigInt(response.cacheRead),
      cacheWrite5m: BigInt(response.cacheWrite5m),
      cacheWrite1h: BigInt(response.cacheWrite1h),
      output: BigInt(response.output),
    };
    facts.add(allSeries.at(response.series), { instantMs, tokens, tokensReasoning: null, reported: cost });
  }
  yield* facts.records();
}

/** Every combination of what facts keep of a line, once. */
class SeriesOfLines {
  readonly #keepsContext: boolean;
  readonly #series: Series[] = [];
  /** By model alone, as most lines are: putting a key together takes long. */
  readonly #plain = new Map<string | null, number>();
  readonly #others = new Map<string | null, number>();

  constructor(keepsContext: boolean) {
    this.#keepsContext = keepsContext;
  }

  indexOf(line: UsageLine): number {
    const { model, speed, serviceTier, cwd, gitBranch } = line;
    const isPlain = speed === null && serviceTier === null && !this.#keepsContext;
    const indexes = isPlain ? this.#plain : this.#others;
    const key = isPlain ? model : JSON.stringify([model, speed, serviceTier, this.#keepsContext && [cwd, gitBranch]]);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#series.length;
    // The service's faster ways are dearer, its slower ones cheaper, and lists of prices know neither.
    const isListPriced = speed === null && serviceTier === null;
    this.#series.push({
      provider: PROVIDER,
      modelRaw: model,
      attributes: Object.fromEntries(this.#attributesOf(line)),
      isListPriced,
    });
    indexes.set(key, index);
    return index;
  }

  at(index: number): Series {
    return this.#series[index] as Series;
  }

  #attributesOf({ speed, serviceTier, cwd, gitBranch }: UsageLine): [name: string, value: string][] {
    const context = this.#keepsContext ? { folder: baseName(cwd), branch: nameOf(gitBranch) } : {};
    const all = Object.entries({ speed, service_tier: serviceTier, ...context });
    return all.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]));
  }
}
