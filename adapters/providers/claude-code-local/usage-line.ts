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
  const instantMs = instantOf(entry.timestamp);
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

/** Not a number where it is no instant. */
function instantOf(timestamp: unknown): number {
  if (typeof timestamp !== 'string') return Number.NaN;
  return usualInstant(timestamp) ?? (INSTANT.test(timestamp) ? Date.parse(timestamp) : Number.NaN);
}

/** `2026-03-02T10:15:02.123Z`, as the tool writes it: read so since a date is parsed for every line. */
function usualInstant(text: string): number | undefined {
  if (text.length !== 24 || text[10] !== 'T' || text[19] !== '.' || text[23] !== 'Z') return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  // What may be no real day or time is left to the parser.
  const isPlain = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!isPlain || !(hour < 24 && minute < 60 && second < 60)) return undefined;
  const instantMs = Date.UTC(year, month - 1, day, hour, minute, second, digits(text, 20, 23));
  return Number.isNaN(instantMs) ? undefined : instantMs;
}

/** Not a number where there is something else. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
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
/** Where a line is put together again. */
const SHORT = Buffer.alloc(16 * 1024);
/** Why a message stopped, which is told between its content and its usage. */
const BETWEEN_BYTES_MAX = 300;
const AFTER_CONTENT = Buffer.from('],"stop_reason":');

/**
 * The line without what was said: that is most of it, and nobody asks for it. Only where it stands as the tool writes
 * it, before the usage and in the same message; what is left is looked at as the whole line would be.
 */
export function withoutContent(lines: Buffer, { first, end, mark }: LineRange): string | null {
  const behind = endOfContent(lines, first, mark);
  if (behind === -1) return null;
  const content = lines.indexOf(CONTENT, first);
  if (content === -1 || content >= behind) return null;
  const before = content - first;
  const kept = before + end - behind - 2;
  if (kept > SHORT.length) return null;
  lines.copy(SHORT, 0, first, content);
  lines.copy(SHORT, before, behind + 2, end);
  return SHORT.toString('utf8', 0, kept);
}

/** The place before the usage, of the few bytes that may stand between. */
function endOfContent(lines: Buffer, first: number, mark: number): number {
  const low = Math.max(first, mark - BETWEEN_BYTES_MAX);
  for (let at = mark - AFTER_CONTENT.length; at >= low; at -= 1) {
    if (lines[at] === AFTER_CONTENT[0] && isAt(lines, at, AFTER_CONTENT)) return at;
  }
  return -1;
}

function isAt(lines: Buffer, at: number, bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index += 1) if (lines[at + index] !== bytes[index]) return false;
  return true;
}
