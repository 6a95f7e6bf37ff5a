import { InvalidArgumentError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseHttpUrl, parseMonday, parsePort, parseWebhookSecrets, pathFromUser } from '../../cli/arguments.ts';
import { WrongUseError } from '../../cli/wrong-use-error.ts';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an argument', () => {
  it.each([
    [parseMonday, '2026-11-16', '2026-11-16'],
    [parsePort, '4566', 4566],
    [parseHttpUrl, 'https://timesheets.example.com/api', 'https://timesheets.example.com/api'],
    [parseHttpUrl, 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    [parseWebhookSecrets, SECRET, SECRET],
    [parseWebhookSecrets, `${SECRET} ${SECRET}`, `${SECRET} ${SECRET}`],
  ])('%o takes %s', (parse: (text: string) => unknown, text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each([
    [parseMonday, '2026-11-17'],
    [parseMonday, '2026-02-30'],
    [parsePort, '0'],
    [parsePort, '65536'],
    [parsePort, '80a'],
    [parseHttpUrl, 'timesheets.example.com'],
    [parseHttpUrl, 'ftp://timesheets.example.com'],
    [parseHttpUrl, ''],
  ])('%o refuses %j', (parse: (text: string) => unknown, text) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
  });

  it.each(['hidden', '', ' ', `${SECRET} short`, `whsec_${Buffer.alloc(23).toString('base64')}`])(
    'is no webhook secret: %j, and is not told again',
    (text) => {
      expect(() => parseWebhookSecrets(text)).toThrow(WrongUseError);
      if (text.trim() !== '') expect(() => parseWebhookSecrets(text)).not.toThrow(text);
    },
  );

  it('is a path from where the user stands, whatever folder npm has gone to', () => {
    vi.stubEnv('INIT_CWD', '/somewhere/else');

    expect(pathFromUser('usage.csv')).toBe('/somewhere/else/usage.csv');
    expect(pathFromUser('/data/usage.csv')).toBe('/data/usage.csv');
  });
});
