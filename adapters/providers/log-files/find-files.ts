import { type BigIntStats, type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SkippedRecord } from '../../../core/collection/usage-import.ts';
import { errorCode } from './error-code.ts';

/** More are no logs of one person's machines, but a wrong folder. */
const FILES_MAX = 200_000;

/** A path that was named cannot be imported; the message says which and why. */
export class ImportPathError extends Error {
  override readonly name = 'ImportPathError';
}

export interface FoundFiles {
  /** In the order of their folders, each of them sorted; a file that is reached twice is there once. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** Links that are not followed, folders that cannot be read. */
  readonly skipped: readonly SkippedRecord[];
}

interface FindOptions {
  /** Of files in folders, as `.jsonl`; a file that is named itself is taken whatever its name. */
  readonly endings: readonly string[];
  readonly filesMax?: number;
}

/**
 * The files of the paths, each a file or a folder with all below it. Symbolic links in folders are not followed: one
 * that leads out of its folder is told, one that stays in it leads to what is found anyway.
 * @throws ImportPathError where a path is not there, or has too many files
 */
export function findFiles(paths: readonly string[], options: FindOptions): FoundFiles {
  const search = new Search(options);
  for (const path of paths) search.addPath(path);
  return search;
}

class Search implements FoundFiles {
  readonly files: string[] = [];
  readonly skipped: SkippedRecord[] = [];
  bytes = 0;
  readonly #options: FindOptions;
  /** By device and number, so that a second name of a file is known. */
  readonly #known = new Set<string>();

  constructor(options: FindOptions) {
    this.#options = options;
  }

  addPath(path: string): void {
    let real: string;
    let stats: BigIntStats;
    try {
      real = realpathSync(path);
      stats = statSync(real, { bigint: true });
    } catch (error) {
      throw new ImportPathError(`${path} cannot be read: ${errorCode(error)}`, { cause: error });
    }
    if (stats.isDirectory()) this.#addFolder(real);
    else if (stats.isFile()) this.#addFile(real, stats);
    else throw new ImportPathError(`${path} is neither a file nor a folder`);
  }

  #addFolder(root: string): void {
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const below: string[] = [];
      for (const entry of this.#entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (entry.isSymbolicLink()) this.#tellLink(path, root);
        else if (entry.isDirectory()) below.push(path);
        else if (entry.isFile() && this.#isWanted(entry.name)) this.#addFile(path);
      }
      folders.push(...below.reverse());
    }
  }

  #entriesOf(folder: string): Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.#skip(folder, `the folder cannot be read: ${errorCode(error)}`);
      return [];
    }
  }

  #isWanted(name: string): boolean {
    return this.#options.endings.some((ending) => name.toLowerCase().endsWith(ending));
  }

  #addFile(path: string, stats = lstatSync(path, { bigint: true })): void {
    const key = `${stats.dev}:${stats.ino}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const { filesMax = FILES_MAX } = this.#options;
    if (this.files.length >= filesMax) {
      throw new ImportPathError(`there are more than ${filesMax} files, up to ${path}: name smaller folders`);
    }
    this.files.push(path);
    this.bytes += Number(stats.size);
  }

  #tellLink(path: string, root: string): void {
    try {
      const target = realpathSync(path);
      if (target === root || target.startsWith(root.endsWith(sep) ? root : root + sep)) return;
      this.#skip(path, 'the symbolic link leads out of the folder');
    } catch {
      this.#skip(path, 'the symbolic link leads nowhere');
    }
  }

  #skip(file: string, reason: string): void {
    this.skipped.push({ kind: 'SKIPPED', file, line: null, reason });
  }
}
