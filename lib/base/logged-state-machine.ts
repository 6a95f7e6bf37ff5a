import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';

/**
 * A state machine with traces and a log of its errors; inputs name employees, so they stay out of it. The log lies below
 * the prefix under which AWS delivers without an entry in the account's resource policy, whose size allows for few.
 */
export function loggedStateMachine(
  scope: Construct,
  definition: IChainable,
  timeout: Duration,
  { stackName, retention }: Configuration,
): StateMachine {
  return new StateMachine(scope, 'StateMachine', {
    definitionBody: DefinitionBody.fromChainable(definition),
    timeout,
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(scope, 'Logs', {
        logGroupName: `/aws/vendedlogs/${stackName}/states/${scope.node.id}`,
        retention: retention.logDays as RetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel.ERROR,
      includeExecutionData: false,
    },
  });
}
