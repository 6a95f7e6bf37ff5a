import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../bin/configuration.ts';
import { type ContractRate, contractRateFaults } from '../../core/collection/contract-rates.ts';
import { TOKEN_CLASSES } from '../../core/collection/usage-fact.ts';
import { NOTIONAL_COUNTS } from '../../core/collection/weekly-usage.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests put anything anywhere
type Raw = any;

const VALID = readFileSync('config/production.json', 'utf8');
const PULL = { keySecretName: 'cursor-key', windowDays: 30 };
const CURSOR = { source: 'cursor', role: 'COST', pull: PULL };
const LOCAL = { source: 'claude_code_local', role: 'COST' };
const ANALYTICS = { source: 'anthropic_claude_code', role: 'COST', pull: PULL };
const RATE: ContractRate = {
  ...{ provider: 'anthropic', model: 'claude-opus-4-5', from: '2026-01-01', to: null },
  ratesPerMtok: { output: '20' },
};

function parse(usage: Raw, changes: Raw = {}) {
  const valid = JSON.parse(VALID);
  return parseConfiguration(JSON.stringify({ ...valid, ...changes, usage: { ...valid.usage, ...usage } }), 'a.json')
    .usage;
}

function faultsOf(usage: Raw, changes: Raw = {}): string[] {
  try {
    parse(usage, changes);
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('the configuration was taken');
}

const withPull = (pull: Raw, source = 'cursor') => ({
  sources: [{ source, role: 'COST', pull: { ...PULL, ...pull } }],
});

describe('sources of usage', () => {
  it.each<[string, Raw[]]>([
    ['none', []],
    ['one that is pulled and one that is imported', [CURSOR, LOCAL]],
    ['two of one tool, of which one counts', [LOCAL, { ...ANALYTICS, role: 'CONTEXT' }]],
    [
      'two of one tool, of which none counts',
      [
        { ...LOCAL, role: 'CONTEXT' },
        { ...ANALYTICS, role: 'CONTEXT' },
      ],
    ],
    ['a CSV export of a tool', [{ source: 'csv', role: 'COST', tool: 'windsurf' }]],
    ['that of an enterprise', [{ source: 'github_copilot', role: 'COST', pull: { ...PULL, enterprise: 'acme-1' } }]],
  ])('may be %s', (_, sources) => {
    expect(parse({ sources }).sources).toEqual(sources);
  });

  it('of one tool of which two count are refused: a dollar is counted once', () => {
    expect(faultsOf({ sources: [LOCAL, ANALYTICS] })).toEqual([
      'usage.sources: counts claude_code twice, by claude_code_local and anthropic_claude_code: give all but one the role CONTEXT',
    ]);
  });

  it('are of one tool too where the configuration says the tool of one', () => {
    const faults = faultsOf({ sources: [CURSOR, { source: 'csv', role: 'COST', tool: 'cursor' }] });

    expect(faults).toEqual([
      'usage.sources: counts cursor twice, by cursor and csv: give all but one the role CONTEXT',
    ]);
  });

  it('that stand there twice are refused', () => {
    expect(faultsOf({ sources: [LOCAL, { ...LOCAL, role: 'CONTEXT' }] })).toEqual([
      'usage.sources: names claude_code_local twice',
    ]);
  });

  it.each<[Raw, string]>([
    [{ source: 'slack', role: 'COST' }, 'source: is no source of usage'],
    [{ source: 'toString', role: 'COST' }, 'source: is no source of usage'],
    [{ source: 'cursor', role: 'COST' }, 'pull: is missing: cursor is pulled by its API'],
    [{ ...LOCAL, pull: PULL }, 'pull: is not for claude_code_local, which is imported from files'],
    [{ source: 'csv', role: 'COST' }, 'tool: is missing: csv does not say whose use it tells'],
    [{ source: 'csv', role: 'COST', tool: 'a tool' }, 'tool: is no name of a tool'],
    [{ ...CURSOR, tool: 'cursor' }, 'tool: is not for cursor, which says whose use it tells'],
    [{ source: 'github_copilot', role: 'COST', pull: PULL }, 'pull: names no enterprise'],
    [{ ...CURSOR, role: 'MAYBE' }, 'role: Invalid option: expected one of "COST"|"CONTEXT"'],
  ])('are refused where one is not as it should be: %o', (source, fault) => {
    const faults = faultsOf({ sources: [source] });

    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`usage.sources.0.${fault}`);
  });

  it.each<[Raw, string]>([
    [{ keySecretName: 'a key' }, 'keySecretName: is no name of a secret'],
    [{ windowDays: 0 }, 'windowDays: Too small'],
    [{ windowDays: 61 }, 'windowDays: Too big'],
    [{ baseUrl: 'ftp://example.com' }, 'baseUrl: is no http or https URL'],
    [{ baseUrl: 'https://me:pa55word@example.com' }, 'baseUrl: holds a user name or password'],
    [{ rates: { eur: '1.1' } }, 'rates.eur: Invalid key in record'],
    [{ rates: { EUR: '1.123456789' } }, 'rates.EUR: is no decimal text of at most 8 decimals'],
    [{ rates: { EUR: 1.1 } }, 'rates.EUR: Invalid input'],
    [
      { seats: { monthlyFeeUsd: '-1', purchased: null } },
      'seats.monthlyFeeUsd: is no decimal text of at most 6 decimals',
    ],
    [{ seats: { monthlyFeeUsd: '39', purchased: -1 } }, 'seats.purchased: Too small'],
  ])('are refused where one is not pulled as it should be: %o', (pull, fault) => {
    const faults = faultsOf(withPull(pull));

    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`usage.sources.0.pull.${fault}`);
    expect(faults[0]).not.toContain('pa55word');
  });
});

