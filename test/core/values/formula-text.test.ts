import { describe, expect, it } from 'vitest';
import { guarded, unguarded } from '../../../core/values/formula-text.ts';

describe('a text for a spreadsheet', () => {
  it.each(['=HYPERLINK("x")', '+49 1', '-7.5', '@SUM(A1)', '\tx', '\rx'])(
    'is guarded as %j, and comes back',
    (text) => {
      expect(guarded(text)).toBe(`'${text}`);
      expect(unguarded(guarded(text))).toBe(text);
    },
  );

  it.each(['', 'Ann', ' =1', "'Ann'", "''=1", "'"])('stays as it is: %j', (text) => {
    expect([guarded(text), unguarded(text)]).toEqual([text, text]);
  });
});
