import type { Sha256 } from '../../values/hash.ts';
import { IDENTIFIER } from '../../values/ids.ts';

const FOREIGN = /[^A-Za-z0-9._@-]/g;
const KEPT_CHARACTERS = 40;
const HASH_DIGITS = 12;

/**
 * The text as an id of the contract (`docs/connectors.md`, rule 8): as it is where it is one, else its first 40 valid
 * characters, a dot and 12 digits of its hash.
 */
export function toContractId(text: string, sha256: Sha256): string {
  if (IDENTIFIER.test(text)) return text;
  return `${text.replaceAll(FOREIGN, '').slice(0, KEPT_CHARACTERS)}.${sha256(text).slice(0, HASH_DIGITS)}`;
}
