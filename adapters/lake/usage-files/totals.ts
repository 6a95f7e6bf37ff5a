import { z } from 'zod';

/** What one object of the lake holds. */
export interface UsageTotals {
  readonly rows: number;
  /** Of the rows that report them. */
  readonly tokens: bigint;
  /** In 1/1,000,000 USD, of the rows that have a cost. */
  readonly costUsd6: bigint;
}

/** Key in a Parquet footer under which the loader leaves what it knows of the file. */
export const TOTALS_KEY = 'tokenledger.usage';

const WHOLE = z
  .string()
  .regex(/^-?\d{1,30}$/)
  .transform(BigInt);
const NOTE = z.object({ file: z.string(), tokens: WHOLE, costUsd6: WHOLE });

/** The file's own name and the totals, but for the rows, which any footer has. */
export function totalsText(file: string, { tokens, costUsd6 }: UsageTotals): string {
  return JSON.stringify({ file, tokens: tokens.toString(), costUsd6: costUsd6.toString() });
}

/** What the loader left in a footer; null where another writer made the object. */
export function readTotalsText(text: string | undefined): z.infer<typeof NOTE> | null {
  try {
    return NOTE.parse(JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}
