import { describe, expect, it } from 'vitest';
import { CsvMappingError, columnsOf, parseCsvMapping } from '../../../../adapters/providers/csv/mapping.ts';

const MAPPING = {
  when: { column: 'day', format: 'YYYY-MM-DD' },
  tokens: { output: 'out' },
};

function faultsOf(mapping: unknown): readonly string[] {
  try {
    parseCsvMapping(typeof mapping === 'string' ? mapping : JSON.stringify(mapping));
    return [];
  } catch (error) {
    if (!(error instanceof CsvMappingError)) throw error;
    return error.faults;
  }
}

describe('parseCsvMapping', () => {
  it('fills in what is left out', () => {
    expect(parseCsvMapping(JSON.stringify(MAPPING))).toMatchObject({
      delimiter: ',',
      decimalSeparator: '.',
      emptyCells: [],
      tokens: { cachedIsIncluded: false },
      attributes: {},
    });
  });

  const cost = { column: 'usd', kind: { constant: 'BILLED' } };
  it.each([
    ['a cost in cents', { cost: { ...cost, unit: 'CENTS' } }],
    ['another currency', { cost: { ...cost, unit: { currency: 'EUR', rate: '1.08' } } }],
    ['kinds by a column', { cost: { ...cost, kind: { column: 'kind', values: { x: 'SEAT' }, otherwise: 'BILLED' } } }],
    ['prices of our own', { model: { column: 'm' }, cost: { fromPrices: true, kind: 'NOTIONAL' } }],
  ])('takes %s', (_what, part) => {
    expect(faultsOf({ ...MAPPING, ...part })).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'the mapping is no JSON'],
    ['no object', [], 'the mapping: '],
    ['no time', { tokens: MAPPING.tokens }, 'when: '],
    ['an unknown format', { ...MAPPING, when: { column: 'day', format: 'MM-YY' } }, 'when.format: '],
    ['an unknown zone', { ...MAPPING, when: { ...MAPPING.when, zone: 'Mars' } }, 'when.zone: is no time zone'],
    ['an unknown key', { ...MAPPING, tokenz: {} }, 'tokenz'],
    ['an unknown kind of actor', { ...MAPPING, actor: { column: 'a', kind: 'NONE' } }, 'actor.kind: '],
    ['an unknown kind of cost', { ...MAPPING, cost: { ...cost, kind: { constant: 'FREE' } } }, 'cost.kind.constant: '],
    ['a rate of 0', { ...MAPPING, cost: { ...cost, unit: { currency: 'EUR', rate: '0.0' } } }, 'cost.unit.rate: '],
    [
      'a rate as a number',
      { ...MAPPING, cost: { ...cost, unit: { currency: 'EUR', rate: 1.08 } } },
      'cost.unit.rate: ',
    ],
    ['nothing that counts', { when: MAPPING.when }, 'name at least one of tokens, requests and cost'],
    ['prices without a model', { ...MAPPING, cost: { fromPrices: true, kind: 'NOTIONAL' } }, 'cost.fromPrices: needs'],
    [
      'two columns of cache writes',
      { ...MAPPING, tokens: { cacheWrite: 'a', cacheWrite5m: 'b' } },
      'tokens.cacheWrite: ',
    ],
    ['one sign for two things', { ...MAPPING, thousandsSeparator: '.' }, 'thousandsSeparator: '],
  ])('refuses %s', (_what, mapping, fault) => {
    expect(faultsOf(mapping)).toEqual([expect.stringContaining(fault)]);
  });

  it('tells every fault at once', () => {
    const mapping = {
      when: { column: '', format: 'x' },
      delimiter: '#',
      actor: { column: 'a', kind: 'B' },
      requests: 'r',
    };
    expect(faultsOf(mapping).map((fault) => fault.split(':')[0])).toEqual([
      'delimiter',
      'when.column',
      'when.format',
      'actor.kind',
    ]);
  });
});

describe('columnsOf', () => {
  it('has every column once', () => {
    const mapping = parseCsvMapping(
      JSON.stringify({
        when: { column: 'day', format: 'YYYYMMDD' },
        actor: { column: 'who', kind: 'EMAIL' },
        provider: { constant: 'acme' },
        model: { column: 'model' },
        tokens: { input: 'in', output: 'out', cachedIsIncluded: true },
        requests: 'n',
        cost: { column: 'usd', kind: { column: 'kind', values: { a: 'BILLED' } } },
        attributes: { team: 'team', again: 'model' },
      }),
    );
    expect(columnsOf(mapping).sort()).toEqual(['day', 'in', 'kind', 'model', 'n', 'out', 'team', 'usd', 'who']);
  });
});
