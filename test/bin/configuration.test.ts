import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseConfiguration } from '../../bin/configuration.ts';

const VALID = readFileSync('config/production.json', 'utf8');
const WITH_USER = ['https://svc:pa55word@example.com', 'https://svc@example.com', 'https://:pa55word@example.com'];
const PLAIN_HTTP = ['http://example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1:80'];

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
    ['stackName', 'is no name of 3 to 40 of a-z 0-9 -, beginning with a letter', ['Ledger', 'ab', '1st-ledger']],
    ['account', 'is no account id of twelve digits', ['1234', '', 'production']],
    ['region', 'is no region, like eu-central-1', ['Frankfurt', '', 'eu-central']],
    ['schedule.cron', 'is no cron expression of six fields, like', ['rate(7 days)', 'cron(0 6 * * 2)']],
    ['schedule.timeZone', 'is no IANA time zone, like Europe/Berlin', ['Middle/Earth', '']],
    ['schedule.lookbackWeeks', 'Too small: expected number to be >=0', [-1]],
    ['schedule.lookbackWeeks', 'Too big: expected number to be <=12', [13]],
    ['schedule.lookbackWeeks', 'Invalid input: expected int, received number', [1.5]],
    ['timesheet.baseUrl', 'is no http or https URL', ['timesheets.example.com', 'ftp://timesheets.example.com', '']],
    ['timesheet.baseUrl', 'must be https; plain http is for 127.0.0.1 of the local engine only', PLAIN_HTTP],
    ['timesheet.baseUrl', 'holds a user name or password, which belong into no URL', WITH_USER],
    ['timesheet.tokenSecretName', 'is no name of a secret', ['', 'a secret', 'ä']],
    ['timesheet.requestTimeoutSeconds', 'Too small: expected number to be >=1', [0.5, 0]],
    ['timesheet.requestTimeoutSeconds', 'Too big: expected number to be <=15', [16]],
    ['workflow.batchSize', 'Too small: expected number to be >=1', [0]],
    ['workflow.batchSize', 'Too big: expected number to be <=100', [101]],
    ['workflow.batchSize', 'Invalid input: expected number, received string', ['100']],
    ['timesheet.requestsAtOnce', 'Too small: expected number to be >=4', [3]],
    ['timesheet.requestsAtOnce', 'Too big: expected number to be <=900', [901]],
    ['workflow.usagePollSeconds', 'Too big: expected number to be <=60', [61]],
    ['workflow.usagePollsMax', 'Too big: expected number to be <=1000', [1001]],
    ['webhook.secretName', 'is no name of a secret', ['a secret']],
    ['webhook.requestsPerSecond', 'Too small: expected number to be >=1', [0]],
    ['webhook.burst', 'Too big: expected number to be <=5000', [5001]],
    ['sweep.cron', 'is no cron expression of six fields, like', ['6 hours', 'rate(6 hours)']],
    ['sweep.recheckWeeks', 'Too big: expected number to be <=52', [53]],
    ['budgets.thresholds.WEEK.TOKENS', 'the lowest is no NOTIFY', [[{ pct: 70, level: 'ESCALATE' }]]],
    [
      'budgets.thresholds.TOTAL.USD',
      'do not rise',
      [
        [
          { pct: 70, level: 'NOTIFY' },
          { pct: 70, level: 'ESCALATE' },
        ],
        [
          { pct: 90, level: 'NOTIFY' },
          { pct: 70, level: 'ESCALATE' },
        ],
      ],
    ],
    ['budgets.thresholds.WEEK.USD', 'Too small: expected array to have >=1 items', [[]]],
    ['budgets.thresholds.WEEK.USD.0.pct', 'Too small: expected number to be >=6', [0, 5]],
    ['budgets.thresholds.WEEK.USD.1.pct', 'Too big: expected number to be <=1000', [1001]],
    ['budgets.thresholds.WEEK.USD.0.level', 'Invalid option: expected one of "NOTIFY"|"ESCALATE"', ['WARN']],
    ['benchmarks.minWeeks', 'is more than weeks', [13]],
    ['benchmarks.fullTimeHours', 'Too big: expected number to be <=80', [81]],
    ['audit.jwtIssuer', 'must be https; plain http is for 127.0.0.1 of the local engine only', PLAIN_HTTP],
    ['audit.jwtIssuer', 'holds a user name or password, which belong into no URL', WITH_USER],
    ['audit.jwtAudience', 'Too small: expected string to have >=1 characters', ['']],
    [
      'audit.employeeClaim',
      'is no name of a claim (1 to 64 of A-Z a-z 0-9 _)',
      ['', 'custom:id', 'a"b', 'x'.repeat(65)],
    ],
    ['retention.accessDays', 'Invalid option: expected one of 7|30|90|180|365|731|1096|1827|3653', [0, 14, 60]],
    ['retention.logDays', 'Invalid option: expected one of 1|7|14|30|90|180|365', [8, '7']],
    ['retention.runDays', 'Too small: expected number to be >=7', [6]],
    ['retention.keepData', 'Invalid input: expected boolean, received string', ['yes']],
    ['operatorEmails.0', 'Invalid email address', ['operators', '']],
    ['docsUrl', 'is no https URL', ['docs/runbook.md', 'http://docs.example.com']],
    ['docsUrl', 'ends with a slash', ['https://docs.example.com/tokenledger/']],
    ['alerts.escalationEmails.0', 'Invalid email address', ['delivery', '']],
    ['alerts.escalationEmails', 'names an address twice', [['a@example.com', 'a@example.com']]],
    ['operatorEmails', 'Too big: expected array to have <=20 items', [Array(21).fill('operators@example.com')]],
  ])('of %s is named alone, and why: %s', (path, message, values) => {
    for (const value of values) {
      const faults = faultsOf(withValue(path, value));

      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain(`  ${path}: ${message}`);
      expect(faults[0]).not.toContain('pa55word');
    }
  });

  it.each([['stackName'], ['schedule.timeZone'], ['timesheet.baseUrl'], ['retention'], ['operatorEmails']])(
    'is a missing one too: %s',
    (path) => {
      const faults = faultsOf(withValue(path, undefined));

      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(new RegExp(`^  ${path}: \\w`));
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
    ['of the file', 'zone', '(file)'],
    ['of a section', 'workflow.batchsize', 'workflow'],
  ])('%s is refused', (_, path, place) => {
    const faults = faultsOf(withValue(path, 50));

    expect(faults).toEqual([`  ${place}: Unrecognized key: "${path.split('.').at(-1)}"`]);
  });
});

