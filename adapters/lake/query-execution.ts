import { type AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import type { Clock } from '../../core/values/clock.ts';

/** A query did not begin, failed, or did not end in time. */
export class QueryExecutionError extends Error {
  override readonly name = 'QueryExecutionError';
}

/** Where queries are asked. */
export interface QueryPlace {
  readonly workGroup: string;
  readonly database: string;
}

const LOOK_MS = 1_000;
/** Ten minutes; Athena's own limit is thirty. */
const LOOKS_MAX = 600;

/**
 * Asks and waits until the result can be read.
 * @param query its statement, and what a person calls it
 * @returns the id of the query
 * @throws QueryExecutionError
 */
export async function executeQuery(
  athena: AthenaClient,
  { workGroup, database }: QueryPlace,
  query: { readonly statement: string; readonly name: string },
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: query.statement,
      QueryExecutionContext: { Database: database },
      WorkGroup: workGroup,
    }),
  );
  if (!QueryExecutionId) throw new QueryExecutionError('Athena started a query without an id');
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason = '' } = QueryExecution?.Status ?? {};
    if (State === 'SUCCEEDED') return QueryExecutionId;
    if (State === 'FAILED' || State === 'CANCELLED') {
      throw new QueryExecutionError(`${query.name} ended as ${State}: ${StateChangeReason}`);
    }
    await clock.pause(LOOK_MS, signal);
  }
  throw new QueryExecutionError(`${query.name} did not end in ${LOOKS_MAX} looks`);
}
