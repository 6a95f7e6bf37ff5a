/** Who was erased: the name that stands for them in all that is published from then on, by employee id. */
export type Pseudonyms = ReadonlyMap<string, string>;

export interface PseudonymStore {
  list(): Promise<Pseudonyms>;
}
