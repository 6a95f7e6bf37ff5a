import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoBudgets } from '../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoAlertOutbox } from '../../../adapters/dynamodb/budgets/outbox.ts';
import { DynamoSubscribers } from '../../../adapters/dynamodb/budgets/subscribers.ts';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { HmacDecisionLinks } from '../../../adapters/links/decision-links.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SnsAlertMessages } from '../../../adapters/sns/alert-messages.ts';
import { SnsAlertSubscriptions } from '../../../adapters/sns/alert-subscriptions.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { emailsSchema, sendAlertsEventSchema } from '../../messages/budgets.ts';
import { ENV, METRICS } from '../../names.ts';
import { logger, metrics } from '../../runtime/telemetry.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { sendAlerts } from './step.ts';

const env = readEnvironment({
  [ENV.budgetTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.alertTopic]: z.string().min(1),
  [ENV.operatorTopic]: z.string().min(1),
  [ENV.escalationEmails]: emailsSchema,
  [ENV.budgetUrl]: z.url(),
  [ENV.decisionPageUrl]: z.url(),
  [ENV.linkKeySecret]: z.string().min(1),
  [ENV.docsUrl]: z.url(),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const dynamodb = clients.dynamodb();
const sns = clients.sns();
const ports = {
  outbox: new DynamoAlertOutbox(dynamodb, env[ENV.budgetTable], sha256, systemClock),
  suggestions: new DynamoSuggestions(dynamodb, env[ENV.budgetTable], sha256),
  budgets: new DynamoBudgets(dynamodb, env[ENV.budgetTable], sha256),
  links: new HmacDecisionLinks(
    cachedSecret(clients.secrets(), { secretId: env[ENV.linkKeySecret], clock: systemClock }),
  ),
  cwos: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
  messages: new SnsAlertMessages(sns, env[ENV.alertTopic]),
  operators: new SnsOperatorMessages(sns, env[ENV.operatorTopic]),
  subscribers: new DynamoSubscribers(dynamodb, env[ENV.budgetTable]),
  subscriptions: new SnsAlertSubscriptions(sns, env[ENV.alertTopic]),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  report: {
    waiting: (seconds: number) => {
      metrics.addMetric(METRICS.alertWaitSeconds, MetricUnit.Seconds, seconds);
    },
    warn: (message: string, details: object) => logger.warn(message, { ...details }),
  },
  clock: systemClock,
  sha256,
};
const settings = {
  escalationEmails: env[ENV.escalationEmails],
  budgetUrl: env[ENV.budgetUrl],
  decisionPageUrl: env[ENV.decisionPageUrl],
  docsUrl: env[ENV.docsUrl],
};

export const handler = meteredStep(sendAlertsEventSchema, requests, (event, _meter, signal) =>
  sendAlerts(event, ports, settings, signal),
).use(logMetrics(metrics));
