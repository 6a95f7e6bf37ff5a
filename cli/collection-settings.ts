import type { ContractRate } from '../core/collection/contract-rates.ts';

/** What the configuration says of the collection of usage. */
export interface CollectionSettings {
  readonly timeZone: string;
  readonly sources: readonly {
    readonly source: string;
    readonly role: string;
    /** Null where nobody says it. */
    readonly tool: string | null;
    readonly pull?: { readonly windowDays: number };
  }[];
  readonly contractRates: readonly ContractRate[];
}
