import { describe, expect, it } from 'vitest';
import { FinanceParameterError, fillIn, parametersOf } from '../../../adapters/lake/finance-parameters.ts';

/** Fills in what a template asks for. */
function filled(template: string, given: Readonly<Record<string, string>>): string {
  return fillIn({ parameters: parametersOf(template), template }, given);
}

describe('the parameters of a query', () => {
  it('are those whose literals it has', () => {
    expect(parametersOf('a = :to_before OR b = :since')).toEqual(['to', 'since']);
    expect(parametersOf('a = :month_from')).toEqual(['month']);
    expect(parametersOf('SELECT 1')).toEqual([]);
  });

  it.each([
    [':from :to', { from: '2026-11-02', to: '2026-11-02' }, "'2026-11-02' '2026-11-02'"],
    [':to_before :to', { to: '2027-01-04' }, "'2026-12-28' '2027-01-04'"],
    [':month :month_from :month_to', { month: '2026-11' }, "'2026-11' '2026-10-26' '2026-11-30'"],
    [':month_from :month_to', { month: '2026-12' }, "'2026-11-30' '2026-12-28'"],
    [':month_from :month_to', { month: '2027-02' }, "'2027-02-01' '2027-02-22'"],
    [':month_from :month_to', { month: '2028-02' }, "'2028-01-31' '2028-02-28'"],
    [':since', { since: '2026-11-20T09:00:00Z' }, "TIMESTAMP '2026-11-20 09:00:00.000'"],
    [':since', { since: '2026-11-20T00:30:00.5+01:00' }, "TIMESTAMP '2026-11-19 23:30:00.500'"],
  ])('become literals: %s with %o', (template, given, statement) => {
    expect(filled(template, given)).toBe(statement);
  });

  it.each([
    ['to', "2026-11-02' OR 1=1 --"],
    ['to', '2026-11-03'],
    ['to', '2026-02-30'],
    ['to', ''],
    ['month', '2026-13'],
    ['month', '2026-11-02'],
    ['month', "2026-11' --"],
    ['since', '2026-11-20'],
    ['since', '2026-11-20T09:00:00'],
    ['since', "2026-11-20T09:00:00Z' --"],
    ['since', '2026-02-30T09:00:00Z'],
    ['since', '0001-01-01T00:00:00+14:00'],
  ])('are refused by name where they are something else: %s is %j', (name, text) => {
    const ask = () => filled(`a = :${name}`, { [name]: text });

    expect(ask).toThrow(FinanceParameterError);
    expect(ask).toThrow(`parameter ${name} is not`);
  });

  it('are refused all at once, missing and unknown ones by name', () => {
    expect(() => filled(':from :to', { to: 'x', by: 'me' })).toThrow(
      "parameter from is missing: a Monday, as 2026-11-02; there is no parameter by here: from, to; parameter to is not a Monday, as 2026-11-02: 'x'",
    );
    expect(() => filled('SELECT 1', { from: '2026-11-02' })).toThrow('there is no parameter from here: none is taken');
  });

  it('are refused where they end before they begin', () => {
    expect(() => filled(':from :to', { from: '2026-11-09', to: '2026-11-02' })).toThrow('is before parameter from');
  });
});