describe('the place where a source answers', () => {
  const local = { account: '000000000000' };

  it.each<[string, Raw]>([
    ['http://example.com', {}],
    ['http://127.0.0.1:4600', {}],
    ['http://example.com', local],
  ])('must be https, but on the loopback of the local engine: %s %o', (baseUrl, account) => {
    expect(faultsOf(withPull({ baseUrl }), account)).toEqual([
      expect.stringMatching(
        /^usage\.sources\..*baseUrl: must be https; plain http is for 127\.0\.0\.1 of the local engine only$/,
      ),
    ]);
  });

  it.each<[string, Raw]>([
    ['https://cursor.example.com', {}],
    ['http://127.0.0.1:4600', local],
  ])('may be %s', (baseUrl, account) => {
    expect(parse(withPull({ baseUrl }), account).sources[0]?.pull?.baseUrl).toBe(baseUrl);
  });
});

describe('what is counted', () => {
  it.each(NOTIONAL_COUNTS)('may be %s of what a subscription covers, as the core has it', (notional) => {
    expect(parse({ count: { seat: false, notional } }).count.notional).toBe(notional);
  });

  it('is nothing else', () => {
    expect(faultsOf({ count: { seat: true, notional: 'HALF' } })[0]).toMatch(/^usage\.count\.notional: Invalid option/);
  });
});

describe('rates of contracts', () => {
  it.each(TOKEN_CLASSES)('may be of every class that the core has: %s', (name) => {
    const rates = [{ ...RATE, ratesPerMtok: { [name]: '0.123456789012' } }];

    expect(parse({ contractRates: rates }).contractRates).toEqual(rates);
  });

  it.each<[string, Raw[]]>([
    ['a discount alone', [{ ...RATE, ratesPerMtok: undefined, discountPct: '12.5' }]],
    [
      'one after the other',
      [
        { ...RATE, to: '2026-06-01' },
        { ...RATE, from: '2026-06-01' },
      ],
    ],
    ['at once of two models', [RATE, { ...RATE, model: 'claude-haiku-4-5' }]],
    ['at once of two providers', [RATE, { ...RATE, provider: 'bedrock' }]],
  ])('may be %s', (_, contractRates) => {
    expect(parse({ contractRates }).contractRates).toHaveLength(contractRates.length);
  });

  it.each<[Raw, string]>([
    [{ provider: '' }, 'provider: Too small'],
    [{ model: '' }, 'model: Too small'],
    [{ from: '2026-02-30' }, 'from: Invalid ISO date'],
    [{ to: '2026-01-01' }, 'to: is not behind from'],
    [{ ratesPerMtok: { output: 20 } }, 'ratesPerMtok.output: Invalid input'],
    [
      { ratesPerMtok: { output: '1e3' } },
      'ratesPerMtok.output: is no decimal text of at most 9 digits and 12 decimals',
    ],
    [{ ratesPerMtok: { output: '-1' } }, 'ratesPerMtok.output: is no decimal text'],
    [{ ratesPerMtok: { output: '1.1234567890123' } }, 'ratesPerMtok.output: is no decimal text'],
    [{ ratesPerMtok: { input: '1', output: '1' } }, 'ratesPerMtok'],
    [{ ratesPerMtok: {} }, 'has neither a rate nor a discount'],
    [{ discountPct: '100.1' }, 'discountPct: is no decimal text from 0 to 100'],
    [{ discountPct: '12,5' }, 'discountPct: is no decimal text from 0 to 100'],
  ])('are refused at deployment where the functions would refuse them: %o', (wrong, fault) => {
    const faults = faultsOf({ contractRates: [{ ...RATE, ...wrong }] });

    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('usage.contractRates.0');
    expect(faults[0]).toContain(fault);
  });

  it.each<[string, ContractRate[]]>([
    ['both go on', [RATE, { ...RATE, from: '2026-06-01' }]],
    [
      'the first ends too late',
      [
        { ...RATE, to: '2026-06-02' },
        { ...RATE, from: '2026-06-01' },
      ],
    ],
    [
      'the second began before',
      [
        { ...RATE, from: '2026-06-01' },
        { ...RATE, to: '2026-06-02' },
      ],
    ],
  ])('of one model are refused where %s, as the functions do', (_, contractRates) => {
    expect(faultsOf({ contractRates })).toEqual([
      'usage.contractRates: has 1, which overlaps 0: anthropic claude-opus-4-5',
    ]);
    expect(contractRateFaults(contractRates)).toHaveLength(1);
  });
});
