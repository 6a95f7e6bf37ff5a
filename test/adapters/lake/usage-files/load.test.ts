import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageFileError } from '../../../../adapters/lake/usage-files/faults.ts';
import type { ObjectStore, UsageFile } from '../../../../adapters/lake/usage-files/load.ts';
import { readUsageFiles, storeUsageFiles } from '../../../../adapters/lake/usage-files/load.ts';
import { readParquet } from '../../../../adapters/lake/usage-files/read-parquet.ts';
import type { UsageRow } from '../../../../adapters/lake/usage-files/rows.ts';
import { writeParquet } from '../../../../adapters/lake/usage-files/write-parquet.ts';
import { column, MONDAY, parquet, read, row, TUESDAY } from './support.ts';

const HEADER = 'employee_id,source,total_tokens,cost_usd';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usage-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function faultsOf(...paths: string[]) {
  const error = await readUsageFiles(paths, MONDAY).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageFileError);
  return error as UsageFileError;
}

describe('readUsageFiles', () => {
  it('reads each format by the end of the name and groups rows by day', async () => {
    const paths = [
      await file('a.csv', `\ufeff${HEADER},week_start_date\nE1,cursor,1000,12.5,\nE1,cursor,1000,12.5,${TUESDAY}\n`),
      await file('a.JSONL', '{"employee_id":"E1","source":"cursor","total_tokens":1000,"cost_usd":12.5}'),
      await file('a.parquet', writeParquet([row()])),
      await file('none.jsonl', ''),
    ];

    const monday = { weekStartDate: MONDAY, rows: [row()] };
    const tuesday = { weekStartDate: TUESDAY, rows: [row({ week_start_date: TUESDAY })] };
    expect(await readUsageFiles(paths, MONDAY)).toEqual([
      { name: 'a.csv', partitions: [monday, tuesday] },
      { name: 'a.JSONL', partitions: [monday] },
      { name: 'a.parquet', partitions: [monday] },
      { name: 'none.jsonl', partitions: [] },
    ]);
  });

  it('lists the faults of all files, up to 20 of each', async () => {
    const csv = await file('a.csv', `${HEADER}\n${'E1,cursor,1,abc\n'.repeat(30)}`);
    const jsonl = await file('a.jsonl', '{"employee_id":"E1","total_tokens":1.5,"cost_usd":1}');
    const good = await file('b.csv', `${HEADER}\nE1,cursor,1,1\n`);
    const broken = await file('c.parquet', 'no Parquet');

    const { faults, message } = await faultsOf(csv, jsonl, good, broken);
    expect(faults.map((fault) => fault.file)).toEqual([...Array(20).fill(csv), jsonl, broken]);
    expect(message.split('\n').at(0)).toMatch(`${csv}, line 2, cost_usd: "abc" is not a decimal`);
    expect(message.split('\n').at(-1)).toMatch(`${broken}: the file cannot be read as Parquet`);
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
    ['UTF-16', 'a.csv', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), /not UTF-8/],
    ['bytes that are no text', 'a.jsonl', Uint8Array.of(0xc3, 0x28), /not UTF-8/],
  ])('refuses %s', async (_what, name, content, message) => {
    const path = await file(name, content);
    const { faults } = await faultsOf(path);
    expect(faults).toEqual([{ file: path, line: null, field: null, message: expect.stringMatching(message) }]);
  });

  it('refuses a file that is not there', async () => {
    expect((await faultsOf(join(folder, 'gone.csv'))).message).toMatch(/cannot be opened: ENOENT/);
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
});

class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.objects.set(key, bytes);
  }

  async list(prefix: string): Promise<string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }

  async delete(key: string): Promise<void> {
    this.objects.delete(key);
  }

  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }
}

function usageFile(name: string, ...rows: UsageRow[]): UsageFile {
  const byDay = Map.groupBy(rows, (each) => each.week_start_date);
  return { name, partitions: Array.from(byDay, ([weekStartDate, ofDay]) => ({ weekStartDate, rows: ofDay })) };
}

const onTuesday = row({ week_start_date: TUESDAY });
const keyOf = (day: string, name: string) => `ai_usage_weekly/week_start_date=${day}/${name}.parquet`;

describe('storeUsageFiles', () => {
  it('writes one object per file and day and counts what it wrote', async () => {
    const store = new MemoryStore();
    const files = [usageFile('a.csv', row(), row(), onTuesday), usageFile('a.jsonl', row())];

    const counts = await storeUsageFiles(store, files, MONDAY);

    expect(store.keys).toEqual([keyOf(MONDAY, 'a.csv'), keyOf(MONDAY, 'a.jsonl'), keyOf(TUESDAY, 'a.csv')]);
    const bytes = [...store.objects.values()].reduce((sum, each) => sum + each.length, 0);
    expect(counts).toEqual({ files: 2, rows: 4, bytes });
    const stored = store.objects.get(keyOf(MONDAY, 'a.csv')) ?? new Uint8Array();
    expect(await read(readParquet, stored)).toMatchObject({ rows: [row(), row()], faults: [] });
  });

  it('ends in the same state when done again', async () => {
    const store = new MemoryStore();
    const files = [usageFile('a.csv', row(), onTuesday)];
    await storeUsageFiles(store, files, MONDAY);
    const before = new Map(store.objects);
    await storeUsageFiles(store, files, MONDAY);
    expect(store.objects).toEqual(before);
  });

  it('replaces a file of the same name in every day of the week, and nothing else', async () => {
    const store = new MemoryStore();
    const nextMonday = keyOf('2026-11-23', 'a.csv');
    await store.put(nextMonday, new Uint8Array());
    await storeUsageFiles(store, [usageFile('a.csv', row(), onTuesday), usageFile('b.csv', onTuesday)], MONDAY);

    await storeUsageFiles(store, [usageFile('a.csv', row({ cost_usd: 1n }))], MONDAY);

    expect(store.keys).toEqual([keyOf(MONDAY, 'a.csv'), keyOf(TUESDAY, 'b.csv'), nextMonday]);
    const stored = store.objects.get(keyOf(MONDAY, 'a.csv')) ?? new Uint8Array();
    expect((await read(readParquet, stored)).rows).toEqual([row({ cost_usd: 1n })]);
  });

  it('replaces by nothing where the file has no rows', async () => {
    const store = new MemoryStore();
    await storeUsageFiles(store, [usageFile('a.csv', row(), onTuesday)], MONDAY);
    expect(await storeUsageFiles(store, [usageFile('a.csv')], MONDAY)).toEqual({ files: 1, rows: 0, bytes: 0 });
    expect(store.keys).toEqual([]);
  });

  it('keeps names apart that differ only in unsafe characters, and none is hidden from a query', async () => {
    const store = new MemoryStore();
    const names = ['a b.csv', 'a-b.csv', 'a+b.csv', '_a.csv', '.a.csv', 'é.csv', `${'x'.repeat(250)}.csv`];
    await storeUsageFiles(
      store,
      names.map((name) => usageFile(name, row())),
      MONDAY,
    );
    expect(store.keys).toHaveLength(names.length);
    for (const key of store.keys) {
      expect(key).toMatch(/^ai_usage_weekly\/week_start_date=2026-11-16\/[A-Za-z0-9][A-Za-z0-9._-]{0,210}\.parquet$/);
    }
  });
});
