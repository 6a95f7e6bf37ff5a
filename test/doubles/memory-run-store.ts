import { sha256 } from '../../adapters/system/hash.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';

/** Objects as text, as they would rest. */
export class MemoryRunStore implements RunStore {
  readonly texts = new Map<string, string>();

  /** @param values by key */
  static of(values: Readonly<Record<string, unknown>>): MemoryRunStore {
    const store = new MemoryRunStore();
    for (const [key, value] of Object.entries(values)) store.texts.set(key, encodeJson(value));
    return store;
  }

  async putHashed(prefix: string, value: unknown): Promise<string> {
    const key = `${prefix}-${sha256(encodeJson(value))}.json`;
    await this.put(key, value);
    return key;
  }

  async put(key: string, value: unknown): Promise<void> {
    this.texts.set(key, encodeJson(value));
  }

  async get<T>(key: string): Promise<T> {
    const value = await this.find<T>(key);
    if (value === null) throw new Error(`no object ${key}`);
    return value;
  }

  async find<T>(key: string): Promise<T | null> {
    const text = this.texts.get(key);
    return text === undefined ? null : decodeJson<T>(text);
  }

  /** The keys below a prefix, ascending. */
  keys(prefix: string): string[] {
    return [...this.texts.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}
