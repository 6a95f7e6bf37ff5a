import type { AthenaClient } from '@aws-sdk/client-athena';
import type { Clock } from '../../core/values/clock.ts';
import { executeQuery, type QueryPlace } from './query-execution.ts';
import { type ResultTable, readResultTable } from './query-result.ts';

/** The published tables as finance asks for them, by Athena. */
export class AthenaFinanceQuery {
  readonly #athena: AthenaClient;
  readonly #place: QueryPlace;
  readonly #clock: Clock;

  /** @param place the workgroup of finance */
  constructor(athena: AthenaClient, place: QueryPlace, clock: Clock) {
    this.#athena = athena;
    this.#place = place;
    this.#clock = clock;
  }

  /**
   * Asks, waits, and reads the whole result.
   * @param query its statement, and what a person calls it
   * @throws QueryExecutionError where it fails or takes too long
   */
  async ask(query: { readonly statement: string; readonly name: string }, signal: AbortSignal): Promise<ResultTable> {
    const queryId = await executeQuery(this.#athena, this.#place, query, this.#clock, signal);
    return readResultTable(this.#athena, queryId);
  }
}
