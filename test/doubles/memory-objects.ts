import type { RunStore } from '../../core/runs/run-store.ts';

/** Objects between the steps, kept as they are: thousands of histories need not write them as text. */
export class MemoryObjects implements RunStore {
  readonly #values = new Map<string, unknown>();

  async putHashed(prefix: string, value: unknown): Promise<string> {
    const key = `${prefix}-${this.#values.size}.json`;
    await this.put(key, value);
    return key;
  }

  async put(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
  }

  async get<T>(key: string): Promise<T> {
    const value = await this.find<T>(key);
    if (value === null) throw new Error(`no object ${key}`);
    return value;
  }

  async find<T>(key: string): Promise<T | null> {
    return (this.#values.get(key) as T | undefined) ?? null;
  }

  names(pattern: RegExp): string[] {
    return [...this.#values.keys()].filter((key) => pattern.test(key));
  }

  /** Forgets all, as a lifecycle rule does in time. */
  expire(): void {
    this.#values.clear();
  }
}
