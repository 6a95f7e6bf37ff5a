import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadUsageFiles } from '../../../../adapters/lake/usage-files/load.ts';
import { visibleText } from '../../../../core/values/visible-text.ts';
import { MemoryLake } from '../../../doubles/memory-lake.ts';
import { MONDAY, readBytes } from './support.ts';

const FIELD = fileURLToPath(new URL('../../../worlds/field', import.meta.url));

let folder: string;
let lake: MemoryLake;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'field-'));
  lake = new MemoryLake();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Loads a file of the field under the name that its user gave it. */
function load(file: string, name = file) {
  const path = join(folder, name);
  copyFileSync(join(FIELD, file), path);
  return loadUsageFiles(lake, [path], MONDAY);
}

describe('a file from the field that is refused, with what was found in it,', () => {
  it.each([
    ['f01-tokens-under-another-name.jsonl', 'total_tokens: the field is missing in every line'],
    ['f01-tokens-under-another-name.jsonl', 'the fields found are "employee_id", "source", "tokens", "cost_usd"'],
    ['f02-key-twice.jsonl', 'line 1, cost_usd: the field is there more than once'],
    ['f06-header-case.csv', '"Total_Tokens" must be written "total_tokens"'],
    ['f06-header-case.csv', '"Employee_ID,Source,Total_Tokens,Cost_USD": write the names in small letters'],
    [
      'f06-header-semicolon.csv',
      '"employee_id;source;total_tokens;cost_usd": separate fields by commas, and write decimals with a point',
    ],
    ['f06-header-space.csv', '" total_tokens" must be written "total_tokens"'],
  ])('is %s: %s', async (file, message) => {
    await expect(load(file)).rejects.toThrow(message);
    expect(lake.keys).toEqual([]);
  });
});

describe('a file from the field that is taken', () => {
  it('is one with LZ4 blocks that hold nothing', async () => {
    expect(await load('f03-lz4-empty-column.parquet')).toMatchObject([{ rows: 2, replaced: null }]);
  });

  it('is one with ids that hold escapes, which are shown escaped', async () => {
    await load('f05-escape-in-id.csv');

    const { rows } = await readBytes(lake.bytes(lake.keys[0] as string));
    expect(rows.map(({ employee_id: id }) => visibleText(id ?? ''))).toEqual([
      '\\u001b[2J\\u001b[1;1HE1',
      '\\u001b]0;title\\u0007E2',
    ]);
  });

  it('says what it replaces where another had its name', async () => {
    await load('f11-first-data_0.csv', 'data_0.csv');

    const [second] = await load('f11-second-data_0.csv', 'data_0.csv');

    expect(second).toEqual({ name: basename('data_0.csv'), rows: 1, replaced: { rows: 2 } });
  });
});
