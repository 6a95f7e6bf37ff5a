import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ENV } from '../../functions/names.ts';
import type { NodeFunction } from '../base/node-function.ts';
import { partitionedTable, removalPolicyOf } from '../base/storage.ts';
import type { Configuration, TimesheetMirrorConfiguration, TimesheetSystemConfiguration } from '../configuration.ts';

/** Where timesheets are read: from a system that speaks contract 2, or from the mirror of another. */
export type TimesheetOrigin =
  | { readonly system: TimesheetSystemConfiguration; readonly token: ISecret }
  | { readonly timesheet: TimesheetMirrorConfiguration; readonly mirror: TableV2 };

/** The token is made with a random value; an operator puts the real one there after the first deployment. */
export function timesheetOrigin(scope: Construct, configuration: Configuration): TimesheetOrigin {
  const { timesheet } = configuration;
  const removalPolicy = removalPolicyOf(configuration);
  if (timesheet.kind === 'MIRROR') {
    const table = { ...partitionedTable(removalPolicy), timeToLiveAttribute: 'expiresAt' };
    return { timesheet, mirror: new TableV2(scope, 'TimesheetMirror', table) };
  }
  const secret = { secretName: timesheet.tokenSecretName, removalPolicy };
  return { system: timesheet, token: new Secret(scope, 'TimesheetToken', secret) };
}

/** @param rights on the mirror: how the partition keys begin on which each action is allowed */
export function letReadTimesheets(
  reader: NodeFunction,
  origin: TimesheetOrigin,
  rights: Readonly<Record<string, readonly string[]>>,
): NodeFunction {
  if ('mirror' in origin) {
    return reader.bindValue(ENV.timesheetKind, 'MIRROR').bindPartitions(ENV.mirrorTable, origin.mirror, rights);
  }
  const { system, token } = origin;
  return reader
    .bindSecret(ENV.timesheetTokenSecret, token, system.tokenSecretName)
    .bindValue(ENV.timesheetBaseUrl, system.baseUrl)
    .bindValue(ENV.timesheetTimeoutSeconds, system.requestTimeoutSeconds);
}
