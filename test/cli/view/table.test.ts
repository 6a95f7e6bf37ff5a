import fc from 'fast-check';
import stringWidth from 'string-width';
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
const widthsOf = (table: string) => [...new Set(table.split('\n').map((line) => stringWidth(line)))];
/** What stands in a column, its lines put together. */
const cellOf = (table: string, column: number) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' │ ')[column]?.trim())
    .join('');
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

  it.each([
    ['a long id without a blank', 'a1-'.repeat(30)],
    ['wide characters', '漢字'.repeat(30)],
    ['characters of two code units', '🙂🫠👍🏽🇩🇪'.repeat(10)],
    ['letters and their marks', 'e\u0301'.repeat(60).normalize()],
    ['letters with marks that have no sign of their own', 'x\u0301'.repeat(60)],
  ])('folds %s within the width and loses nothing', (_what, id) => {
    for (const width of [40, 60, 79]) {
      const table = renderTable([{ ...LONG, id, detail: 'short' }], COLUMNS, undefined, width);

      expect(widthsOf(table)).toHaveLength(1);
      expect(widthsOf(table)[0]).toBeLessThanOrEqual(width);
      expect(cellOf(table, 0)).toBe(id);
    }
  });

  it('leaves any text as it is where there is no terminal', () => {
    const id = `${'x\u0301e\u0301漢 '.repeat(60)}|`;

    expect(renderTable([{ ...LONG, id }], COLUMNS, undefined, undefined)).toContain(`│ ${id} │`);
  });

  it('is straight for any text in a terminal of any width', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 120 }), (id, detail, width) => {
        expect(widthsOf(renderTable([{ ...LONG, id, detail }], COLUMNS, undefined, width))).toHaveLength(1);
      }),
    );
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
