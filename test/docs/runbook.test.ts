import { describe, expect, it } from 'vitest';
import { readPage, sectionOf } from './markdown.ts';

const PAGE = readPage('docs/runbook.md');
/** Sections that are named like an alarm; that there is one for each alarm is tested with the alarms. */
const ALARMS = [...PAGE.text.matchAll(/^## ((?:[A-Z][a-z]+){2,})$/gm)].map(([, name]) => name as string);

describe('the runbook', () => {
  it.each(ALARMS)('describes %s, then says how to look into it, then how to end it', (name) => {
    const parts = sectionOf(PAGE, name).matchAll(/^\*\*(\w+)\.\*\* \S/gm);

    expect([...parts].map(([, part]) => part)).toEqual(['Description', 'Investigation', 'Resolution']);
  });

  it('has sections of alarms', () => {
    expect(ALARMS.length).toBeGreaterThan(4);
  });
});

describe('what a restore brings back together', () => {
  it('is every kind of item that rests in the table', () => {
    const [, table] = sectionOf(readPage('docs/architecture.md'), 'Data that rests').split('`TokenCostAllocation`');
    const kinds = [...(table ?? '').matchAll(/^\| `([A-Z]+)[^`]*`/gm)].map(([, kind]) => kind as string);
    const restore = sectionOf(PAGE, 'Restore from a point in time');

    expect(new Set(kinds)).toEqual(new Set(['WEEK', 'EW', 'CWO', 'RUN', 'SWEEP']));
    expect(kinds.filter((kind) => !restore.includes(`| \`${kind}`))).toEqual([]);
  });
});
