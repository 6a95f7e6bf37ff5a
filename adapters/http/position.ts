import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { SourceError } from '../../core/values/source-error.ts';

/** Of one series of pages: more are a loop. */
const PAGES_MAX = 200;
const HASH_CHARACTERS = 8;
const CURSOR_CHARACTERS_MAX = 4_096;

/**
 * Reads where a pull goes on.
 * @throws SourceError STALE_CURSOR where another version of the adapter wrote it
 */
export function readPosition<T>(cursor: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(cursor));
  if (parsed.success) return parsed.data;
  throw new SourceError('STALE_CURSOR', 'the position in the pages is not one of this adapter');
}

export function writePosition(position: object): string {
  const text = JSON.stringify(position);
  if (text.length <= CURSOR_CHARACTERS_MAX) return text;
  throw new SourceError('MALFORMED', `the position in the pages takes more than ${CURSOR_CHARACTERS_MAX} characters`);
}

/**
 * Notes the token of a page, for a series whose tokens so far are `seen` (8 characters for each).
 * @throws SourceError MALFORMED where it comes back, is a link, or is one too many
 */
export function noteToken(seen: string, token: string, place: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(token)) {
    throw new SourceError('MALFORMED', `${place}: leads on by a link, which is not followed`);
  }
  const hash = createHash('sha256').update(token).digest('base64url').slice(0, HASH_CHARACTERS);
  for (let at = 0; at < seen.length; at += HASH_CHARACTERS) {
    if (seen.startsWith(hash, at)) throw new SourceError('MALFORMED', `${place}: leads back to a page that was read`);
  }
  if (seen.length >= PAGES_MAX * HASH_CHARACTERS) {
    throw new SourceError('MALFORMED', `${place}: has more than ${PAGES_MAX} pages`);
  }
  return seen + hash;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
