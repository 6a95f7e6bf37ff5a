import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Construct } from 'constructs';
import type { NodeFunction } from '../base/node-function.ts';
import type { Configuration } from '../configuration.ts';
import { AccessLog } from './access-log.ts';
import type { BudgetFunctions } from './budget-functions.ts';
import { openDoors, type Throttle } from './doors.ts';

export interface PublicApiProps {
  readonly configuration: Configuration;
  readonly receiveWebhook: NodeFunction;
  readonly readAudit: NodeFunction;
  readonly budgets: BudgetFunctions;
}

/** Audits and budgets are read by people. */
const READ_THROTTLE: Throttle = { requestsPerSecond: 10, burst: 20 };
const DECIDE_THROTTLE: Throttle = { requestsPerSecond: 5, burst: 10 };

/** The doors for systems and people: webhooks, which prove themselves by signature; audits and budgets, by a token of the company's issuer. */
export class PublicApi extends Construct {
  readonly http: HttpApi;
  readonly webhookUrl: string;
  readonly auditUrl: string;
  readonly budgetUrl: string;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { configuration, receiveWebhook, readAudit, budgets } = props;
    const { audit, webhook } = configuration;
    this.http = new HttpApi(this, 'Api', { description: 'Tokenledger: timesheet webhooks, audits and budgets' });
    const authorizer = new HttpJwtAuthorizer('Issuer', audit.jwtIssuer, { jwtAudience: [audit.jwtAudience] });
    const get = { methods: [HttpMethod.GET], throttle: READ_THROTTLE, authorizer };
    const doors = [
      {
        id: 'ReceiveWebhook',
        path: '/webhooks/timesheets',
        methods: [HttpMethod.POST],
        lambda: receiveWebhook,
        throttle: webhook,
      },
      { ...get, id: 'ReadAudit', path: '/audit/employees/{employeeId}/weeks/{mondayDate}', lambda: readAudit },
      { ...get, id: 'ReadBudget', path: '/cwos/{cwoId}/budget', lambda: budgets.readBudget },
      { ...get, id: 'ReadSuggestion', path: '/cwos/{cwoId}/budget-suggestion', lambda: budgets.readSuggestion },
      {
        id: 'DecideBudget',
        path: '/cwos/{cwoId}/budget',
        methods: [HttpMethod.PUT],
        lambda: budgets.decideBudget,
        throttle: DECIDE_THROTTLE,
        authorizer,
      },
    ];
    openDoors(this.http, doors, AccessLog.ofReaders(this, 'Access', configuration).settings);
    this.webhookUrl = `${this.http.apiEndpoint}/webhooks/timesheets`;
    this.auditUrl = `${this.http.apiEndpoint}/audit`;
    this.budgetUrl = `${this.http.apiEndpoint}/cwos`;
  }
}
