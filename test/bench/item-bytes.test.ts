import { describe, expect, it } from 'vitest';
import { itemBytes } from '../../bench/item-bytes.ts';

describe('the size of an item', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['nothing', {}, 0],
    ['a text', { pk: 'CWO#1' }, 7],
    ['a text in UTF-8', { name: 'Zürich' }, 11],
    ['null', { role: null }, 5],
    ['a truth', { billable: true }, 9],
    ['0', { n: 0 }, 2],
    ['a number of two digits', { n: 42 }, 3],
    ['a number with zeros at its end', { n: 1_000_000 }, 3],
    ['a negative number', { n: -42 }, 4],
    ['a large integer', { n: 9_223_372_036_854_775_807n }, 12],
    ['bytes', { body: new Uint8Array(20) }, 24],
    ['an empty list', { flags: [] }, 8],
    ['a list', { flags: ['A', 'BC'] }, 13],
    ['a map', { m: { ab: 'cd' } }, 9],
  ])('with %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });

  it('is not guessed for a value that our items never hold', () => {
    expect(() => itemBytes({ at: undefined })).toThrow(new TypeError('a value of type undefined is none of ours'));
  });
});
