import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_BYTES_MAX, MarkedLines } from '../../../../adapters/providers/log-files/marked-lines.ts';
import { filesOf } from '../../../worlds/imported-files.ts';

const WANTED = '{"usage":1}';

/** What of a file is taken, by its marked lines, and what is told. */
function read(content: string | Buffer, markers = ['"usage"']) {
  const [file = ''] = filesOf(content);
  const taken: unknown[] = [];
  let bytes = 0;
  const take = (value: object) => {
    taken.push(value);
    return null;
  };
  const told = [...new MarkedLines(markers).read(file, take, (read) => (bytes += read))];
  expect(bytes).toBe(Buffer.byteLength(content));
  return { taken, told: told.map(({ line, reason }) => `${line}: ${reason}`) };
}

/** A line of so many bytes. */
function lineOf(bytes: number): string {
  return `{"usage":"${'x'.repeat(bytes - 12)}"}`;
}

describe('marked lines', () => {
  it.each([
    ['with line feeds', `${WANTED}\n${WANTED}\n`, 2],
    ['with carriage returns', `${WANTED}\r\n\r\n${WANTED}\r\n`, 2],
    ['without a last line end', `${WANTED}\n${WANTED}`, 2],
    ['with blanks around them', ` \t${WANTED} \n`, 1],
    ['behind a byte order mark', `\ufeff${WANTED}\n`, 1],
    ['among lines that are not marked', `{"a":1}\n${WANTED}\n{"b":"\\"usage\\""}\n`, 1],
    ['of an empty file', '', 0],
  ])('are taken %s', (_what, content, count) => {
    const { taken, told } = read(content);

    expect(taken).toEqual(Array.from({ length: count }, () => ({ usage: 1 })));
    expect(told).toEqual([]);
  });

  it.each<[string, string | Buffer, string[]]>([
    ['cut off where the usage stands', `${WANTED}\n{"usage":`, ['2: the last line is cut off']],
    ['cut off behind a brace', `${WANTED}\n{"a":{"b":1}`, ['2: the last line is cut off']],
    [
      'cut within a character',
      Buffer.concat([Buffer.from(`${WANTED}\n{"a":"`), Buffer.from([0xc3])]),
      ['2: the last line is cut off'],
    ],
    ['an array', `${WANTED}\n[1]\n`, ['2: the line is no JSON object']],
    ['a text', `${WANTED}\nerror: out of "usage"\n`, ['2: the line is no JSON object']],
    ['zeros of a crash', `${WANTED}\n${'\0'.repeat(40)}\n`, ['2: the line is no JSON object']],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from(`${WANTED}\n{"a":"`), Buffer.from([0xff]), Buffer.from('"}\n')]),
      ['2: the line is not UTF-8'],
    ],
  ])('leave one to be told that is %s', (_what, content, faults) => {
    expect(read(content)).toEqual({ taken: [{ usage: 1 }], told: faults });
  });

  it.each([
    ['little', Buffer.from(`\ufeff${WANTED}\n`, 'utf16le')],
    ['big', Buffer.from(`\ufeff${WANTED}\n`, 'utf16le').swap16()],
  ])('are not looked for in UTF-16, %s end first', (_what, content) => {
    const [file = ''] = filesOf(content);
    const told = [...new MarkedLines(['"usage"']).read(file, () => null)];

    expect(told).toEqual([{ kind: 'SKIPPED', file, line: 1, reason: 'the file is UTF-16, not UTF-8' }]);
  });

  it('are taken up to 10 MB and passed over above, also at the end', () => {
    const lines = [WANTED, lineOf(LINE_BYTES_MAX), lineOf(LINE_BYTES_MAX + 1), WANTED, lineOf(LINE_BYTES_MAX + 1)];
    const { taken, told } = read(lines.join('\n'));

    expect(taken).toHaveLength(3);
    const reason = `the line is longer than ${LINE_BYTES_MAX} bytes`;
    expect(told).toEqual([`3: ${reason}`, `5: ${reason}`]);
  });

  it('are told by the numbers of their lines behind one that was passed over', () => {
    const { told } = read(`${'x'.repeat(3 * LINE_BYTES_MAX)}\nno\n${WANTED}\n[]\n`);

    expect(told.map((line) => line.slice(0, 2))).toEqual(['1:', '2:', '4:']);
  });

  it('are the same wherever the blocks of a file end', () => {
    const sizes = array(constantFrom(20, 4_096, 262_132, 524_276, 524_287, 524_288, 1_048_575), { maxLength: 8 });
    const run = property(sizes, integer({ min: 12, max: 40 }), (lengths, more) => {
      const { taken, told } = read(lengths.map((length) => `${lineOf(length + more)}\n`).join(''));

      expect(taken).toHaveLength(lengths.length);
      expect(told).toEqual([]);
    });
    assert(run, { numRuns: 30 });
  });

  it('have any of several markers', () => {
    expect(read('{"a":1}\n{"b":2}\n{"c":3}\n{"a":4}\n', ['"a"', '"c"']).taken).toEqual([{ a: 1 }, { c: 3 }, { a: 4 }]);
  });
});
