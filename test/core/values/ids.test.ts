import { describe, expect, it } from 'vitest';
import { compareIds, IDENTIFIER, isCwo } from '../../../core/values/ids.ts';

describe('identifiers', () => {
  it.each(['E1', 'a', 'first.last@example.com', 'A_b-c.9', '-', '0', 'x'.repeat(64)])('are like %s', (text) => {
    expect(IDENTIFIER.test(text)).toBe(true);
  });

  it.each(['', ' ', 'E 1', 'E1\n', 'É1', 'a/b', 'a#b', 'a:b', '{}', 'x'.repeat(65)])('are not like %j', (text) => {
    expect(IDENTIFIER.test(text)).toBe(false);
  });
});

describe('targets', () => {
  it.each([
    ['C1', true],
    ['overhead', true],
    ['OVERHEAD1', true],
    ['OVERHEAD', false],
    ['UNALLOCATED', false],
  ])('%s is a CWO: %s', (target, expected) => {
    expect(isCwo(target)).toBe(expected);
  });
});

describe('the order of ids', () => {
  it('is the order of their bytes: a prefix first, capitals before small letters, digits as text', () => {
    const ids = ['a', 'B', 'C10', 'C2', 'C', '_', '.', '-', '@', '1', 'OVERHEAD', 'UNALLOCATED', 'Z'];

    const sorted = ids.toSorted(compareIds);

    expect(sorted).toEqual(['-', '.', '1', '@', 'B', 'C', 'C10', 'C2', 'OVERHEAD', 'UNALLOCATED', 'Z', '_', 'a']);
  });

  it.each([
    ['C1', 'C1', 0],
    ['C1', 'C2', -1],
    ['C2', 'C1', 1],
  ])('of %s and %s is %i', (a, b, order) => {
    expect(compareIds(a, b)).toBe(order);
  });
});
