import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';

describe('the codec between the steps', () => {
  it('writes a bigint as tagged text', () => {
    const text = encodeJson({ tokens: 42n, ids: ['E1', -1n], none: null });

    expect(text).toBe('{"tokens":{"$bigint":"42"},"ids":["E1",{"$bigint":"-1"}],"none":null}');
  });

  it.each([
    ['a bigint past every double', 2n ** 63n - 1n],
    ['0', 0n],
    ['text that looks like a tag', '{"$bigint":"42"}'],
    ['text that looks like a bigint', '42n'],
    ['a number', 42],
    ['a list of amounts', [{ tokens: 1n, costUsd4: -1n }, null]],
  ])('brings back %s', (_, value) => {
    const back = decodeJson(encodeJson(value));

    expect(back).toStrictEqual(value);
  });

  it('brings back whatever the project writes', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.bigInt());
    const value = fc.dictionary(fc.stringMatching(/^[a-zA-Z]\w*$/), fc.oneof(leaf, fc.array(leaf)));
    fc.assert(
      fc.property(value, (before) => {
        const back = decodeJson(encodeJson(before));

        expect(back).toEqual(before);
      }),
    );
  });

  it.each(['', '{', 'undefined', '42n', '{"tokens":42n}', '{"$bigint":"many"}'])('refuses %j', (text) => {
    expect(() => decodeJson(text)).toThrow(SyntaxError);
  });
});
