import { fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { loadUsageFiles } from '../adapters/lake/usage-files/load.ts';

/**
 * Loads a file of each format and of the given size into a lake that keeps nothing, each in a process of its own, and
 * tells the most memory that the process took: `node bench/usage-load.ts [megabytes]`.
 */
const MONDAY = '2026-11-16';
const MEGABYTE = 1024 * 1024;
const MEMORY_MAX_MB = 512;
const GROUP_ROWS = 1024 * 1024;
const [argument = '500'] = process.argv.slice(2);

if (process.send) await loadOne(argument);
else await loadAll(Number(argument) * MEGABYTE);

async function loadAll(bytes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-bench-'));
  try {
    for (const write of [writeCsv, writeJsonl, writeParquet]) {
      const path = await write(folder, bytes);
      const { size } = await stat(path);
      const { rows, maxRssMb, seconds } = await inOwnProcess(path);
      const verdict = maxRssMb < MEMORY_MAX_MB ? 'ok' : 'TOO MUCH';
      console.log(
        `${path.split('.').at(-1)}: ${Math.round(size / MEGABYTE)} MB, ${rows} rows, ${seconds} s, at most ${maxRssMb} MB of memory: ${verdict}`,
      );
      if (maxRssMb >= MEMORY_MAX_MB) process.exitCode = 1;
      await rm(path);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Measured {
  readonly rows: number;
  readonly maxRssMb: number;
  readonly seconds: number;
}

function inOwnProcess(path: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [path]);
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('exit', (code) => reject(new Error(`the load of ${path} ended with ${code}`)));
  });
}

async function loadOne(path: string): Promise<void> {
  const started = performance.now();
  const keepsNothing = {
    put: async () => {},
    list: async () => [],
    delete: async () => {},
    read: async () => new ArrayBuffer(),
  };
  const loaded = await loadUsageFiles(keepsNothing, [path], MONDAY);
  const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const seconds = Math.round((performance.now() - started) / 1000);
  process.send?.({ rows: loaded[0]?.rows ?? 0, maxRssMb, seconds } satisfies Measured);
  process.disconnect();
}

/** Ids of 36 characters, all different, so that no dictionary makes a file small. */
function idOf(row: number): string {
  return `E-${(row * 2_654_435_761).toString(36).padStart(34, '0')}`;
}

function writeCsv(folder: string, bytes: number): Promise<string> {
  const lineOf = (row: number) => `${idOf(row)},claude_code,${row * 7919},${row % 1000}.${row % 7}5\n`;
  return writeLines(join(folder, 'usage.csv'), bytes, { head: 'employee_id,source,total_tokens,cost_usd\n', lineOf });
}

function writeJsonl(folder: string, bytes: number): Promise<string> {
  const lineOf = (row: number) =>
    `{"employee_id":"${idOf(row)}","source":"cursor","total_tokens":${row * 7919},"cost_usd":${row % 1000}.${row % 7}5}\n`;
  return writeLines(join(folder, 'usage.jsonl'), bytes, { head: '', lineOf });
}

async function writeLines(
  path: string,
  bytes: number,
  { head, lineOf }: { readonly head: string; readonly lineOf: (row: number) => string },
): Promise<string> {
  const blocks = function* () {
    yield head;
    for (let written = head.length, row = 0; written < bytes; row += 1000) {
      const block = Array.from({ length: 1000 }, (_, index) => lineOf(row + index)).join('');
      written += block.length;
      yield block;
    }
  };
  await pipeline(Readable.from(blocks()), createWriteStream(path));
  return path;
}

/** In row groups as large as common writers make them. */
async function writeParquet(folder: string, bytes: number): Promise<string> {
  const path = join(folder, 'usage.parquet');
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
  const schema = [
    { name: 'root', num_children: 4 },
    { name: 'employee_id', ...text },
    { name: 'source', ...text },
    { name: 'total_tokens', type: 'INT64' as const, repetition_type: 'OPTIONAL' as const },
    { name: 'cost_usd', type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const },
  ];
  const writer = fileWriter(path);
  const parquet = new ParquetWriter({ writer, schema, codec: 'SNAPPY' });
  for (let row = 0; writer.offset < bytes; row += GROUP_ROWS) {
    const column = <T>(of: (row: number) => T) => Array.from({ length: GROUP_ROWS }, (_, index) => of(row + index));
    const columnData = [
      { name: 'employee_id', data: column(idOf) },
      { name: 'source', data: column(() => 'cursor') },
      { name: 'total_tokens', data: column((one) => BigInt(one * 7919)) },
      { name: 'cost_usd', data: column((one) => (one % 1000) + (one % 64) / 64) },
    ];
    parquet.write({ columnData, rowGroupSize: GROUP_ROWS });
  }
  parquet.finish();
  return path;
}
