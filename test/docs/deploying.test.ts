import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../bin/configuration.ts';
import { ROOT, readPage, sectionOf, tableOf } from './markdown.ts';

const PAGE = readPage('docs/deploying.md');
const PRODUCTION = readFileSync(`${ROOT}config/production.json`, 'utf8');

/** `schedule.cron`, `operatorEmails`, …: every field that holds a value. */
function fieldsOf(value: object, path: readonly string[] = []): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    return isGroup ? fieldsOf(inner, [...path, key]) : [[...path, key].join('.')];
  });
}

describe('the page on deploying', () => {
  it('explains every field of the configuration, in the order of the file', () => {
    const explained = tableOf(sectionOf(PAGE, 'Configuration')).map(({ field = '' }) => field.replaceAll('`', ''));

    expect(explained).toEqual(fieldsOf(JSON.parse(PRODUCTION)));
  });

  it.each(fieldsOf(JSON.parse(PRODUCTION)))('explains no field that could be left out: %s', (field) => {
    const configuration = JSON.parse(PRODUCTION);
    const keys = field.split('.');
    const last = keys.pop() as string;
    delete keys.reduce((part, key) => part[key], configuration)[last];

    expect(() => parseConfiguration(JSON.stringify(configuration), 'a file')).toThrow(`  ${field}: `);
  });
});
