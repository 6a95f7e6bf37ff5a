import { describe, expect, it } from 'vitest';
import { renderTable } from '../../../cli/view/table.ts';

const COLUMNS = [
  { title: 'id', of: ({ id }: Row) => id },
  { title: 'detail', of: ({ detail }: Row) => detail },
  { title: 'USD', of: ({ usd }: Row) => usd, isNumber: true },
];
interface Row {
  readonly id: string;
  readonly detail: string;
  readonly usd: string;
}
const LONG = { id: 'E-1', detail: 'have the hours of that week checked in the timesheet system', usd: '1,234.5000' };
const widthsOf = (table: string) => [...new Set(table.split('\n').map((line) => line.length))];
const wordsOf = (table: string) => table.split(/[^\w,.-]+/).filter((word) => word !== '');

describe('a table', () => {
  it('is as wide as it needs to be where there is no terminal', () => {
    const table = renderTable([LONG], COLUMNS, undefined, undefined);

    expect(table).toContain(`│ E-1 │ ${LONG.detail} │ 1,234.5000 │`);
  });

  it('stays as it is where it fits', () => {
    expect(renderTable([LONG], COLUMNS, undefined, 200)).toBe(renderTable([LONG], COLUMNS, undefined, undefined));
  });

  it.each([40, 50, 60, 79])('folds its widest column to %i columns and loses nothing', (width) => {
    const table = renderTable([LONG], COLUMNS, undefined, width);

    expect(widthsOf(table)).toHaveLength(1);
    expect(widthsOf(table)[0]).toBeLessThanOrEqual(width);
    expect(
      wordsOf(table)
        .join('')
        .replaceAll(/[^a-z]/g, ''),
    ).toContain('timesheet');
    for (const cell of [LONG.id, LONG.usd]) expect(table).toContain(cell);
  });

  it('keeps a readable width where a terminal is too narrow for it', () => {
    expect(widthsOf(renderTable([LONG], COLUMNS, undefined, 10))[0]).toBeGreaterThan(10);
  });

  it('shows what cannot be seen, also an end of line in a cell', () => {
    const table = renderTable([{ ...LONG, id: 'E\u001b[31m\n\u202e1' }], COLUMNS, undefined, undefined);

    expect(table).toContain('E\\u001b[31m\\u000a\\u202e1');
    expect(widthsOf(table)).toHaveLength(1);
  });
});
