import { describe, expect, it } from 'vitest';
import { print, propertiesOf, resourcesOf, STAGES, variantOf } from './stacks.ts';

const API = 'AWS::ApiGatewayV2';
const WEBHOOK = 'POST /webhooks/timesheets';
const AUDIT = 'GET /audit/employees/{employeeId}/weeks/{mondayDate}';
const BUDGET = 'GET /cwos/{cwoId}/budget';
const SUGGESTION = 'GET /cwos/{cwoId}/budget-suggestion';
const DECISION = 'PUT /cwos/{cwoId}/budget';
const BY_TOKEN = [AUDIT, BUDGET, SUGGESTION, DECISION];
const PAGES = ['GET /budget-decisions/{token}', 'POST /budget-decisions/{token}'];
const THROTTLE = { ThrottlingRateLimit: expect.any(Number), ThrottlingBurstLimit: expect.any(Number) };

describe.each(STAGES)('the public API of the stage %s', (stage) => {
  const variant = variantOf(stage);
  const { audit, webhook, retention, stackName } = variant.configuration;
  const routes = Object.fromEntries(
    resourcesOf(variant, `${API}::Route`).map(([, { Properties }]) => [Properties.RouteKey, Properties]),
  );
  const stageOf = (api: string) => propertiesOf(variant, `${API}::Stage`, `${api}DefaultStage`);

  it('has doors for webhooks and links, which are signed, and for audits and budgets, which need a token', () => {
    expect(Object.keys(routes).sort()).toEqual([...BY_TOKEN, ...PAGES, WEBHOOK].sort());
    for (const route of [WEBHOOK, ...PAGES]) expect(routes[route].AuthorizationType).toBe('NONE');
    for (const route of BY_TOKEN) expect(routes[route].AuthorizationType).toBe('JWT');
  });

  it.each(BY_TOKEN)('takes the tokens of the configured issuer, for the configured audience: %s', (route) => {
    const { AuthorizerType, JwtConfiguration } = propertiesOf(
      variant,
      `${API}::Authorizer`,
      print(routes[route].AuthorizerId),
    );

    expect(AuthorizerType).toBe('JWT');
    expect(JwtConfiguration).toEqual({ Issuer: audit.jwtIssuer, Audience: [audit.jwtAudience] });
  });

  it('is throttled at each door', () => {
    expect(stageOf('PublicApi').RouteSettings).toEqual({
      ...Object.fromEntries(BY_TOKEN.map((route) => [route, THROTTLE])),
      [WEBHOOK]: { ThrottlingRateLimit: webhook.requestsPerSecond, ThrottlingBurstLimit: webhook.burst },
    });
    expect(stageOf('DecisionPagesApi').RouteSettings).toEqual(
      Object.fromEntries(PAGES.map((route) => [route, THROTTLE])),
    );
  });

  it('notes of a link that it was followed, and neither the token in its path nor an address', () => {
    const { DestinationArn, Format } = stageOf('DecisionPagesApi').AccessLogSettings;
    const { RetentionInDays } = propertiesOf(variant, 'AWS::Logs::LogGroup', print(DestinationArn));

    expect(JSON.parse(Format)).toEqual({
      time: '$context.requestTimeEpoch',
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
    });
    expect(RetentionInDays).toBe(retention.accessDays);
  });

  describe('keeps a log of who read whose audit and who decided', () => {
    const { DestinationArn, Format } = stageOf('PublicApi').AccessLogSettings;
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
