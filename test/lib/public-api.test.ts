import { describe, expect, it } from 'vitest';
import { print, propertiesOf, resourcesOf, STAGES, variantOf } from './stacks.ts';

const API = 'AWS::ApiGatewayV2';
const WEBHOOK = 'POST /webhooks/timesheets';
const AUDIT = 'GET /audit/employees/{employeeId}/weeks/{mondayDate}';

describe.each(STAGES)('the public API of the stage %s', (stage) => {
  const variant = variantOf(stage);
  const { audit, webhook, retention, stackName } = variant.configuration;
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

  describe('keeps a log of who read whose audit', () => {
    const { DestinationArn, Format } = apiStage?.Properties.AccessLogSettings ?? {};
    const logs = print(DestinationArn);
    const entry: Record<string, string> = JSON.parse(Format);

    it('with reader, role, path, outcome and the reason of a refusal, and neither addresses nor bodies', () => {
      expect(entry).toEqual({
        path: '$context.path',
        time: '$context.requestTimeEpoch',
        requestId: '$context.requestId',
        route: '$context.routeKey',
        status: '$context.status',
        reader: `$context.authorizer.claims.${audit.employeeClaim}`,
        role: '$context.authorizer.claims.tokenledger_role',
        refusal: '$context.authorizer.error',
      });
    });

    it('whose fields that a caller cannot choose come behind the one that is, and so outweigh what it may hold', () => {
      expect(Object.keys(entry)[0]).toBe('path');
    });

    it('for as long as configured for it, under a name that services may deliver to and no stack had before', () => {
      const { RetentionInDays, LogGroupName } = propertiesOf(variant, 'AWS::Logs::LogGroup', logs);

      expect(RetentionInDays).toBe(retention.accessDays);
      expect(print(LogGroupName)).toBe(`/aws/vendedlogs/${stackName}/access/{StackId}`);
    });

    it('which is kept, like the ledger, when the stack goes', () => {
      const [, group] = resourcesOf(variant, 'AWS::Logs::LogGroup').find(([id]) => id === logs) ?? [];
      const { keepData } = retention;

      expect(group).toMatchObject({
        DeletionPolicy: keepData ? 'Retain' : 'Delete',
        UpdateReplacePolicy: keepData ? 'Retain' : 'Delete',
        Properties: { DeletionProtectionEnabled: keepData },
      });
    });
  });

  it('tells the function behind it which claim names the employee', () => {
    const { Variables } = propertiesOf(variant, 'AWS::Lambda::Function', 'ReadAudit').Environment;

    expect(Variables.EMPLOYEE_CLAIM).toBe(audit.employeeClaim);
  });
});
