import { readFile } from 'node:fs/promises';
import type { LakeFiles } from '../../adapters/lake/usage-files/lake-files.ts';
import type { StoredObject } from '../../adapters/s3/list-keys.ts';

/** The lake's bucket in memory; each put is a minute after the one before. */
export class MemoryLake implements LakeFiles {
  readonly objects = new Map<string, { readonly bytes: Uint8Array; readonly modifiedAt: string }>();
  #puts = 0;

  async put(key: string, path: string): Promise<void> {
    this.putBytes(key, await readFile(path));
  }

  putBytes(key: string, bytes: Uint8Array): void {
    const modifiedAt = new Date(Date.UTC(2026, 10, 23, 8, this.#puts)).toISOString();
    this.#puts += 1;
    this.objects.set(key, { bytes, modifiedAt });
  }

  async list(prefix: string): Promise<StoredObject[]> {
    const found = this.keys.filter((key) => key.startsWith(prefix));
    return found.map((key) => ({
      key,
      bytes: this.bytes(key).length,
      modifiedAt: this.objects.get(key)?.modifiedAt ?? '',
    }));
  }

  async read(key: string, start: number, end: number): Promise<ArrayBuffer> {
    return new Uint8Array(this.bytes(key).subarray(start, end)).buffer;
  }

  async delete(key: string): Promise<void> {
    this.objects.delete(key);
  }

  bytes(key: string): Uint8Array {
    return this.objects.get(key)?.bytes ?? new Uint8Array();
  }

  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }
}
