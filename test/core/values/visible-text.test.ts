import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../core/values/visible-text.ts';

describe('visible text', () => {
  it.each([
    ['plain ids and names', 'E-1 Ünïcode 株式会社 👍', 'E-1 Ünïcode 株式会社 👍'],
    ['the escape character', '\u001b[2J\u001b[1;1HE1', '\\u001b[2J\\u001b[1;1HE1'],
    ['a bell and line breaks', 'a\u0007\r\n\tb', 'a\\u0007\\u000d\\u000a\\u0009b'],
    ['the second set of controls', '\u009b31m\u007f', '\\u009b31m\\u007f'],
    ['what turns the order of reading', 'a\u202egpj.exe\u2066', 'a\\u202egpj.exe\\u2066'],
    ['what takes no room', 'E\u200b1\ufeff\u00ad', 'E\\u200b1\\ufeff\\u00ad'],
    ['blanks that pass for a space', 'a\u00a0b\u3000c d', 'a\\u00a0b\\u3000c d'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['a tag beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
  ])('escapes %s', (_what, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('holds nothing that acts on a terminal, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
