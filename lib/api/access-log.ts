import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ROLE_CLAIM } from '../../functions/names.ts';
import type { Configuration } from '../configuration.ts';

/**
 * An entry for each request to an API, refused ones among them, written by the gateway, which answers where no function
 * is reached. A log that no function of ours can read or shorten, with its own retention; it outlives the stack where
 * data does.
 */
export class AccessLog extends Construct {
  readonly settings: CfnStage.AccessLogSettingsProperty;

  /** Who read or decided what, in which role and with what outcome. */
  static ofReaders(scope: Construct, id: string, configuration: Configuration): AccessLog {
    const { employeeClaim } = configuration.audit;
    // The path names employee and week, or CWO. It comes first: what a caller may write into it, the fields behind outweigh.
    const entry = {
      path: '$context.path',
      ...OUTCOME,
      reader: `$context.authorizer.claims.${employeeClaim}`,
      role: `$context.authorizer.claims.${ROLE_CLAIM}`,
      refusal: '$context.authorizer.error',
    };
    return new AccessLog(scope, id, configuration, { folder: 'access', entry });
  }

  /** Without the path, which is the secret of a link. Who decided is in the decision. */
  static ofPages(scope: Construct, id: string, configuration: Configuration): AccessLog {
    return new AccessLog(scope, id, configuration, { folder: 'pages', entry: OUTCOME });
  }

  private constructor(
    scope: Construct,
    id: string,
    { stackName, retention }: Configuration,
    { folder, entry }: { readonly folder: string; readonly entry: Readonly<Record<string, string>> },
  ) {
    super(scope, id);
    const stack = Stack.of(this);
    // One policy of AWS's own lets services deliver to all groups below this prefix; elsewhere each group lengthens a
    // policy that has an end. The part of the stack's own id keeps a log that was retained out of the next stack's way.
    const stackGuid = Fn.select(2, Fn.split('/', stack.stackId));
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/${stackName}/${folder}/${stackGuid}`,
      retention: retention.accessDays as RetentionDays,
      removalPolicy: retention.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      deletionProtectionEnabled: retention.keepData,
    });
    this.settings = { destinationArn: logs.logGroupArn, format: stack.toJsonString(entry) };
  }
}

const OUTCOME = {
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
};
