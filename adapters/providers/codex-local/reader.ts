import { basename } from 'node:path';
import type { ImportedRecord, ImportSettings } from '../../../core/collection/usage-import.ts';
import { ZoneDays } from '../../../core/collection/zone-days.ts';
import { attributesOf } from '../fact-parts.ts';
import { MarkedLines } from '../log-files/marked-lines.ts';
import { PlausibleInstants } from '../log-files/plausible-instant.ts';
import { ResponseFacts, type Series } from '../log-files/response-facts.ts';
import { type Context, type RolloutLine, readRolloutLine } from './rollout-line.ts';
import { type KnownTurns, Session, type Turn } from './session.ts';

/** Of lines that tell of sessions, models and tokens. */
const MARKERS = ['"session_meta"', '"turn_context"', '"token_count"'];
/** Where a session does not name another one. */
const PROVIDER = 'openai';
const NO_CONTEXT: Context = { repository: null, branch: null, folder: null };

/**
 * Reads the rollout files of Codex (`usage-sources.md`, section 9), one JSON object per line. Each count of tokens tells
 * those of the last response and the session's totals; history that a session copies from the one it goes on from is no
 * usage. Files are read in the order of their names, which begin with the time, so that what is copied comes first.
 */
export async function* readCodexLogs(
  files: readonly string[],
  settings: ImportSettings,
): AsyncGenerator<ImportedRecord> {
  const logLines = new MarkedLines(MARKERS);
  const known: KnownTurns = new Set();
  const rollouts = new Rollouts(settings);
  for (const file of files.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))) {
    const session = new Session(known, basename(file));
    const rollout = rollouts.open();
    const take = (value: object): string | null => {
      const line = readRolloutLine(value);
      if (line === null || typeof line === 'string') return line;
      return rollout.add(line, session);
    };
    yield* logLines.read(file, take, settings.onRead);
    rollout.count(session.end());
    if (session.copies > 0) yield { kind: 'DUPLICATE', file, records: session.copies };
  }
  yield* rollouts.facts.records();
}

/** What the facts of all files are made with. */
class Rollouts {
  readonly facts: ResponseFacts;
  readonly instants: PlausibleInstants;
  readonly #keepsContext: boolean;
  readonly #series = new Map<string, Series>();

  constructor(settings: ImportSettings) {
    this.facts = new ResponseFacts(settings, new ZoneDays(settings.timeZone));
    this.instants = new PlausibleInstants(settings.now);
    this.#keepsContext = settings.keepsContext;
  }

  open(): Rollout {
    return new Rollout(this);
  }

  seriesOf(provider: string, modelRaw: string | null, context: Context): Series {
    const attributes = this.#keepsContext ? attributesOf({ ...context }) : {};
    const key = JSON.stringify([provider, modelRaw, attributes]);
    const series = this.#series.get(key) ?? { provider, modelRaw, attributes, isListPriced: true };
    this.#series.set(key, series);
    return series;
  }
}

/** One file, with what its last lines said of model and place. */
class Rollout {
  readonly #rollouts: Rollouts;
  #provider = PROVIDER;
  #model: string | null = null;
  #context = NO_CONTEXT;

  constructor(rollouts: Rollouts) {
    this.#rollouts = rollouts;
  }

  add(line: RolloutLine, session: Session): string | null {
    if (line.kind === 'TOKENS') {
      const fault = this.#rollouts.instants.faultOf(line.instantMs);
      if (fault === null) this.count(session.add(line, this.#series()));
      return fault;
    }
    if (line.kind === 'SESSION') {
      session.describe(line);
      this.#provider = line.provider ?? this.#provider;
      this.#model = line.model ?? this.#model;
      this.#context = line.context;
    } else {
      this.#model = line.model ?? this.#model;
      this.#context = { ...this.#context, folder: line.folder ?? this.#context.folder };
    }
    return null;
  }

  count(turns: readonly Turn[]): void {
    for (const { series, instantMs, tokens } of turns) {
      const { input, cached, output, reasoning } = tokens;
      this.#rollouts.facts.add(series, {
        instantMs,
        tokens: {
          inputUncached: BigInt(input - cached),
          cacheRead: BigInt(cached),
          cacheWrite5m: null,
          cacheWrite1h: null,
          output: BigInt(output),
        },
        tokensReasoning: BigInt(reasoning),
        reported: null,
      });
    }
  }

  #series(): Series {
    return this.#rollouts.seriesOf(this.#provider, this.#model, this.#context);
  }
}
