import { describe, expect, it } from 'vitest';
import { type ContractRate, contractRateFaults, contractRateOn } from '../../../core/collection/contract-rates.ts';

const RATE: ContractRate = {
  provider: 'anthropic',
  model: 'claude-opus-5',
  from: '2026-01-01',
  to: '2026-03-01',
  discountPct: '10',
};

describe('contractRateFaults', () => {
  it.each<[string, ContractRate[]]>([
    ['no rates', []],
    ['a discount', [RATE]],
    ['own rates with many decimals', [{ ...RATE, ratesPerMtok: { output: '0.000000000001', cacheRead: '3' } }]],
    ['an entry that begins as another ends', [RATE, { ...RATE, from: '2026-03-01', to: null }]],
    ['entries of several models at once', [RATE, { ...RATE, model: 'claude-opus-5-5' }]],
    ['entries of one model with several providers', [RATE, { ...RATE, provider: 'aws' }]],
    ['all of a price', [{ ...RATE, discountPct: '100.000000' }]],
  ])('takes %s', (_what, rates) => {
    expect(contractRateFaults(rates)).toEqual([]);
  });

  const { discountPct: _, ...neither } = RATE;
  it.each<[string, ContractRate, RegExp]>([
    ['a negative rate', { ...RATE, ratesPerMtok: { output: '-1' } }, /has a rate of output that is no decimal/],
    ['a rate with an exponent', { ...RATE, ratesPerMtok: { output: '1e-7' } }, /rate of output/],
    ['a rate of 13 decimals', { ...RATE, ratesPerMtok: { output: `0.${'0'.repeat(12)}1` } }, /rate of output/],
    ['more than all of a price', { ...RATE, discountPct: '100.1' }, /from 0 to 100/],
    ['a negative discount', { ...RATE, discountPct: '-5' }, /from 0 to 100/],
    ['neither rate nor discount', neither, /has neither a rate nor a discount/],
    ['a begin that is no day', { ...RATE, from: '2026-02-30' }, /begins on no day/],
    ['an end that is no day', { ...RATE, to: '2026-13-01' }, /ends on no day/],
    ['an end on the day of the begin', { ...RATE, to: RATE.from }, /ends before it begins/],
    ['no model', { ...RATE, model: ' ' }, /names no model/],
    ['no provider', { ...RATE, provider: '' }, /names no provider/],
  ])('refuses %s and names the entry', (_what, rate, message) => {
    const faults = contractRateFaults([rate]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
    expect(faults[0]).toContain('contract rate 1 (');
  });

  it.each([
    ['an end in the other', { from: '2026-02-28', to: '2026-04-01' }],
    ['no end', { from: '2025-01-01', to: null }],
    ['the same days', {}],
  ])('refuses two entries of a model, one with %s', (_what, days) => {
    const later = { ...RATE, ...days };
    expect(contractRateFaults([RATE, later])).toEqual([
      `contract rate 2 (anthropic claude-opus-5 from ${later.from}) overlaps ` +
        'contract rate 1 (anthropic claude-opus-5 from 2026-01-01)',
    ]);
  });

  it('tells every fault at once', () => {
    expect(contractRateFaults([{ ...neither, model: '', to: '2025-01-01' }, RATE])).toHaveLength(3);
  });

  it('refuses a list without measure', () => {
    expect(contractRateFaults(Array(1001).fill(RATE))).toEqual(['there are 1001 contract rates; 1000 are enough']);
  });
});

describe('contractRateOn', () => {
  it.each([
    ['2025-12-31', undefined],
    ['2026-01-01', RATE],
    ['2026-02-28', RATE],
    ['2026-03-01', undefined],
  ])('on %s', (day, rate) => {
    expect(contractRateOn([RATE], { provider: 'anthropic', model: 'claude-opus-5', day })).toBe(rate);
  });
});
