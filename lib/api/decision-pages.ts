import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { AccessLog } from './access-log.ts';
import type { BudgetFunctions } from './budget-functions.ts';
import { openDoors, type Throttle } from './doors.ts';

/** A PM opens a link now and then; whoever tries tokens is slowed down. */
const PAGE_THROTTLE: Throttle = { requestsPerSecond: 5, burst: 10 };

/**
 * The door of the links that PMs are sent. Its paths are secrets, so that it is an API of its own, of whose requests no
 * path is noted, and an origin of its own.
 */
export class DecisionPages extends Construct {
  readonly http: HttpApi;
  /** To which a token is added. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    { configuration, budgets }: { readonly configuration: Configuration; readonly budgets: BudgetFunctions },
  ) {
    super(scope, id);
    this.http = new HttpApi(this, 'Api', { description: 'Tokenledger: pages on which a PM decides on a budget' });
    const door = {
      id: 'DecideByLink',
      path: '/budget-decisions/{token}',
      methods: [HttpMethod.GET, HttpMethod.POST],
      lambda: budgets.decideByLink,
      throttle: PAGE_THROTTLE,
    };
    openDoors(this.http, [door], AccessLog.ofPages(this, 'Access', configuration).settings);
    this.url = `${this.http.apiEndpoint}/budget-decisions`;
  }
}
