import type { TokenClass, TokenCounts } from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings, ReadUsageFiles } from '../../../core/collection/usage-import.ts';
import { ZoneDays } from '../../../core/collection/zone-days.ts';
import { skippedFile } from '../text-files.ts';
import { documentsOf } from './documents.ts';
import { actorOf, OtelFacts } from './facts.ts';
import { type Attributes, msOf } from './otlp.ts';
import { figuresOf, KnownRequests } from './requests.ts';
import { type Increment, type MetPoint, SeriesPoints } from './series.ts';
import { type RequestEvent, type Signal, signalsOf } from './signals.ts';

const TOKEN_TYPES: Readonly<Record<string, TokenClass>> = {
  input: 'inputUncached',
  output: 'output',
  cacheRead: 'cacheRead',
  cacheCreation: 'cacheWrite5m',
};
/** The tool is younger. */
const EARLIEST_MS = Date.parse('2024-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

/**
 * Reads what Claude Code sends by OTLP, as a collector writes it to files of JSON: the counters of tokens and cost, and
 * the event of each request. Both tell the same usage. A session whose events are there is counted by them alone, for
 * all its days, as a counter's window may end a day later than its requests; points without a session are left to the
 * events of the same actor, if there are any. Points count on the day their window ends, events on their own.
 */
export const readClaudeCodeOtel: ReadUsageFiles = async function* (files, settings) {
  const telemetry = new Telemetry(settings);
  for (const file of files) {
    try {
      for await (const document of documentsOf(file, settings.onRead)) {
        const { line } = document;
        if ('reason' in document) yield { kind: 'SKIPPED', file, line, reason: document.reason };
        else for (const signal of signalsOf(document.value)) yield* telemetry.take(signal, file, line);
      }
    } catch (error) {
      yield skippedFile(file, error);
    }
  }
  yield* telemetry.records();
};

class Telemetry {
  readonly #settings: ImportSettings;
  readonly #days: ZoneDays;
  readonly #facts: OtelFacts;
  readonly #requests = new KnownRequests();
  readonly #series = new SeriesPoints();
  /** Sessions and actors that events tell of. */
  readonly #told = new Set<string>();

  constructor(settings: ImportSettings) {
    this.#settings = settings;
    this.#days = new ZoneDays(settings.timeZone);
    this.#facts = new OtelFacts(settings, this.#days);
  }

  *take(signal: Signal, file: string, line: number | null): Generator<ImportedRecord> {
    const reason = this.#faultOf(signal);
    if (reason !== null) yield { kind: 'SKIPPED', file, line, reason: `${signal.place} ${reason}` };
    else if (signal.kind !== 'FAULT') {
      const state = signal.kind === 'EVENT' ? this.#takeEvent(signal) : this.#series.add({ ...signal, file, line });
      if (state === 'SAME') yield { kind: 'DUPLICATE', file };
      if (state === 'OTHER') {
        const what = `${signal.place} has other figures than one before it that is the same otherwise`;
        yield { kind: 'SKIPPED', file, line, reason: what };
      }
    }
  }

  /** Once all files are read. */
  *records(): Generator<ImportedRecord> {
    const isOfOneDay = ({ start, end }: MetPoint) => this.#days.dayOf(msOf(start)) === this.#days.dayOf(msOf(end));
    for (const increment of this.#series.increments(isOfOneDay)) {
      const { file, line, place, attributes } = increment.point;
      if (this.#told.has(this.#whoOf(attributes))) yield { kind: 'DUPLICATE', file };
      else if ('reason' in increment) yield { kind: 'SKIPPED', file, line, reason: `${place} ${increment.reason}` };
      else this.#addPoint(increment);
    }
    yield* this.#facts.records();
  }

  #faultOf(signal: Signal): string | null {
    if (signal.kind === 'FAULT') return signal.reason;
    const ms = msOf(signal.kind === 'EVENT' ? signal.time : signal.end);
    if (ms < EARLIEST_MS) return 'has no time, or one before 2024';
    if (ms > Date.parse(this.#settings.now) + DAY_MS) return 'has a time in the future';
    if (signal.kind === 'EVENT') {
      const figures = figuresOf(signal);
      return typeof figures === 'string' ? figures : null;
    }
    const isTyped = signal.counter === 'COST' || Object.hasOwn(TOKEN_TYPES, signal.attributes.type ?? '');
    return isTyped ? null : 'counts tokens of an unknown type';
  }

  #takeEvent(event: RequestEvent): 'NEW' | 'SAME' | 'OTHER' {
    const state = this.#requests.add(event);
    const figures = figuresOf(event);
    if (state !== 'NEW' || typeof figures === 'string') return state;
    const { attributes, time } = event;
    const { 'session.id': session, ...withoutSession } = attributes;
    if (session) this.#told.add(this.#whoOf(attributes));
    this.#told.add(this.#whoOf(withoutSession));
    this.#facts.add({ attributes, instantMs: msOf(time), signal: 'events', ...figures });
    return state;
  }

  #addPoint({ point, value, isWhole }: Extract<Increment, { value: unknown }>): void {
    const { attributes, counter, amount, end } = point;
    const shared = { attributes, instantMs: msOf(end), signal: 'metrics' } as const;
    if (counter === 'COST') {
      this.#facts.add({ ...shared, tokens: {}, cost: { value, text: isWhole ? amount.text : null } });
    } else {
      const tokens: Partial<TokenCounts> = { [TOKEN_TYPES[attributes.type ?? ''] as TokenClass]: value.numerator };
      this.#facts.add({ ...shared, tokens, cost: null });
    }
  }

  #whoOf(attributes: Attributes): string {
    const session = attributes['session.id'];
    if (session) return `session ${session}`;
    const { kind, id } = actorOf(attributes, this.#settings.actor);
    return `actor ${kind} ${id}`;
  }
}
