import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageFileError } from '../../../../adapters/lake/usage-files/faults.ts';
import { loadUsageFiles } from '../../../../adapters/lake/usage-files/load.ts';
import { MemoryLake } from '../../../doubles/memory-lake.ts';
import { lakeParquet } from '../../../worlds/lake-parquet.ts';
import { column, MONDAY, parquet, readBytes, row, TUESDAY } from './support.ts';

const HEADER = 'employee_id,source,total_tokens,cost_usd';
const LINE = 'E1,cursor,1000,12.5\n';

let folder: string;
let lake: MemoryLake;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usage-'));
  lake = new MemoryLake();
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** A file of rows on the given days. */
function csv(name: string, ...days: string[]): Promise<string> {
  return file(name, [`${HEADER},week_start_date`, ...days.map((day) => `E1,cursor,1000,12.5,${day}`), ''].join('\n'));
}

async function faultsOf(...paths: string[]) {
  const error = await loadUsageFiles(lake, paths, MONDAY).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageFileError);
  expect(lake.keys).toEqual([]);
  return error as UsageFileError;
}

const keyOf = (day: string, name: string) => `ai_usage_weekly/week_start_date=${day}/${name}.parquet`;
const rowsAt = async (key: string) => (await readBytes(lake.bytes(key))).rows;

