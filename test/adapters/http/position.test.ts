import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { noteToken, readPosition, writePosition } from '../../../adapters/http/position.ts';

const schema = z.object({ day: z.string() });

describe('a position in the pages', () => {
  it('is read as it was written', () => {
    expect(readPosition(writePosition({ day: '2026-03-02' }), schema)).toEqual({ day: '2026-03-02' });
  });

  it.each(['', 'page 3', '{}', 'null', '{"day":3}'])('that is none ("%s") begins the window anew', (cursor) => {
    expect(() => readPosition(cursor, schema)).toThrow(expect.objectContaining({ code: 'STALE_CURSOR' }));
  });

  it('that is too long is not written', () => {
    expect(() => writePosition({ day: 'x'.repeat(4_096) })).toThrow('takes more than 4096 characters');
  });
});

describe('the token of a page', () => {
  it('is noted as long as each is new, within what a position holds', () => {
    let seen = '';
    for (let page = 0; page < 200; page += 1) seen = noteToken(seen, `page_${page}`, 'source');

    expect(seen).toHaveLength(1_600);
    expect(() => noteToken(seen, 'page_200', 'source')).toThrow('source: has more than 200 pages');
  });

  it('that comes back after any number of others is malformed', () => {
    const seen = ['a', 'b', 'c'].reduce((so, token) => noteToken(so, token, 'source'), '');

    for (const token of ['a', 'b', 'c']) {
      expect(() => noteToken(seen, token, 'source')).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
    }
  });

  it.each(['https://elsewhere.example.com/', 'HTTP://127.0.0.1/next', 'ftp://a'])(
    'that is the link %s is refused',
    (token) => {
      expect(() => noteToken('', token, 'source')).toThrow('source: leads on by a link, which is not followed');
    },
  );
});
