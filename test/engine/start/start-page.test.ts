import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATHS } from '../../../local/paths.ts';
import { codeOf, ROOT, readPage, sectionOf } from '../../docs/markdown.ts';
import { type Ended, ledger } from '../scenarios/ledger-cli.ts';

const SECTION = sectionOf(readPage('docs/start.md'), 'Your own week');
const [COMMANDS = '', ...OTHERS] = codeOf(SECTION, 'sh');

describe("the page for a week of one's own", () => {
  let folder: string;
  const ended: Ended[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'own-week-'));
    for (const line of COMMANDS.trim().split('\n')) {
      const [, words = ''] = /^npm run -s ledger -- (.+)$/.exec(line) ?? [];
      ended.push(await ledger(words.split(' '), folder));
    }
  });
  afterAll(async () => {
    await ledger(['down'], folder);
    rmSync(folder, { recursive: true });
  });

  it('leads from nothing to the ledger, command by command', () => {
    expect(ended.map(({ exitCode, stderr }) => [exitCode, exitCode === 0 ? '' : stderr])).toEqual(
      COMMANDS.trim()
        .split('\n')
        .map(() => [0, '']),
    );
    expect(OTHERS).toHaveLength(1);
  });

  it('shows what comes out', () => {
    const [picture = ''] = codeOf(SECTION, 'text');
    const printed = ended.at(-1)?.stdout.split('\n');

    expect(picture.trim().split('\n')).toHaveLength(3);
    for (const line of picture.trim().split('\n')) expect(printed).toContain(line);
  });
});

describe('the statements that turn an export into usage rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exports-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const python = join(PATHS.environment, 'bin/python');
  const statements = codeOf(SECTION, 'sql');

  it.each([
    [
      'claude-code.csv',
      ['employee_id,source,total_tokens,cost_usd', ',claude_code,15,0.010000', 'maria,claude_code,144000,10.582500'],
    ],
    [
      'cursor.csv',
      ['employee_id,source,total_tokens,cost_usd', 'jonas,cursor,,0.000000', 'maria,cursor,6688,0.213600'],
    ],
    ['copilot.csv', ['employee_id,source,total_tokens,cost_usd', 'aisha,copilot,,2.228963']],
  ])('give %s', (file, rows) => {
    const statement = statements.find((text) => text.includes(`TO '${file}'`)) ?? '';
    const intoFolder = statement.replace(`TO '${file}'`, `TO '${join(folder, file)}'`);

    execFileSync(python, ['-c', 'import duckdb, sys; duckdb.sql(sys.argv[1])', intoFolder], { cwd: ROOT });

    const [header, ...others] = readFileSync(join(folder, file), 'utf8').trim().split('\n');
    expect([header, ...others.sort()]).toEqual(rows);
  });

  it('are one line each', () => {
    expect(statements.map((text) => text.trim().split('\n').length)).toEqual([1, 1, 1]);
  });
});
