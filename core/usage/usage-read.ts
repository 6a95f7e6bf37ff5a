import { type Amount, ZERO_AMOUNT } from '../values/money.ts';

/** Usage rows that were set aside before the batches were made. */
export interface SetAsideRows {
  readonly rows: number;
  readonly amount: Amount;
}

/** What *plan batches* read, against which the run is reconciled. */
export interface UsageRead {
  /** Rounded weekly amounts and what was set aside. */
  readonly usage: Amount;
  /** What `usage` exceeds the exact sum by. */
  readonly roundingUsd6: bigint;
  readonly employees: number;
  readonly rowsWithoutTokens: number;
  readonly setAside: SetAsideRows;
}

export const NO_USAGE_READ: UsageRead = {
  usage: ZERO_AMOUNT,
  roundingUsd6: 0n,
  employees: 0,
  rowsWithoutTokens: 0,
  setAside: { rows: 0, amount: ZERO_AMOUNT },
};
