import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { ENV } from '../../functions/names.ts';
import { NodeFunction } from '../base/node-function.ts';
import { persistently, schedule } from '../base/schedule.ts';
import type { Configuration } from '../configuration.ts';
import type { WeeklySchedule } from './weekly-schedule.ts';

/**
 * Tells how long ago the weekly schedule started. An alarm cannot see by itself that nothing happened: it looks back a
 * week at most, which a schedule in local time exceeds by an hour in spring, and a new installation has none behind it.
 */
export class ScheduleWatch extends Construct {
  readonly watcher: NodeFunction;

  constructor(
    scope: Construct,
    id: string,
    { retention }: Configuration,
    { stateMachine, deadLetters }: WeeklySchedule,
  ) {
    super(scope, id);
    this.watcher = new NodeFunction(this, 'Watcher', {
      folder: 'run/watch-schedule',
      description: 'Tells how long ago the weekly schedule started',
      memoryMb: 256,
      timeoutSeconds: 30,
      logDays: retention.logDays,
    }).bindStateMachine(ENV.scheduleArn, stateMachine, 'states:ListExecutions', 'states:DescribeStateMachine');
    schedule(this, {
      expression: 'rate(6 hours)',
      description: 'Looks how long ago the weekly schedule started',
      target: new LambdaInvoke(this.watcher, persistently(deadLetters)),
    });
  }
}
