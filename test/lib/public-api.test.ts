import { describe, expect, it } from 'vitest';
import { print, propertiesOf, resourcesOf, STAGES, variantOf } from './stacks.ts';

const API = 'AWS::ApiGatewayV2';
const WEBHOOK = 'POST /webhooks/timesheets';
const AUDIT = 'GET /audit/employees/{employeeId}/weeks/{mondayDate}';

describe.each(STAGES)('the public API of the stage %s', (stage) => {
  const variant = variantOf(stage);
  const { audit, webhook, retention } = variant.configuration;
  const routes = Object.fromEntries(
    resourcesOf(variant, `${API}::Route`).map(([, { Properties }]) => [Properties.RouteKey, Properties]),
  );
  const [, apiStage] = resourcesOf(variant, `${API}::Stage`)[0] ?? [];

  it('has two doors: webhooks, which are signed, and audits, which need a token', () => {
    expect(Object.keys(routes).sort()).toEqual([AUDIT, WEBHOOK]);
    expect(routes[WEBHOOK].AuthorizationType).toBe('NONE');
    expect(routes[AUDIT].AuthorizationType).toBe('JWT');
  });

  it('takes the tokens of the configured issuer, for the configured audience', () => {
    const { AuthorizerType, JwtConfiguration } = propertiesOf(
      variant,
      `${API}::Authorizer`,
      print(routes[AUDIT].AuthorizerId),
    );

    expect(AuthorizerType).toBe('JWT');
    expect(JwtConfiguration).toEqual({ Issuer: audit.jwtIssuer, Audience: [audit.jwtAudience] });
  });

  it('is throttled at each door', () => {
    expect(apiStage?.Properties.RouteSettings).toEqual({
      [WEBHOOK]: { ThrottlingRateLimit: webhook.requestsPerSecond, ThrottlingBurstLimit: webhook.burst },
      [AUDIT]: { ThrottlingRateLimit: expect.any(Number), ThrottlingBurstLimit: expect.any(Number) },
    });
  });

  it('logs each request, but not the path, which names an employee', () => {
    const { DestinationArn, Format } = apiStage?.Properties.AccessLogSettings ?? {};
    const logs = propertiesOf(variant, 'AWS::Logs::LogGroup', print(DestinationArn));

    expect(logs.RetentionInDays).toBe(retention.logDays);
    expect(Object.values(JSON.parse(Format)).sort()).toEqual([
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});
