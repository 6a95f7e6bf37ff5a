import { describe, expect, it } from 'vitest';
import { sparkline } from '../../../cli/view/sparkline.ts';

describe('a sparkline', () => {
  it.each([
    ['eighths of the highest', [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n], '▁▂▃▄▅▆▇█'],
    ['what is little as something', [1n, 1_000_000n], '▁█'],
    ['what is nothing, and what is less, as nothing', [0n, -5n, 5n], '··█'],
    ['nothing at all', [0n, 0n], '··'],
    ['no value', [], ''],
    ['figures beyond 2^53 exactly', [2n ** 60n, 2n ** 63n], '▁█'],
  ])('shows %s', (_, values, expected) => {
    expect(sparkline(values)).toBe(expected);
  });
});
