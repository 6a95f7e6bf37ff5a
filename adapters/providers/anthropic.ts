/** What the sources of Anthropic's Admin API share. */

export const ANTHROPIC_URL = 'https://api.anthropic.com';

const VERSION = '2023-06-01';

/** An Admin key; the keys of the inference API are refused. */
export function anthropicHeaders(key: string): Readonly<Record<string, string>> {
  return { 'x-api-key': key, 'anthropic-version': VERSION };
}
