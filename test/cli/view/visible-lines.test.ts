import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJson } from '../../../cli/view/json.ts';
import { visibleLines } from '../../../cli/view/visible-lines.ts';

describe('what a command prints', () => {
  it('keeps its lines and escapes what acts on a terminal', () => {
    expect(visibleLines('a\n\u001b[2Jb\r\u0085')).toBe('a\n\\u001b[2Jb\\u000d\\u0085');
  });

  it('means the same as JSON, whatever text is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const printed = visibleLines(toJson(value));

        expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(printed).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
