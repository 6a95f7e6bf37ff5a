import { InvalidArgumentError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  parseHttpUrl,
  parseMonday,
  parsePort,
  parseTokens,
  parseUsd,
  parseVersion,
  parseWebhookSecrets,
  parseWeeks,
  pathFromUser,
} from '../../cli/arguments.ts';
import { WrongUseError } from '../../cli/wrong-use-error.ts';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
afterEach(() => {
  vi.unstubAllEnvs();
});

type Refused = [parse: (text: string) => unknown, text: string];

describe('an argument', () => {
  it.each([
    [parseMonday, '2026-11-16', '2026-11-16'],
    [parsePort, '4566', 4566],
    [parseWeeks, '60', 60],
    [parseTokens, '1', 1n],
    [parseTokens, '9223372036854775807', 2n ** 63n - 1n],
    [parseUsd, '0.0001', 1n],
    [parseUsd, '99999999999999.9999', 999_999_999_999_999_999n],
    [parseVersion, '0', 0],
    [parseHttpUrl, 'https://timesheets.example.com/api', 'https://timesheets.example.com/api'],
    [parseHttpUrl, 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    [parseWebhookSecrets, SECRET, SECRET],
    [parseWebhookSecrets, `${SECRET} ${SECRET}`, `${SECRET} ${SECRET}`],
  ])('%o takes %s', (parse: (text: string) => unknown, text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each<Refused>([
    [parseMonday, '2026-11-17'],
    [parseMonday, '2026-02-30'],
    [parsePort, '0'],
    ...['0', '61', '1e1', '-1', ''].map((text): Refused => [parseWeeks, text]),
    [parsePort, '65536'],
    [parsePort, '80a'],
    ...['0', '-1', '1.5', '1e3', '9223372036854775808', 'many', ''].map((text): Refused => [parseTokens, text]),
    ...['0', '-1', '0.00001', '1e3', '100000000000000', 'ten', ''].map((text): Refused => [parseUsd, text]),
    ...['-1', '1.5', '1000000', 'last', ''].map((text): Refused => [parseVersion, text]),
    [parseHttpUrl, 'timesheets.example.com'],
    [parseHttpUrl, 'ftp://timesheets.example.com'],
    [parseHttpUrl, ''],
  ])('%o refuses %j', (parse, text) => {
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
