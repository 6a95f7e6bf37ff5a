import type { Mapping } from './mapping.ts';

/** Checked mappings by the hash of their content; one of them holds. */
export interface MappingStore {
  /** @returns its hash */
  put(mapping: Mapping): Promise<string>;
  /** @throws Error where there is none of that hash */
  get(hash: string): Promise<Mapping>;
}

/** Which mapping holds. */
export interface CurrentMapping {
  /** Null before the first one. */
  read(): Promise<string | null>;
  /** The next sync applies it. */
  set(hash: string): Promise<void>;
}

/** What holds before any mapping was put: weeks that are imported in the core's terms need none. */
export const NO_MAPPING: Mapping = { people: [], cwos: [], workItems: [], plans: null, holidays: [], leave: null };
