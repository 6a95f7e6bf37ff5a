import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { METRICS } from '../names.ts';

/**
 * The one logger, tracer and metrics object of a function, for the service that its environment names: the stack.
 * Events are never logged: they carry personal data.
 */
export const logger = new Logger();
export const tracer = new Tracer();
export const metrics = new Metrics({ namespace: METRICS.namespace });
