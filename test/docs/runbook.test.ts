import { describe, expect, it } from 'vitest';
import { MIRROR_PARTITIONS, PARTITIONS } from '../../functions/names.ts';
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

describe('a restore brings back together', () => {
  const told = (page: string, title: string) =>
    new Set([...sectionOf(readPage(page), title).matchAll(/ `([A-Z]+#?)[^`]*` .*\|$/gm)].map(([, kind]) => kind));

  it('every kind of item that rests in the table', () => {
    const kinds = new Set<string | undefined>(Object.values(PARTITIONS));

    expect(told('docs/runbook.md', 'Restore from a point in time')).toEqual(kinds);
    expect(told('docs/architecture.md', 'Data that rests')).toEqual(kinds);
  });

  it('every kind of item of the mirror', () => {
    const kinds = new Set<string | undefined>(Object.values(MIRROR_PARTITIONS));

    expect(told('docs/architecture.md', 'Timesheets that rest')).toEqual(kinds);
  });
});
