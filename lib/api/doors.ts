import type { CfnStage, HttpApi, HttpMethod, HttpRoute, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { NodeFunction } from '../base/node-function.ts';

/** A path, the function behind it, who may pass and how often. */
export interface Door {
  readonly id: string;
  readonly path: string;
  readonly methods: readonly HttpMethod[];
  readonly lambda: NodeFunction;
  readonly throttle: Throttle;
  /** Without it, what proves a request is looked at by the function. */
  readonly authorizer?: IHttpRouteAuthorizer;
}

/** Requests in a second, on average and at most. */
export interface Throttle {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** Adds the routes of an API; each is throttled, and every request is noted. */
export function openDoors(
  api: HttpApi,
  doors: readonly Door[],
  accessLogSettings: CfnStage.AccessLogSettingsProperty,
): void {
  const stage = api.defaultStage?.node.defaultChild as CfnStage;
  const routes: HttpRoute[] = doors.flatMap(({ id, path, methods, lambda, authorizer }) =>
    api.addRoutes({
      path,
      methods: [...methods],
      integration: new HttpLambdaIntegration(id, lambda),
      ...(authorizer && { authorizer }),
    }),
  );
  const settings = doors.flatMap(({ path, methods, throttle }) =>
    methods.map((method) => [`${method} ${path}`, toRouteSettings(throttle)]),
  );
  stage.routeSettings = Object.fromEntries(settings);
  stage.accessLogSettings = accessLogSettings;
  for (const route of routes) stage.node.addDependency(route);
}

/** In CloudFormation's own spelling: the setting is a free-form object there. */
function toRouteSettings({ requestsPerSecond, burst }: Throttle) {
  return { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst };
}
