import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../bin/configuration.ts';
import { actionsUsedBy } from '../lib/aws-calls/actions.ts';
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

/** The files behind each command that works on AWS. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'usage load': ['usage/load'],
  'usage list': ['usage/list'],
  'usage import': ['usage/import', 'usage/import-report', 'usage/readers', 'usage/collect'],
  'usage pull': ['usage/collect'],
  'usage build': ['usage/collect'],
  'usage status': ['usage/status'],
  'identity import': ['identity/add', 'identity/read-csv'],
  'identity set': ['identity/add'],
  'identity list': ['identity/list'],
  'identity unresolved': ['identity/unresolved'],
  'timesheets check': ['timesheets/check', 'timesheets/check-report', 'timesheets/look', 'timesheets/sync-execution'],
  'timesheets draft': ['timesheets/draft', 'timesheets/draft-files', 'timesheets/draft-report'],
  'timesheets import': ['timesheets/import', 'timesheets/sync', 'timesheets/sync-report'],
  'timesheets mapping put': ['timesheets/mapping', 'timesheets/foresee'],
  'timesheets mapping show': ['timesheets/show-mapping'],
  'timesheets sync': ['timesheets/sync', 'timesheets/sync-report'],
  'timesheets status': ['timesheets/status'],
  'timesheets unmapped': ['timesheets/unmapped', 'timesheets/kept-weeks'],
  'timesheets explain': ['timesheets/explain', 'timesheets/explain-report'],
  run: ['run/run', 'run/quarantine'],
  show: ['run/show'],
  audit: ['audit/audit'],
  verify: ['audit/verify'],
  quarantine: ['run/quarantine'],
  sweep: ['recalculation/sweep'],
  publish: ['publication/publish'],
  'finance queries': ['finance/queries'],
  'finance query': ['finance/query'],
  'finance recharge': ['finance/recharge'],
  'finance accept': ['finance/accept', 'finance/standing'],
  statement: ['finance/papers', 'finance/books'],
  invoice: ['finance/papers', 'finance/books'],
  close: ['finance/closing', 'finance/books', 'finance/standing'],
  'finance focus': ['finance/focus'],
  'person erase': ['publication/erase'],
  'accept-stale': ['recalculation/accept-stale'],
  'budget show': ['budget/show'],
  'budget history': ['budget/history'],
  'budget benchmarks': ['budget/benchmarks'],
  'budget accuracy': ['budget/accuracy'],
  'budget suggest': ['budget/suggest'],
  'budget confirm': ['budget/decide'],
  'budget adjust': ['budget/decide'],
  'budget skip': ['budget/decide'],
  alerts: ['budget/alerts'],
};
const LOCAL_ONLY = ['audit/token', 'local/up', 'timesheets/load'];
/** They say which commands there are. */
const LISTS = [
  ...['budget/commands', 'finance/commands', 'finance/month-commands', 'identity/commands', 'timesheets/commands'],
  ...['usage/commands', 'timesheets/connecting-commands', 'timesheets/options'],
];

describe('the rights that the page gives a command', () => {
  const rows = tableOf(sectionOf(PAGE, 'The command line on AWS'));
  const given = new Map(rows.map(({ command = '', rights = '' }) => [command.replaceAll('`', ''), rights]));

  it('are given to each', () => {
    const files = globSync('cli/commands/**/*.ts').map((path) => path.replace(/^cli.commands.|\.ts$/g, ''));

    expect([...given.keys()]).toEqual(Object.keys(COMMANDS));
    expect(files.sort()).toEqual([...new Set([...Object.values(COMMANDS).flat(), ...LOCAL_ONLY, ...LISTS])].sort());
  });

  it.each(Object.entries(COMMANDS))('are those that its code uses: %s', (command, files) => {
    const used = new Set(files.flatMap((file) => actionsUsedBy(`cli/commands/${file}.ts`)));
    const actions = new Set([...(given.get(command) ?? '').matchAll(/`(\w+:\w+)`/g)].map(([, action]) => action));

    expect([...actions].sort()).toEqual([...used].sort());
  });
});
