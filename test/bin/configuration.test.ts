import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseConfiguration } from '../../bin/configuration.ts';

const VALID = readFileSync('config/production.json', 'utf8');

/** The valid configuration with one value replaced, `undefined` taking it away. */
function withValue(path: string, value: unknown): Record<string, unknown> {
  const configuration = JSON.parse(VALID);
  const keys = path.split('.');
  const last = keys.pop() as string;
  keys.reduce((part, key) => part[key], configuration)[last] = value;
  return configuration;
}

/** The faults that the message names, one per line. */
function faultsOf(configuration: unknown): string[] {
  const [first, ...faults] = messageOf(JSON.stringify(configuration)).split('\n');
  expect(first).toBe('stage.json is not a valid configuration:');
  return faults;
}

function messageOf(text: string): string {
  try {
    parseConfiguration(text, 'stage.json');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('the configuration was taken');
}

describe('a configuration of the project', () => {
  it.each(['local', 'production'])('is valid for %s', (stage) => {
    const text = readFileSync(`config/${stage}.json`, 'utf8');

    expect(parseConfiguration(text, stage)).toEqual(JSON.parse(text));
  });
});

describe('a wrong value', () => {
  it.each([
    ['stackName', 'Ledger', 'is no name of 3 to 40 of a-z 0-9 -, beginning with a letter'],
    ['stackName', 'ab', 'is no name of 3 to 40 of a-z 0-9 -, beginning with a letter'],
    ['stackName', '1st-ledger', 'is no name of 3 to 40 of a-z 0-9 -, beginning with a letter'],
    ['schedule.cron', 'rate(7 days)', 'is no cron expression of six fields, like cron(0 6 ? * TUE *)'],
    ['schedule.cron', 'cron(0 6 * * 2)', 'is no cron expression of six fields, like cron(0 6 ? * TUE *)'],
    ['schedule.timeZone', 'Middle/Earth', 'is no IANA time zone, like Europe/Berlin'],
    ['schedule.lookbackWeeks', -1, 'Too small: expected number to be >=0'],
    ['schedule.lookbackWeeks', 13, 'Too big: expected number to be <=12'],
    ['schedule.lookbackWeeks', 1.5, 'Invalid input: expected int, received number'],
    ['timesheet.baseUrl', 'timesheets.example.com', 'Invalid URL'],
    ['timesheet.baseUrl', 'ftp://timesheets.example.com', 'Invalid URL'],
    ['timesheet.baseUrl', 'http://timesheets.example.com', 'must be https; plain http is for 127.0.0.1 only'],
    ['timesheet.baseUrl', 'http://127.0.0.1.example.com', 'must be https; plain http is for 127.0.0.1 only'],
    ['timesheet.tokenSecretName', '', 'is no name of a secret'],
    ['timesheet.tokenSecretName', 'a secret', 'is no name of a secret'],
    ['timesheet.requestTimeoutSeconds', 0.5, 'Too small: expected number to be >=1'],
    ['timesheet.requestTimeoutSeconds', 16, 'Too big: expected number to be <=15'],
    ['workflow.batchSize', 0, 'Too small: expected number to be >=1'],
    ['workflow.batchSize', 101, 'Too big: expected number to be <=100'],
    ['workflow.batchSize', '100', 'Invalid input: expected number, received string'],
    ['workflow.mapConcurrency', 0, 'Too small: expected number to be >=1'],
    ['workflow.mapConcurrency', 1001, 'Too big: expected number to be <=1000'],
    ['workflow.usagePollSeconds', 61, 'Too big: expected number to be <=60'],
    ['workflow.usagePollsMax', 1001, 'Too big: expected number to be <=1000'],
    ['retention.logDays', 8, 'Invalid option: expected one of 1|7|14|30|90|180|365'],
    ['retention.runDays', 6, 'Too small: expected number to be >=7'],
    ['retention.keepData', 'yes', 'Invalid input: expected boolean, received string'],
    ['operatorEmails', ['operators'], 'Invalid email address'],
    ['operatorEmails', Array(21).fill('operators@example.com'), 'Too big: expected array to have <=20 items'],
  ])('%s %j is refused: %s', (path, value, message) => {
    const [fault, ...others] = faultsOf(withValue(path, value));

    expect(fault).toMatch(new RegExp(`^  ${path}(\\.0)?: `));
    expect(fault).toContain(message);
    expect(others).toEqual([]);
  });

  it.each([['stackName'], ['schedule.timeZone'], ['timesheet.baseUrl'], ['retention'], ['operatorEmails']])(
    'is refused where %s is missing',
    (path) => {
      const faults = faultsOf(withValue(path, undefined));

      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain(`  ${path}: Invalid input: expected `);
    },
  );

  it('is named together with every other', () => {
    const configuration = { ...withValue('schedule.timeZone', 'Mars'), stackName: 'X', operatorEmails: ['nobody'] };

    const faults = faultsOf(configuration);

    expect(faults.map((fault) => fault.trim().split(':')[0])).toEqual([
      'stackName',
      'schedule.timeZone',
      'operatorEmails.0',
    ]);
  });
});

describe('an unknown key', () => {
  it.each([
    ['of the file', 'region', '(file)'],
    ['of a section', 'workflow.batchsize', 'workflow'],
  ])('%s is refused', (_, path, place) => {
    const faults = faultsOf(withValue(path, 50));

    expect(faults).toEqual([`  ${place}: Unrecognized key: "${path.split('.').at(-1)}"`]);
  });
});

describe('a text that is no JSON', () => {
  it.each([['{"stackName": '], [''], ["{'stackName': 'ledger'}"]])('is refused: %s', (text) => {
    expect(messageOf(text)).toMatch(/^stage\.json is no JSON: /);
  });

  it('is told from JSON that is no configuration', () => {
    expect(faultsOf([])).toEqual(['  (file): Invalid input: expected object, received array']);
  });
});

describe('plain http', () => {
  it.each([['http://127.0.0.1:4599'], ['http://localhost:4599'], ['http://[::1]:4599']])('is for %s', (url) => {
    const configuration = parseConfiguration(JSON.stringify(withValue('timesheet.baseUrl', url)), 'stage.json');

    expect(configuration.timesheet.baseUrl).toBe(url);
  });
});
