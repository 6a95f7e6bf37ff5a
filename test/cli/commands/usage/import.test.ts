import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CsvMappingError } from '../../../../adapters/providers/csv/mapping.ts';
import { ImportPathError } from '../../../../adapters/providers/log-files/find-files.ts';
import { type ImportOptions, importFiles, reporterOfHost } from '../../../../cli/commands/usage/import.ts';
import { renderImport, toImportJson } from '../../../../cli/commands/usage/import-report.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryCollectionRecords } from '../../../doubles/memory-collection-records.ts';
import { MemoryFactTable } from '../../../doubles/memory-fact-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { logOf, responseLine } from '../../../worlds/claude-code-lines.ts';

const CLI = fileURLToPath(new URL('../../../../cli/main.ts', import.meta.url));
const CONTRACT = 'cli-usage-import.schema.json';
const SONNET = 'claude-sonnet-4-6';

/** A folder of logs: each file's lines by its name. */
function logs(files: Readonly<Record<string, readonly string[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'usage-import-'));
  mkdirSync(join(folder, 'projects'));
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, 'projects', name), logOf(...lines));
  return folder;
}

const FOLDER = logs({
  'a.jsonl': [
    responseLine({ id: 'a', model: SONNET, at: '2026-11-16T22:59:00Z', output: 1 }),
    responseLine({ id: 'a', model: SONNET, at: '2026-11-16T23:01:00Z' }),
    responseLine({ id: 'b', model: 'new\u001b[2J', at: '2026-11-16T12:00:00Z' }),
  ],
  'b.jsonl': ['no JSON'],
});

interface World {
  readonly table?: MemoryFactTable;
  readonly tell?: (line: string) => void;
  readonly clock?: TestClock;
}

function importFrom(folder: string, options: Partial<ImportOptions> = {}, world: World = {}) {
  const { table = new MemoryFactTable(), tell = () => {}, clock = new TestClock() } = world;
  const collectionSettings = { timeZone: 'Europe/Berlin', contractRates: [] };
  const deployment = { collectionSettings, facts: table, collectionRecords: new MemoryCollectionRecords() };
  return importFiles(
    [folder],
    { source: 'claude_code_local', ...options },
    { find: async () => deployment, clock, tell },
  );
}

