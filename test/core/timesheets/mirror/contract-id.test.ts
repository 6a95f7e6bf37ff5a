import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { toContractId } from '../../../../core/timesheets/mirror/contract-id.ts';
import { IDENTIFIER } from '../../../../core/values/ids.ts';

describe('an id of the contract', () => {
  it.each([['a'], ['times.12..@E-1@CWO-1'], ['x'.repeat(64)]])('is the text itself where it is one: %s', (text) => {
    expect(toContractId(text, sha256)).toBe(text);
  });

  it.each([
    ['Büro & Küche', 'BroKche'],
    ['x'.repeat(65), 'x'.repeat(40)],
    ['日本', ''],
    ['', ''],
    ['=HYPERLINK("https://example.com")', 'HYPERLINKhttpsexample.com'],
  ])('of %j is what is valid of it, with 12 digits of its hash', (text, kept) => {
    const id = toContractId(text, sha256);

    expect(id).toBe(`${kept}.${sha256(text).slice(0, 12)}`);
    expect(id).toMatch(IDENTIFIER);
  });

  it('differs where only what is no part of it differs', () => {
    expect(toContractId('a b', sha256)).not.toBe(toContractId('a  b', sha256));
  });
});
