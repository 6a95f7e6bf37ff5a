import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { METRICS } from '../names.ts';

/** The one logger, tracer and metrics object of a function. Events are never logged: they carry personal data. */
export const logger = new Logger({ serviceName: 'tokenledger' });
export const tracer = new Tracer({ serviceName: 'tokenledger' });
export const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: 'tokenledger' });
