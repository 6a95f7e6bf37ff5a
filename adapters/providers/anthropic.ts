import { type SourceAccess, SourceRequests } from '../http/source-requests.ts';

const BASE_URL = 'https://api.anthropic.com';
const VERSION = '2023-06-01';

/** Asks Anthropic's Admin API, by an Admin key: the keys of the inference API are refused. */
export function anthropicRequests(source: string, access: SourceAccess): SourceRequests {
  const headers = (key: string) => ({ 'x-api-key': key, 'anthropic-version': VERSION });
  return new SourceRequests({ source, baseUrl: BASE_URL, headers }, access);
}
