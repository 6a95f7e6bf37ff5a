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

  it('explains no field that could be left out', () => {
    const configuration = JSON.parse(PRODUCTION);
    delete configuration.schedule.cron;

    expect(() => parseConfiguration(JSON.stringify(configuration), 'a file')).toThrow('schedule.cron');
  });
});
