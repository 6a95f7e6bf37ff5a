import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readText } from '../../../../adapters/lake/usage-files/text.ts';

const TEXT = 'employee_id,source\nÉ1,カーソル 👍\n';

async function decoded(bytes: Uint8Array, pieceBytes = bytes.length): Promise<string> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) =>
    bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
  );
  return (await Array.fromAsync(readText(Readable.from(pieces)))).join('');
}

describe('the text of a file', () => {
  it.each([
    ['UTF-8', TEXT, TEXT],
    ['a byte order mark', `\ufeff${TEXT}`, TEXT],
    ['a doubled byte order mark', `\ufeff\ufeff${TEXT}`, TEXT],
    ['a byte order mark further on', `a\ufeff${TEXT}`, `a\ufeff${TEXT}`],
    ['nothing', '', ''],
    ['one character', 'a', 'a'],
  ])('takes %s', async (_what, text, expected) => {
    expect(await decoded(Buffer.from(text))).toBe(expected);
  });

  it('is the same in pieces that cut characters', async () => {
    expect(await decoded(Buffer.from(TEXT), 5)).toBe(TEXT);
  });

  it.each([
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'UTF-16'],
    ['UTF-16 without', Buffer.from(TEXT, 'utf16le'), 'UTF-16'],
    ['UTF-16, the high byte first', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(), 'UTF-16'],
    ['UTF-16, the high byte first, without', Buffer.from(TEXT, 'utf16le').swap16(), 'UTF-16'],
    ['UTF-32', Buffer.from([...'employee_id,source\n'].flatMap((one) => [one.charCodeAt(0), 0, 0, 0])), 'UTF-32'],
    [
      'UTF-32, the high byte first',
      Buffer.from([...'employee_id,source\n'].flatMap((one) => [0, 0, 0, one.charCodeAt(0)])),
      'UTF-32',
    ],
  ])('refuses %s and shows how it begins', async (_what, bytes, name) => {
    await expect(decoded(bytes)).rejects.toThrow(
      `the file is ${name}, it begins with "employee_id,source": save it as UTF-8`,
    );
  });

  it.each([
    ['Latin-1', Buffer.from('employee_id\nJürgen\n', 'latin1')],
    ['a character cut off', Buffer.from('employee_id\nJü').subarray(0, -1)],
  ])('refuses %s', async (_what, bytes) => {
    await expect(decoded(bytes)).rejects.toThrow('the file is not UTF-8: save it as UTF-8');
  });
});
