import type { AthenaClient } from '@aws-sdk/client-athena';

/** A row of an answer, null where a cell is. */
export type Cells = readonly (string | null)[];

/** Athena that answers every query with the same pages, the first of which begins with the names of the columns. */
export class MemoryAthena {
  /** Those that were asked, with where. */
  readonly asked: { readonly QueryString: string; readonly WorkGroup: string }[] = [];
  readonly #pages: readonly (readonly Cells[])[];

  constructor(columns: readonly string[], first: readonly Cells[], ...more: readonly (readonly Cells[])[]) {
    this.#pages = [[columns, ...first], ...more];
  }

  /** What the adapters take for a client. */
  get client(): AthenaClient {
    return this as unknown as AthenaClient;
  }

  get statements(): string[] {
    return this.asked.map(({ QueryString }) => QueryString);
  }

  // biome-ignore lint/suspicious/noExplicitAny: requests of three commands, each read where it is answered
  async send(command: { readonly input: any }): Promise<object> {
    switch (command.constructor.name) {
      case 'StartQueryExecutionCommand':
        this.asked.push(command.input);
        return { QueryExecutionId: `query-${this.asked.length}` };
      case 'GetQueryExecutionCommand':
        return { QueryExecution: { Status: { State: 'SUCCEEDED' } } };
      case 'GetQueryResultsCommand':
        return this.#page(Number(command.input.NextToken ?? 0));
      default:
        throw new Error(`Athena in memory knows no ${command.constructor.name}`);
    }
  }

  #page(number: number): object {
    const Rows = (this.#pages[number] ?? []).map((cells) => ({
      Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
    }));
    const isMore = number + 1 < this.#pages.length;
    return { ResultSet: { Rows }, ...(isMore && { NextToken: String(number + 1) }) };
  }
}
