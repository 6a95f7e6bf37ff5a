/** Who was erased: the name that stands for them in all that is published from then on, by employee id. */
export type Pseudonyms = ReadonlyMap<string, string>;

/** The name that stands for somebody, and on whose word. */
export interface Pseudonym {
  readonly pseudonym: string;
  readonly by: string;
  /** ISO instant. */
  readonly at: string;
}

export interface PseudonymStore {
  list(): Promise<Pseudonyms>;
}

export interface PseudonymKeeper {
  /** Keeps it where the person has none yet. @returns the one that stands, for ever */
  keep(employeeId: string, pseudonym: Pseudonym): Promise<Pseudonym>;
}
