import { linkSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findFiles, ImportPathError } from '../../../../adapters/providers/log-files/find-files.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'logs-')));
  for (const folder of ['logs/b/deep', 'logs/a', 'other']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    'logs/b/2.jsonl',
    'logs/b/1.JSONL',
    'logs/b/deep/3.jsonl',
    'logs/a/9.jsonl',
    'logs/a/notes.txt',
    'logs/z.jsonl',
    'other/o.jsonl',
  ]) {
    writeFileSync(join(root, file), 'four');
  }
});

function find(paths: readonly string[], filesMax?: number) {
  const found = findFiles(
    paths.map((path) => join(root, path)),
    { endings: ['.jsonl'], ...(filesMax !== undefined && { filesMax }) },
  );
  const within = (path: string) => path.slice(root.length + 1);
  return {
    files: found.files.map(within),
    bytes: found.bytes,
    skipped: found.skipped.map(({ file, reason }) => `${within(file)}: ${reason}`),
  };
}

describe('files of paths', () => {
  it('are those of the wanted ending, folder by folder in order', () => {
    expect(find(['logs'])).toEqual({
      files: ['logs/z.jsonl', 'logs/a/9.jsonl', 'logs/b/1.JSONL', 'logs/b/2.jsonl', 'logs/b/deep/3.jsonl'],
      bytes: 20,
      skipped: [],
    });
  });

  it('are taken whatever their name where they are named themselves', () => {
    expect(find(['logs/a/notes.txt']).files).toEqual(['logs/a/notes.txt']);
  });

  it('are there once, however they are reached', () => {
    linkSync(join(root, 'logs/z.jsonl'), join(root, 'logs/zz.jsonl'));
    symlinkSync(join(root, 'logs/a'), join(root, 'logs/b/again'));
    symlinkSync(join(root, 'logs'), join(root, 'logs/b/loop'));
    symlinkSync(join(root, 'logs'), join(root, 'named'));
    const { files, skipped } = find(['logs', 'logs/b/2.jsonl', 'logs/a', 'named']);

    expect(files).toEqual(find(['logs']).files);
    expect(files).toHaveLength(5);
    expect(skipped).toEqual([]);
  });

  it('do not lie where a link leads out of the folder, which is told', () => {
    symlinkSync(join(root, 'other'), join(root, 'logs/out'));
    symlinkSync(join(root, 'other/o.jsonl'), join(root, 'logs/a/out.jsonl'));
    symlinkSync(join(root, 'nowhere'), join(root, 'logs/b/dead.jsonl'));
    mkdirSync(join(root, 'logs-and-more'));
    symlinkSync(join(root, 'logs-and-more'), join(root, 'logs/b/near'));
    const { files, skipped } = find(['logs']);

    expect(files).toHaveLength(5);
    expect(skipped).toEqual([
      'logs/out: the symbolic link leads out of the folder',
      'logs/a/out.jsonl: the symbolic link leads out of the folder',
      'logs/b/dead.jsonl: the symbolic link leads nowhere',
      'logs/b/near: the symbolic link leads out of the folder',
    ]);
  });

  it('are refused where there are too many, or a path is not there', () => {
    expect(find(['logs'], 5).files).toHaveLength(5);
    expect(() => find(['logs'], 4)).toThrow(/^there are more than 4 files, up to .*3\.jsonl: name smaller folders$/);
    expect(() => find(['logs', 'gone'])).toThrow(ImportPathError);
    expect(() => find(['gone'])).toThrow(/gone cannot be read: ENOENT$/);
  });
});
