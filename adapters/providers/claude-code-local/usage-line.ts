import type { TokenClass } from '../../../core/collection/usage-fact.ts';
import type { LineRange } from '../log-files/marked-lines.ts';

/** A snapshot of a response, as a line of the logs tells it. Tokens are safe integers: they are summed as bigints later. */
export interface UsageLine extends Readonly<Record<TokenClass, number>> {
  readonly messageId: string | null;
  readonly requestId: string | null;
  readonly isSidechain: boolean;
  readonly instantMs: number;
  readonly model: string | null;
  /** Null where it is the standard one. */
  readonly speed: string | null;
  /** Null where it is the standard one. */
  readonly serviceTier: string | null;
  readonly hasCost: boolean;
  /** As they stand in the line: looked at only where context is kept. */
  readonly cwd: unknown;
  readonly gitBranch: unknown;
}

/** Messages that the tool writes itself, as after an error: no model was asked. */
const SYNTHETIC = '<synthetic>';
const STANDARD = 'standard';
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a line by hand, as a schema would take longer than all else that is done for it.
 * @returns null where it is no usage, a text where it is one that cannot be taken
 */
export function readUsageLine(value: object): UsageLine | string | null {
  const entry = entryOf(value as Fields);
  const message = asFields(entry?.message);
  const usage = asFields(message?.usage);
  if (!entry || !message || !usage) return null;
  if (message.model === SYNTHETIC || entry.isApiErrorMessage === true) return null;
  const instantMs =
    typeof entry.timestamp === 'string' && INSTANT.test(entry.timestamp) ? Date.parse(entry.timestamp) : Number.NaN;
  if (Number.isNaN(instantMs)) return 'timestamp is no ISO 8601 instant';
  const tokens = readTokens(usage);
  if (typeof tokens === 'string') return tokens;
  return {
    messageId: asText(message.id),
    requestId: asText(entry.requestId),
    isSidechain: entry.isSidechain === true,
    instantMs,
    model: asText(message.model),
    speed: unlessStandard(usage.speed),
    serviceTier: unlessStandard(usage.service_tier),
    ...tokens,
    hasCost: typeof entry.costUSD === 'number',
    cwd: entry.cwd,
    gitBranch: entry.gitBranch,
  };
}

/** The line itself, or what it tells of a sub-agent's message. */
function entryOf(value: Fields): Fields | undefined {
  if (value.message !== undefined) return value;
  return asFields(asFields(value.data)?.message);
}

/** The breakdown of cache writes stands for their sum where both agree; else the sum counts, as it is what was always told. */
function readTokens(usage: Fields) {
  const inputUncached = asCount(usage.input_tokens);
  const output = asCount(usage.output_tokens);
  const cacheRead = asCount(usage.cache_read_input_tokens ?? 0);
  const breakdown = asFields(usage.cache_creation);
  const told5m = asCount(breakdown?.ephemeral_5m_input_tokens ?? 0);
  const told1h = asCount(breakdown?.ephemeral_1h_input_tokens ?? 0);
  const writes = asCount(usage.cache_creation_input_tokens ?? (told5m ?? 0) + (told1h ?? 0));
  if (inputUncached === undefined) return notCount('input_tokens');
  if (output === undefined) return notCount('output_tokens');
  if (cacheRead === undefined) return notCount('cache_read_input_tokens');
  if (told5m === undefined || told1h === undefined) return notCount('cache_creation');
  if (writes === undefined) return notCount('cache_creation_input_tokens');
  const cacheWrite1h = Math.min(told1h, writes);
  return { inputUncached, output, cacheRead, cacheWrite5m: writes - cacheWrite1h, cacheWrite1h };
}

function notCount(field: string): string {
  return `message.usage.${field} is no count of tokens`;
}

function asCount(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function unlessStandard(value: unknown): string | null {
  return value === STANDARD ? null : asText(value);
}

const CONTENT = Buffer.from('"content":[');
const AFTER_CONTENT = Buffer.from('],"stop_reason":');

/**
 * The line without what was said: that is most of it, and nobody asks for it. Only where it stands as the tool writes
 * it, before the usage and in the same message; what is left is looked at as the whole line would be.
 */
export function withoutContent(lines: Buffer, { first, end, mark }: LineRange): string | null {
  const behind = lines.subarray(first, mark).lastIndexOf(AFTER_CONTENT);
  if (behind === -1) return null;
  const content = lines.subarray(first, first + behind).indexOf(CONTENT);
  if (content === -1) return null;
  return lines.toString('utf8', first, first + content) + lines.toString('utf8', first + behind + 2, end);
}