describe('ledger usage import', () => {
  it('writes the days of the company’s zone under the reporter, and reports as its contract says', async () => {
    const table = new MemoryFactTable();
    const report = await importFrom(FOLDER, { reporter: 'laptop-7', actor: 'Dev@Example.com' }, { table });

    expect([...table.parts.keys()]).toEqual([
      'claude_code_local/2026-11-16/laptop-7',
      'claude_code_local/2026-11-17/laptop-7',
    ]);
    const facts = [...table.parts.values()].flatMap((part) => part.facts);
    expect(facts.map(({ actor }) => actor)).toEqual(Array(2).fill({ kind: 'EMAIL', id: 'dev@example.com' }));
    expect(faultsOf(CONTRACT, toImportJson(report))).toEqual([]);
    expect(toImportJson(report)).toMatchObject({
      source: 'claude_code_local',
      reporter: 'laptop-7',
      timeZone: 'Europe/Berlin',
      isDryRun: false,
      files: 2,
      records: 4,
      counted: 2,
      duplicates: 1,
      skippedCount: 1,
      skipped: [{ file: join(FOLDER, 'projects/b.jsonl'), line: 1, reason: 'the line is no JSON object' }],
      days: [
        { date: '2026-11-16', model: 'new\u001b[2J', costUsd: null, costKind: 'NOTIONAL' },
        { date: '2026-11-17', model: SONNET, costUsd: '0.006934', costKind: 'NOTIONAL' },
      ],
      unknownModels: ['new\u001b[2J'],
    });
  });

  it('tells people the same, with what they should look at', async () => {
    const table = new MemoryFactTable();
    await importFrom(
      logs({ 'a.jsonl': [responseLine({ at: '2026-11-17T12:00:00Z', output: 9_000 })] }),
      { reporter: 'r' },
      { table },
    );
    const lines = renderImport(await importFrom(FOLDER, { reporter: 'r' }, { table })).split('\n');

    expect(lines.slice(0, 8).map((line) => line.replace(/ +/g, ' '))).toEqual([
      expect.stringMatching(/^┌/),
      '│ day │ model │ input │ cache read │ cache write │ output │ USD │ cost │',
      expect.stringMatching(/^├/),
      '│ 2026-11-16 │ new\\u001b[2J │ 4 │ 200 │ 30 │ 450 │ ? │ NOTIONAL │',
      `│ 2026-11-17 │ ${SONNET} │ 4 │ 200 │ 30 │ 450 │ 0.006934 │ NOTIONAL │`,
      '│ total │ 968 counted tokens │ │ │ │ │ at least 0.006934 │ │',
      expect.stringMatching(/^└/),
      expect.stringMatching(/^2 files, [\d,]+ bytes in 0 s; days of Europe\/Berlin$/),
    ]);
    expect(lines.slice(8)).toEqual([
      '4 records: 2 counted, 1 copies, 1 skipped',
      `  skipped: ${join(FOLDER, 'projects/b.jsonl')}:1: the line is no JSON object`,
      'no price is known of the model new\\u001b[2J',
      "written as r's claude_code_local: 2 days, of which 1 replace an earlier import",
      '  2026-11-17 has lost more than half of its tokens: 9,034 before, 484 now; were logs deleted?',
    ]);
  });

  it('writes nothing in a dry run, for which nothing needs to be deployed', async () => {
    const find = () => Promise.reject(new Error('asked for a deployment'));
    const report = await importFiles(
      [FOLDER],
      { source: 'claude_code_local', dryRun: true, timeZone: 'UTC' },
      { find, clock: new TestClock(), tell: () => {} },
    );

    expect(report).toMatchObject({
      timeZone: 'UTC',
      written: null,
      days: [{ date: '2026-11-16' }, { date: '2026-11-16' }],
    });
    expect(faultsOf(CONTRACT, toImportJson(report))).toEqual([]);
    expect(renderImport(report)).toMatch(/\ndry run: nothing was written$/);
  });

  it('takes the machine, its user and its zone where nothing else is said', async () => {
    const table = new MemoryFactTable();
    const { reporter } = await importFrom(FOLDER, {}, { table });
    const { timeZone } = await importFrom(FOLDER, { dryRun: true });

    expect(reporter).toBe(reporterOfHost(hostname()));
    expect([...table.parts.values()][0]?.facts[0]?.actor).toEqual({ kind: 'OS_USER', id: userInfo().username });
    expect(timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it.each([
    ['Devs MacBook.local', 'Devs-MacBook.local'],
    ['ö', '-'],
    ['', 'this-machine'],
    ['api', 'this-machine'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('makes a reporter of the host %j', (host, reporter) => {
    expect(reporterOfHost(host)).toBe(reporter);
  });

  it('says that nothing was found', async () => {
    const report = await importFrom(logs({ 'a.jsonl': [] }), { dryRun: true });

    expect(renderImport(report)).toContain('No usage was found.\n1 files, 0 bytes');
  });

  it('tells how far it is, every five seconds', async () => {
    const told: string[] = [];
    const clock = new TestClock();
    const now = () => {
      clock.advance(2_000);
      return TestClock.prototype.now.call(clock);
    };
    const many = logs(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.jsonl`, [responseLine()]])));
    await importFrom(
      many,
      { dryRun: true },
      { tell: (line) => told.push(line), clock: Object.assign(Object.create(clock), { now }) },
    );

    expect(told).toEqual(Array(3).fill('0 of 1 MB read'));
  });

  it.each<[string, Partial<ImportOptions>, RegExp]>([
    ['a reporter that is none', { reporter: 'my laptop' }, /^--reporter is no name/],
    ['the reporter of what is pulled', { reporter: 'api' }, /^--reporter api is kept/],
    ['an actor that cannot be seen', { actor: 'a\u0007' }, /^--actor needs 1 to 200 visible characters/],
    ['another zone for what is written', { timeZone: 'UTC' }, /^--time-zone is for --dry-run alone/],
  ])('refuses %s and writes nothing', async (_what, options, message) => {
    const table = new MemoryFactTable();

    await expect(importFrom(FOLDER, options, { table })).rejects.toThrow(message);
    expect(table.parts.size).toBe(0);
  });

  it('reads an export by a mapping of its columns', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'export-'));
    const map = join(folder, 'export.map.json');
    writeFileSync(join(folder, 'export.csv'), 'day,who,usd\n2026-11-16,dev@example.com,1.50\n');
    const when = { column: 'day', format: 'YYYY-MM-DD' };
    const cost = { column: 'usd', kind: { constant: 'BILLED' } };
    writeFileSync(map, JSON.stringify({ when, actor: { column: 'who', kind: 'EMAIL' }, cost }));
    const report = await importFrom(folder, { source: 'csv', map, dryRun: true });

    expect(toImportJson(report).days).toMatchObject([{ date: '2026-11-16', costUsd: '1.500000', costKind: 'BILLED' }]);
    writeFileSync(map, JSON.stringify({ when: { ...when, column: 'Tag' }, cost }));
    await expect(importFrom(folder, { source: 'csv', map, dryRun: true })).rejects.toThrow(CsvMappingError);
  });

  it.each<[string, Partial<ImportOptions>, RegExp]>([
    ['no mapping of an export', { source: 'csv' }, /^--source csv needs --map/],
    ['a mapping of what has none', { map: 'x.json' }, /^--map is for --source csv alone$/],
    ['a mapping that is not there', { source: 'csv', map: '/gone.json' }, /^--map \/gone.json cannot be read$/],
  ])('refuses %s', async (_what, options, message) => {
    await expect(importFrom(FOLDER, options)).rejects.toThrow(message);
  });

  it('refuses a folder without such files, and a path that is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'empty-'));

    await expect(importFrom(folder)).rejects.toThrow(`no file ending in .jsonl is in ${folder}`);
    await expect(importFrom(join(folder, 'gone'))).rejects.toThrow(ImportPathError);
  });
});

describe('the command line of usage import', () => {
  it.each([
    ['no source', [FOLDER], "required option '--source <name>' not specified"],
    [
      'an unknown source',
      ['--source', 'cursor', FOLDER],
      'Allowed choices are claude_code_local, codex_local, ccusage, claude_code_otel, csv.',
    ],
    ['no path', ['--source', 'codex_local'], "missing required argument 'paths'"],
    [
      'an unknown zone',
      ['--source', 'codex_local', '--dry-run', '--time-zone', 'Berlin', FOLDER],
      'no time zone such as',
    ],
    [
      'a path that is not there',
      ['--source', 'codex_local', '--dry-run', '/gone\u001b[2J'],
      '/gone\\u001b[2J cannot be read: ENOENT',
    ],
  ])('is used wrongly with %s: exit 2', (_what, typed, told) => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'usage', 'import', ...typed], { encoding: 'utf8' });

    expect(stderr).toContain(told);
    expect(status).toBe(2);
  });

  it('gives JSON that its contract describes', () => {
    const typed = ['usage', 'import', '--source', 'claude_code_local', '--dry-run', '--json', FOLDER];
    const { status, stdout } = spawnSync(process.execPath, [CLI, ...typed], { encoding: 'utf8' });
    const report = JSON.parse(stdout);

    expect(status).toBe(0);
    expect(faultsOf(CONTRACT, report)).toEqual([]);
    expect(report).toMatchObject({ counted: 2, isDryRun: true });
    expect(faultsOf(CONTRACT, { ...report, isDryRun: false }).join()).toContain('/written');
    expect(faultsOf(CONTRACT, { ...report, days: [{ ...report.days[0], costUsd: 0 }] }).join()).toContain(
      '/days/0/costUsd',
    );
    expect(faultsOf(CONTRACT, { ...report, skipped: [{ file: 'a', reason: 'b' }] }).join()).toContain('/skipped/0');
  });
});