describe('timesheets from the mirror', () => {
  const mirror = { kind: 'MIRROR', requestsAtOnce: 12, sync: {}, sources: [] };
  const SYNC = {
    ...{ rate: 'cron(5 * * * ? *)', nightly: 'cron(35 1 * * ? *)', hotWeeks: 3, trailingWeeks: 13 },
    ...{ staleHours: 26, dropMaxPct: 20 },
  };
  const parse = (timesheet: object) =>
    parseConfiguration(JSON.stringify(withValue('timesheet', timesheet)), 'stage.json');

  it('are told of a drop and of their age by limits that may be left out', () => {
    const sync = { dropMaxPct: 0, staleHours: 192 };

    expect(parse(mirror).timesheet).toEqual({ ...mirror, sync: SYNC });
    expect(parse({ ...mirror, sync }).timesheet).toEqual({ ...mirror, sync: { ...SYNC, ...sync } });
  });

  it('are pulled from sources that may say as little as where and by whose word', () => {
    const source = { name: 'tempo', system: 'TEMPO', secretName: 'tempo', approval: ['PERIOD', 'AFTER_DAYS'] };
    const rest = { afterDays: 2, dayZone: 'SOURCE', hours: 'EXACT', requestsPerSecond: 4, states: {}, slow: false };
    const whole = {
      ...{ ...source, baseUrl: 'https://api.eu.tempo.io', afterDays: 0, dayZone: 'Europe/Berlin', hours: 'ROUNDED' },
      ...{ name: 'tempo2', requestsPerSecond: 0.5, states: { WAITING: 'SUBMITTED' }, slow: true },
    };

    expect(parse({ ...mirror, sources: [source, whole] }).timesheet).toMatchObject({
      sources: [{ ...source, ...rest }, whole],
    });
  });

  it('have all faults of their sources named at once', () => {
    const source = { name: 'tempo', system: 'TEMPO', secretName: 'tempo', approval: ['PERIOD'] };
    const sources = [
      { ...source, name: 'Tempo', system: 'EXCEL', approval: [], dayZone: 'Berlin', states: { X: 'REOPENED' } },
      { ...source, name: 'import', approval: ['ENTRY', 'PERIOD', 'PERIOD'] },
      { ...source, name: 'odoo', system: 'ODOO' },
      { ...source, name: 'kimai', system: 'KIMAI', approval: ['ENTRY'] },
      { ...source, name: 'slow', slow: 'true' },
    ];

    expect(faultsOf(withValue('timesheet', { ...mirror, sync: { hotWeeks: 9, trailingWeeks: 8 }, sources }))).toEqual([
      '  timesheet.sync.trailingWeeks: is less than hotWeeks',
      '  timesheet.sources.0.name: is no name of 1 to 12 of a-z 0-9',
      '  timesheet.sources.0.system: is no system with a connector: TEMPO, HARVEST, CLOCKIFY, ODOO, TOGGL, KIMAI',
      '  timesheet.sources.0.approval: Too small: expected array to have >=1 items',
      '  timesheet.sources.0.dayZone: is neither SOURCE nor an IANA time zone',
      '  timesheet.sources.0.states.X: Invalid option: expected one of "DRAFT"|"SUBMITTED"|"APPROVED"|"REJECTED"',
      '  timesheet.sources.1.name: is the name of what is imported',
      '  timesheet.sources.1.approval: names a unit twice',
      '  timesheet.sources.1.approval: has ENTRY, by which TEMPO does not approve: PERIOD, AFTER_DAYS',
      '  timesheet.sources.2.baseUrl: is missing: ODOO answers at no address that all its customers share',
      '  timesheet.sources.3.baseUrl: is missing: KIMAI answers at no address that all its customers share',
      '  timesheet.sources.3.approval: has ENTRY, by which KIMAI does not approve: PERIOD, FLAG, AFTER_DAYS',
      '  timesheet.sources.4.slow: Invalid input: expected boolean, received string',
    ]);
    expect(faultsOf(withValue('timesheet', { ...mirror, sources: [source, source] }))).toEqual([
      '  timesheet.sources: names a source twice',
    ]);
    const many = Array.from({ length: 11 }, (_, index) => ({ ...source, name: `tempo${index}` }));
    expect(parse({ ...mirror, sources: many.slice(1) }).timesheet).toMatchObject({ sources: many.slice(1) });
    expect(faultsOf(withValue('timesheet', { ...mirror, sources: many }))).toEqual([
      '  timesheet.sources: Too big: expected array to have <=10 items',
    ]);
  });

  it('are of no more sources and weeks than a nightly sync can have, what is imported with them', () => {
    const source = { name: 'tempo', system: 'TEMPO', secretName: 'tempo', approval: ['PERIOD'] };
    const withSources = (count: number, trailingWeeks: number) => {
      const sources = Array.from({ length: count }, (_, index) => ({ ...source, name: `tempo${index}` }));
      return { ...mirror, sync: { trailingWeeks }, sources };
    };

    expect(parse(withSources(9, 16)).timesheet).toMatchObject({ sync: { trailingWeeks: 16 } });
    expect(parse(withSources(5, 26)).timesheet).toMatchObject({ sync: { trailingWeeks: 26 } });
    expect(faultsOf(withValue('timesheet', withSources(9, 17)))).toEqual([
      '  timesheet.sync.trailingWeeks: is 17, which with 9 sources and import are 170 weeks in a sync, over 160: lower sync.trailingWeeks, or have fewer sources',
    ]);
  });

  it('are asked by https alone', () => {
    const source = { name: 'tempo', system: 'TEMPO', secretName: 'tempo', approval: ['PERIOD'] };
    const baseUrl = 'http://127.0.0.1:9000';

    expect(faultsOf(withValue('timesheet', { ...mirror, sources: [{ ...source, baseUrl }] }))).toEqual([
      '  timesheet.sources.baseUrl: must be https; plain http is for 127.0.0.1 of the local engine only',
    ]);
  });

  it('are what a file says that names the kind, and a file that names none is of contract 2', () => {
    const { timesheet } = JSON.parse(VALID);
    const named = { ...timesheet, kind: 'CONTRACT_2' };

    expect(parse(named).timesheet).toEqual(named);
    expect(faultsOf(withValue('timesheet.kind', 'KIMAI'))).toEqual([
      '  timesheet.kind: is neither CONTRACT_2 nor MIRROR',
    ]);
  });

  it('have all their faults named at once, with what is the other kind’s', () => {
    const wrong = { kind: 'MIRROR', requestsAtOnce: 3, sync: { dropMaxPct: 101, staleHours: 0 }, sources: [] };

    expect(faultsOf(withValue('timesheet', { ...wrong, baseUrl: 'https://timesheets.example.com' }))).toEqual([
      '  timesheet.requestsAtOnce: Too small: expected number to be >=4',
      '  timesheet.sync.dropMaxPct: Too big: expected number to be <=100',
      '  timesheet.sync.staleHours: Too small: expected number to be >=1',
      '  timesheet: Unrecognized key: "baseUrl"',
    ]);
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
  it.each([['timesheet.baseUrl'], ['audit.jwtIssuer']])('is for the local engine alone: %s', (path) => {
    const faults = faultsOf(withValue(path, 'http://127.0.0.1:4599'));

    expect(faults).toEqual([`  ${path}: must be https; plain http is for 127.0.0.1 of the local engine only`]);
  });

  it.each([['http://127.0.0.1:4599'], ['http://localhost:4599'], ['http://[::1]:4599']])('is for %s', (url) => {
    const local = JSON.parse(readFileSync('config/local.json', 'utf8'));
    local.timesheet.baseUrl = url;
    local.audit.jwtIssuer = url;

    const { timesheet, audit } = parseConfiguration(JSON.stringify(local), 'stage.json');

    expect(timesheet).toMatchObject({ baseUrl: url });
    expect(audit.jwtIssuer).toBe(url);
  });
});