describe('loadUsageFiles', () => {
  it('reads each format by the end of the name and puts the rows of each day under the name', async () => {
    const paths = [
      await csv('a.csv', '', '', TUESDAY),
      await file('a.JSONL', '{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5}'),
      await file('a.parquet', lakeParquet([row()])),
      await file('none.jsonl', ''),
    ];

    expect(await loadUsageFiles(lake, paths, MONDAY)).toEqual([
      { name: 'a.csv', rows: 3, replaced: null },
      { name: 'a.JSONL', rows: 1, replaced: null },
      { name: 'a.parquet', rows: 1, replaced: null },
      { name: 'none.jsonl', rows: 0, replaced: null },
    ]);
    const names = ['a.JSONL', 'a.csv', 'a.parquet'];
    expect(lake.keys).toEqual([...names.map((name) => keyOf(MONDAY, name)), keyOf(TUESDAY, 'a.csv')]);
    expect(await rowsAt(keyOf(MONDAY, 'a.csv'))).toEqual([row(), row()]);
    expect(await rowsAt(keyOf(TUESDAY, 'a.csv'))).toEqual([row()]);
  });

  it('lists the faults of all files, up to 20 of each and how many more there are', async () => {
    const bad = await file('a.csv', `${HEADER}\n${'E1,cursor,1,abc\n'.repeat(30)}`);
    const jsonl = await file('a.jsonl', '{"employee_id":"E1","total_tokens":1.5,"cost_usd":1}');
    const good = await file('b.csv', `${HEADER}\n${LINE}`);
    const broken = await file('c.parquet', 'no Parquet');

    const { faults, message } = await faultsOf(bad, jsonl, good, broken);
    expect(faults.map((fault) => fault.file)).toEqual([...Array(21).fill(bad), jsonl, broken]);
    const lines = message.split('\n');
    expect(lines.at(0)).toMatch(`${bad}, line 2, cost_usd: "abc" is not a decimal`);
    expect(lines.at(20)).toBe(`${bad}: 10 more faults`);
    expect(lines.at(-1)).toMatch(`${broken}: the file cannot be read as Parquet`);
  });

  it('names the row of a Parquet file', async () => {
    const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
    const names = ['employee_id', 'total_tokens', 'cost_usd'];
    const path = await file('a.parquet', parquet(...names.map((name) => column(name, text, '1', 'one'))));
    expect((await faultsOf(path)).message.split('\n')).toEqual([
      expect.stringContaining(`${path}, row 2, total_tokens: "one" is not`),
      expect.stringContaining(`${path}, row 2, cost_usd: "one" is not`),
    ]);
  });

  it.each([
    ['another end of the name', 'a.xlsx', '', /the name must end in .csv, .jsonl, .parquet/],
    ['bytes that are no text', 'a.jsonl', Uint8Array.of(0x7b, 0x22, 0xc3, 0x28), /not UTF-8: save it as UTF-8/],
    ['a character cut off at the end', 'a.csv', Uint8Array.of(0x61, 0x62, 0x63, 0x64, 0xc3), /not UTF-8/],
  ])('refuses %s', async (_what, name, content, message) => {
    const path = await file(name, content);
    const { faults } = await faultsOf(path);
    expect(faults).toEqual([{ file: path, line: null, field: null, message: expect.stringMatching(message) }]);
  });

  it('refuses a file that is not there, and a folder', async () => {
    expect((await faultsOf(join(folder, 'gone.csv'))).message).toMatch(/cannot be opened: ENOENT/);
    await mkdir(join(folder, 'a.csv'));
    expect((await faultsOf(join(folder, 'a.csv'))).message).toMatch(/cannot be opened: it is a folder/);
  });

  it('shows the names of files and values of others escaped', async () => {
    const path = await file('a\u001b[2J.csv', `${HEADER}\nE1,c,1,\u009b1\u202e\n`);
    const { message } = await faultsOf(path);
    expect(message).toContain('a\\u001b[2J.csv, line 2, cost_usd: "\\u009b1\\u202e" is not');
  });

  it('refuses two files of one name, since the second would replace the first', async () => {
    await mkdir(join(folder, 'sub'));
    const paths = [await file('a.csv', `${HEADER}\n`), await file(join('sub', 'a.csv'), `${HEADER}\n`)];
    expect((await faultsOf(...paths)).message).toBe(`${paths[1]}: another file has the same name`);
  });

  it('ends in the same state when done again', async () => {
    const path = await csv('a.csv', MONDAY, TUESDAY);
    await loadUsageFiles(lake, [path], MONDAY);
    const before = lake.keys.map((key) => lake.bytes(key));
    await loadUsageFiles(lake, [path], MONDAY);
    expect(lake.keys.map((key) => lake.bytes(key))).toEqual(before);
  });

  it('replaces a file of the same name in every day of the week and nothing else, and tells what it replaced', async () => {
    const nextMonday = keyOf('2026-11-23', 'a.csv');
    lake.putBytes(nextMonday, new Uint8Array());
    await loadUsageFiles(lake, [await csv('a.csv', MONDAY, TUESDAY), await csv('b.csv', TUESDAY)], MONDAY);

    const loaded = await loadUsageFiles(lake, [await file('a.csv', `${HEADER}\nE9,c,1,1\n`)], MONDAY);

    expect(loaded).toEqual([{ name: 'a.csv', rows: 1, replaced: { rows: 2 } }]);
    expect(lake.keys).toEqual([keyOf(MONDAY, 'a.csv'), keyOf(TUESDAY, 'b.csv'), nextMonday]);
    expect(await rowsAt(keyOf(MONDAY, 'a.csv'))).toMatchObject([{ employee_id: 'E9' }]);
  });

  it('replaces by nothing where the file has no rows', async () => {
    await loadUsageFiles(lake, [await csv('a.csv', MONDAY, TUESDAY)], MONDAY);
    const loaded = await loadUsageFiles(lake, [await csv('a.csv')], MONDAY);
    expect(loaded).toEqual([{ name: 'a.csv', rows: 0, replaced: { rows: 2 } }]);
    expect(lake.keys).toEqual([]);
  });

  it('replaces what it cannot count', async () => {
    lake.putBytes(keyOf(MONDAY, 'a.csv'), new TextEncoder().encode('no Parquet at all'));
    expect(await loadUsageFiles(lake, [await csv('a.csv', MONDAY)], MONDAY)).toEqual([
      { name: 'a.csv', rows: 1, replaced: { rows: null } },
    ]);
  });

  it('keeps names apart that differ only in unsafe characters, and none is hidden from a query', async () => {
    const names = ['a b.csv', 'a-b.csv', 'a+b.csv', '_a.csv', '.a.csv', 'é.csv', `${'x'.repeat(250)}.csv`];
    await loadUsageFiles(lake, await Promise.all(names.map((name) => csv(name, MONDAY))), MONDAY);
    expect(lake.keys).toHaveLength(names.length);
    for (const key of lake.keys) {
      expect(key).toMatch(/^ai_usage_weekly\/week_start_date=2026-11-16\/[A-Za-z0-9][A-Za-z0-9._-]{0,210}\.parquet$/);
    }
  });

  it('leaves no local file behind', async () => {
    const own = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`tokenledger-usage-${process.pid}-`));
    await loadUsageFiles(lake, [await csv('a.csv', MONDAY)], MONDAY);
    await expect(loadUsageFiles(lake, [await file('b.csv', 'nothing')], MONDAY)).rejects.toThrow(UsageFileError);
    expect(await own()).toEqual([]);
  });
});
