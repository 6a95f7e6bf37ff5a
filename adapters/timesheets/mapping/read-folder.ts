import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MAPPING_FILE_NAMES } from './files.ts';
import { type MappingFiles, MappingFilesError } from './read-mapping.ts';

const FILE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * The texts of a mapping's folder. A CSV file of another name is a fault: what stands in a misspelt one would be lost.
 * @throws MappingFilesError
 */
export async function readFolder(folder: string): Promise<MappingFiles> {
  const faults: string[] = [];
  const names = await listFiles(folder);
  const known: readonly string[] = MAPPING_FILE_NAMES;
  const strange = names.filter((name) => name.toLowerCase().endsWith('.csv') && !known.includes(name));
  faults.push(...strange.map((name) => `${name}: is none of ${known.join(', ')}`));
  const texts: [string, string][] = [];
  for (const name of known.filter((one) => names.includes(one))) {
    const text = await readText(join(folder, name));
    if ('fault' in text) faults.push(`${name}: ${text.fault}`);
    else texts.push([name, text.text]);
  }
  if (faults.length > 0) throw new MappingFilesError(faults);
  return Object.fromEntries(texts);
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw new MappingFilesError([`${folder} cannot be read: ${(error as Error).message}`]);
  }
}

async function readText(file: string): Promise<{ readonly text: string } | { readonly fault: string }> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX) return { fault: `has ${size} bytes; at most ${FILE_BYTES_MAX} are read` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) };
  } catch (error) {
    return { fault: error instanceof TypeError ? 'is not UTF-8' : `cannot be read: ${(error as Error).message}` };
  }
}
