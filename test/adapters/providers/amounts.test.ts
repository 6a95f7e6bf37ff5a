import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CENTS, costsBy, parseAmount, WHOLE } from '../../../adapters/providers/amounts.ts';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { ratio } from '../../../core/values/ratio.ts';

const units = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const told = { text: null, currency: 'USD', kind: 'BILLED', origin: 'REPORTED' } as const;

function usd6Of(text: string, unit = WHOLE): bigint | null {
  const amount = parseAmount(text);
  return amount === undefined ? null : costsBy({})({ ...told, ...amount, unit }).usd6;
}

describe('an amount', () => {
  it('of six decimals is exact in dollars, and of four in cents', () => {
    fc.assert(
      fc.property(units, (value) => {
        expect(usd6Of(formatDecimal(value, 6))).toBe(value);
        expect(usd6Of(formatDecimal(value, 4), CENTS)).toBe(value);
      }),
    );
  });

  it('is the same with an exponent', () => {
    fc.assert(
      fc.property(units, (value) => {
        expect(usd6Of(`${value}e-6`)).toBe(value);
        expect(usd6Of(`${value}E+2`)).toBe(value * 100_000_000n);
      }),
    );
  });

  it('is forgiven the noise of a float', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (value) => {
        expect(usd6Of(String(value / 1e6))).toBe(BigInt(value));
        expect(usd6Of(String((value / 1e6) * 3 - (value / 1e6) * 2))).toBe(BigInt(value));
      }),
    );
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '.5',
    '1.',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '1e',
    '1e999',
    '1e1.5',
    '--1',
    '1'.repeat(31),
  ])('is none as "%s"', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });
});

describe('a cost of another currency', () => {
  const amount = { ...told, value: ratio(1n, 3n), unit: WHOLE, currency: 'eur', text: '0.333' };

  it('is rounded once, behind the rate', () => {
    expect(costsBy({ EUR: '3' })(amount)).toMatchObject({ usd6: 1_000_000n, currency: 'EUR', currencyRate: '3' });
  });

  it('is unknown without a rate, and never 0', () => {
    expect(costsBy({ GBP: '3' })(amount)).toEqual({
      usd6: null,
      kind: 'BILLED',
      origin: null,
      priceVersion: null,
      amountRaw: '0.333',
      currency: 'EUR',
      currencyRate: null,
    });
  });
});
