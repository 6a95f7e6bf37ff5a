import { type CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { NodeFunction } from '../base/node-function.ts';
import type { Configuration } from '../configuration.ts';
import { AccessLog } from './access-log.ts';

export interface PublicApiProps {
  readonly configuration: Configuration;
  readonly receiveWebhook: NodeFunction;
  readonly readAudit: NodeFunction;
}

const WEBHOOK_PATH = '/webhooks/timesheets';
const AUDIT_PATH = '/audit/employees/{employeeId}/weeks/{mondayDate}';
/** Audits are read by people. */
const AUDIT_THROTTLE = { requestsPerSecond: 10, burst: 20 };

/** The two doors: webhooks, which prove themselves by signature, and the audit, by a token of the company's issuer. */
export class PublicApi extends Construct {
  readonly http: HttpApi;
  readonly webhookUrl: string;
  readonly auditUrl: string;

  constructor(scope: Construct, id: string, { configuration, receiveWebhook, readAudit }: PublicApiProps) {
    super(scope, id);
    const { audit, webhook } = configuration;
    const api = new HttpApi(this, 'Api', { description: 'Tokenledger: timesheet webhooks and audits' });
    this.http = api;
    const [webhookRoute] = api.addRoutes({
      path: WEBHOOK_PATH,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('ReceiveWebhook', receiveWebhook),
    });
    const [auditRoute] = api.addRoutes({
      path: AUDIT_PATH,
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('ReadAudit', readAudit),
      authorizer: new HttpJwtAuthorizer('Issuer', audit.jwtIssuer, { jwtAudience: [audit.jwtAudience] }),
    });
    const stage = api.defaultStage?.node.defaultChild as CfnStage;
    stage.routeSettings = {
      [`POST ${WEBHOOK_PATH}`]: throttle(webhook),
      [`GET ${AUDIT_PATH}`]: throttle(AUDIT_THROTTLE),
    };
    stage.accessLogSettings = new AccessLog(this, 'Access', configuration).settings;
    for (const route of [webhookRoute, auditRoute]) if (route) stage.node.addDependency(route);
    this.webhookUrl = `${api.apiEndpoint}${WEBHOOK_PATH}`;
    this.auditUrl = `${api.apiEndpoint}/audit`;
  }
}

/** In CloudFormation's own spelling: the setting is a free-form object there. */
function throttle({ requestsPerSecond, burst }: { readonly requestsPerSecond: number; readonly burst: number }) {
  return { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst };
}
