import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { usageWeeks } from '../adapters/lake/usage-weeks.ts';
import { isMonth } from '../core/billing/months.ts';
import { readWebhookSecrets } from '../core/recalculation/webhook-secret.ts';
import { IDENTIFIER } from '../core/values/ids.ts';
import { isVisible } from '../core/values/visible-text.ts';
import { isMonday, isPlainDate } from '../core/values/week.ts';
import { readTokens, readUsd4, TOKENS_FORM, USD_FORM } from '../functions/messages/figures.ts';
import { SYNC_WEEKS_MAX } from '../functions/messages/timesheets.ts';
import { WrongUseError } from './wrong-use-error.ts';

/** Characters of who says something, and why. */
export const WORD_MAX = { by: 100, why: 500 } as const;

/** Readers of arguments: each gives the value, or says what the text should have been. */

export function parseMonday(text: string): string {
  if (isMonday(text)) return text;
  throw new InvalidArgumentError('It is no Monday of the form YYYY-MM-DD.');
}

/**
 * The Monday of a week that the usage table shows; rows of any other would be loaded and never seen.
 * @param now ISO 8601 instant, UTC
 */
export function parseUsageWeek(text: string, now: string): string {
  const monday = parseMonday(text);
  const { first, last } = usageWeeks(now);
  if (first <= monday && monday <= last) return monday;
  throw new InvalidArgumentError(`The usage table holds the weeks from ${first} to ${last}, the next one.`);
}

/** An IANA name that the platform knows. */
export function parseTimeZone(text: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    throw new InvalidArgumentError('It is no time zone such as Europe/Berlin.');
  }
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('It is no port from 1 to 65535.');
}

/** Weeks of a sync, the current one included. */
export function parseWeeks(text: string): number {
  const weeks = Number(text);
  if (/^\d{1,2}$/.test(text) && weeks >= 1 && weeks <= SYNC_WEEKS_MAX) return weeks;
  throw new InvalidArgumentError(`It is no number of weeks from 1 to ${SYNC_WEEKS_MAX}.`);
}

export function parseDay(text: string): string {
  if (isPlainDate(text)) return text;
  throw new InvalidArgumentError('It is no day of the form YYYY-MM-DD.');
}

/** A path as it is from where the user stands: npm starts scripts in the project's root and says where it was called. */
export function pathFromUser(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** Tokens, from 1 to what BIGINT holds. */
export function parseTokens(text: string): bigint {
  const tokens = readTokens(text);
  if (tokens !== undefined) return tokens;
  throw new InvalidArgumentError(`It is not ${TOKENS_FORM}.`);
}

/** US dollars above 0 with at most 4 decimals, in 1/10,000 USD. */
export function parseUsd(text: string): bigint {
  const usd4 = readUsd4(text);
  if (usd4 !== undefined) return usd4;
  throw new InvalidArgumentError(`It is not ${USD_FORM}.`);
}

/** A version of a budget: 0 where nobody has decided yet. */
export function parseVersion(text: string): number {
  const version = Number(text);
  if (/^\d{1,6}$/.test(text)) return version;
  throw new InvalidArgumentError('It is no version: a whole number from 0 on.');
}

export function parseMonth(text: string): string {
  if (isMonth(text)) return text;
  throw new InvalidArgumentError('It is no month of the form YYYY-MM.');
}

export function parseId(text: string): string {
  if (IDENTIFIER.test(text)) return text;
  throw new InvalidArgumentError('It is no id: 1 to 64 of A-Z a-z 0-9 . _ @ -');
}

/** Who takes something upon themselves. */
export function parseWho(text: string): string {
  return visible(text, WORD_MAX.by);
}

/** Why they do. */
export function parseText(text: string): string {
  return visible(text, WORD_MAX.why);
}

function visible(text: string, max: number): string {
  if (isVisible(text, max)) return text;
  throw new InvalidArgumentError(`It needs 1 to ${max} visible characters on one line.`);
}

export function parseHttpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It is no http or https URL.');
}

/** One or two secrets, separated by white space. */
export function parseWebhookSecrets(text: string): string {
  const read = readWebhookSecrets(text);
  // Commander tells the text as well, and this one stays secret.
  if ('fault' in read) throw new WrongUseError(read.fault);
  return text;
}
