import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromNumberTextJson, NumberText } from '../../../core/values/number-text.ts';

const SPELLINGS = [
  ...['0', '-0', '7', '-7', '10', '100', '1.5', '-1.5', '0.1', '-0.1', '10.01', '0.0', '-0.0', '1.0', '12.50', '0.10'],
  ...['0.00001', '0.000001', '0.0000001', '-0.0000012', '0.30000000000000004', '123456789012345', '1234567890123456'],
  ...['123456789012345678901234567890', '1.23456789012345', '1e3', '1E3', '-1e-3', '1.5e+2', '1e400', '-1e400', '0e0'],
];
const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });
const spelling = fc.oneof(
  fc.constantFrom(...SPELLINGS),
  fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.nat({ max: 10 ** 9 }),
      fc.option(digits(1, 9)),
      fc.option(fc.integer({ min: -9, max: 9 })),
    )
    .map(([sign, whole, fraction, exponent]) =>
      [sign, whole, fraction === null ? '' : `.${fraction}`, exponent === null ? '' : `e${exponent}`].join(''),
    ),
);

/** A document and what it says, made side by side. */
type Written = readonly [json: string, value: unknown];
const space = fc.constantFrom('', ' ', '\n\t');
const key = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('a', '__proto__', '1'));
const { document } = fc.letrec<{ document: Written }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4 },
    spelling.map((text): Written => [text, new NumberText(text)]),
    fc
      .oneof(fc.string(), fc.constantFrom(': 1e5', ',0.10', '[1234567890123456', 'T08:00:00.000Z'))
      .map((text): Written => [JSON.stringify(text), text]),
    fc.constantFrom<Written>(['null', null], ['true', true]),
    fc
      .tuple(space, fc.array(tie('document'), { maxLength: 4 }))
      .map(
        ([gap, members]): Written => [
          `[${gap}${members.map(([json]) => json).join(`${gap},${gap}`)}]`,
          members.map(([, value]) => value),
        ],
      ),
    fc
      .tuple(space, fc.uniqueArray(fc.tuple(key, tie('document')), { maxLength: 4, selector: ([name]) => name }))
      .map(
        ([gap, members]): Written => [
          `{${members.map(([name, [json]]) => `${JSON.stringify(name)}${gap}:${gap}${json}`).join(',')}}`,
          Object.fromEntries(members.map(([name, [, value]]) => [name, value])),
        ],
      ),
  ),
}));

describe('JSON of others', () => {
  it.each(SPELLINGS)('gives %s as it is written, wherever it stands', (text) => {
    const number = new NumberText(text);

    expect(fromNumberTextJson(text)).toEqual(number);
    expect(fromNumberTextJson(` ${text}`)).toEqual(number);
    expect(fromNumberTextJson(`[ ${text},${text} ]`)).toEqual([number, number]);
    expect(fromNumberTextJson(`{"a":\n${text},"b":{"c":[[${text}]]}}`)).toEqual({ a: number, b: { c: [[number]] } });
  });

  it('says what it says, with each number as it is written', () => {
    fc.assert(
      fc.property(document, ([json, value]) => {
        expect(fromNumberTextJson(json)).toStrictEqual(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a member __proto__ like any other', () => {
    const read = fromNumberTextJson('{"__proto__":5,"b":{"__proto__":{"cost":9}}}') as Record<string, unknown>;

    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.entries(read)).toEqual([
      ['__proto__', new NumberText('5')],
      [
        'b',
        JSON.parse('{"__proto__":{}}', (name, member) =>
          name === '__proto__' ? { cost: new NumberText('9') } : member,
        ),
      ],
    ]);
  });

  it.each(['', '01', '1.', '.5', '+1', 'NaN', '{"a":1', '[1,]'])('that is none is refused: %j', (text) => {
    expect(() => fromNumberTextJson(text)).toThrow(SyntaxError);
  });
});
