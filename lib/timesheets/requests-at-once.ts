import { ALERT_SENDERS } from '../budgets/alerts.ts';
import type { Configuration } from '../configuration.ts';

/**
 * Requests that the timesheet system sees from us at the same time, whatever runs side by side:
 * `timesheet.requestsAtOnce` altogether, shared out among the functions that ask it. Each function makes one request at a
 * time and has its share as its concurrency; what is throttled by it is waited for.
 */
export const REQUESTS_OF_SWEEP = 1;
/** The fewest that an event source can be held to. */
export const REQUESTS_FOR_CWOS = 2;

/** What is left for the batches of all runs. */
export function requestsOfBatches({ timesheet }: Configuration): number {
  return timesheet.requestsAtOnce - REQUESTS_OF_SWEEP - REQUESTS_FOR_CWOS;
}

/** Reserved by all functions of the stack together; those for CWOs are held by their queue instead. */
export function reservedConcurrency(configuration: Configuration): number {
  return requestsOfBatches(configuration) + REQUESTS_OF_SWEEP + ALERT_SENDERS;
}
