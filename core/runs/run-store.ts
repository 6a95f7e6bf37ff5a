/** Objects between the steps, by exact key. */
export interface RunStore {
  /** @returns the key, which is the prefix, the content's hash and `.json` */
  putHashed(prefix: string, value: unknown): Promise<string>;
  put(key: string, value: unknown): Promise<void>;
  /** @throws where there is no such object, or its content is not what its key says */
  get<T>(key: string): Promise<T>;
  /** Null where there is no such object. */
  find<T>(key: string): Promise<T | null>;
}
