import fc from 'fast-check';
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

  it.each(["'-12", "''=1", "'\t"])('that begins with apostrophes comes back as %j', (text) => {
    expect(unguarded(guarded(text))).toBe(text);
    expect(unguarded(unguarded(guarded(text)))).toBe(text.slice(1));
  });

  it('comes back, whatever it is', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...`'=+-@\t\r1`) }));

    fc.assert(fc.property(text, (one) => unguarded(guarded(one)) === one));
  });

  it.each(['', 'Ann', ' =1', "'Ann'", "'", "''1="])('stays as it is: %j', (text) => {
    expect([guarded(text), unguarded(text)]).toEqual([text, text]);
  });
});
