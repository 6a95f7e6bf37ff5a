import {
  array,
  assert,
  constant,
  constantFrom,
  dictionary,
  type JsonValue,
  letrec,
  oneof,
  property,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUsageLine, withoutContent } from '../../../../adapters/providers/claude-code-local/usage-line.ts';
import { responseLine } from '../../../worlds/claude-code-lines.ts';

/** What models may write into the parameters of a tool: also what looks like the end of a message. */
const WORDS = [
  'content',
  'stop_reason',
  'usage',
  'message',
  'output_tokens',
  '"usage":{',
  '],"stop_reason":',
  '\\',
  'ü',
];
const { value } = letrec<{ value: JsonValue }>((tie) => ({
  value: oneof(
    { maxDepth: 4 },
    constantFrom<JsonValue>(null, true, 7, ...WORDS),
    string(),
    array(tie('value'), { maxLength: 3 }),
    dictionary(oneof(constantFrom(...WORDS), string({ maxLength: 3 })), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}));

/** The line without its content, as it is made of the file's bytes; null where it is left whole. */
function shortened(line: string): string | null {
  const before = '{"a":"usage"}\n';
  const lines = Buffer.from(`${before}${line}\n`);
  const first = before.length;
  return withoutContent(lines, { first, end: lines.length - 1, mark: lines.indexOf('"usage"', first) });
}

/** Null where it tells nothing, or was cut at the wrong place and is no JSON. */
function readShortened(short: string) {
  try {
    return readUsageLine(JSON.parse(short));
  } catch {
    return null;
  }
}

describe('a line without its content', () => {
  it('tells the same usage, whatever the content is', () => {
    let shorter = 0;
    const run = property(array(value, { maxLength: 4 }), oneof(constant(undefined), value), (content, more) => {
      const line = JSON.parse(responseLine({ entry: { more } }));
      line.message.content = content;
      const text = JSON.stringify(line);
      const short = shortened(text);
      const told = short === null ? null : readShortened(short);
      // Then the whole line is read.
      if (short === null || told === null) return;
      shorter += 1;

      expect(told).toEqual(readUsageLine(line));
      expect(short.length).toBeLessThan(text.length);
    });
    assert(run, { numRuns: 1_000 });
    expect(shorter).toBeGreaterThan(100);
  });

  it.each([
    ['usage stands before it', '{"message":{"usage":{},"content":[1],"stop_reason":null}}'],
    ['it speaks of usage itself', '{"message":{"content":[{"usage":1}],"stop_reason":null,"usage":{}}}'],
    ['it is a text', '{"message":{"content":"x","stop_reason":null,"usage":{}}}'],
    [
      'it would be too long without it',
      `{"a":"${'x'.repeat(20_000)}","message":{"content":[],"stop_reason":null,"usage":{}}}`,
    ],
  ])('is left whole where %s', (_what, line) => {
    expect(shortened(line)).toBeNull();
  });
});

describe('an instant of a line', () => {
  it.each([
    '2026-03-02T10:15:02.123Z',
    '2024-02-29T23:59:59.999Z',
    '2026-12-31T00:00:00.000Z',
    '2026-03-29T02:30:00.000Z',
    '2026-03-02T10:15:02Z',
    '2026-03-02T10:15:02.123456Z',
    '2026-03-02T10:15:02.123+05:30',
  ])('is that of the calendar: %s', (at) => {
    expect(readUsageLine(JSON.parse(responseLine({ at })))).toMatchObject({ instantMs: Date.parse(at) });
  });

  it.each([
    '2026-02-30T10:15:02.123x',
    '2026-00-02T10:15:02.123Z',
    '2026-03-02T25:15:02.123Z',
    '2026-03-02 10:15:02.123Z',
    'abcd-03-02T10:15:02.123Z',
    '1',
  ])('is none: %s', (at) => {
    expect(readUsageLine(JSON.parse(responseLine({ at })))).toBe('timestamp is no ISO 8601 instant');
  });
});
