import { Duration, type TimeZone } from 'aws-cdk-lib';
import { type IScheduleTarget, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** What a schedule's target does with starts that fail: twenty tries in twelve hours, then the dead-letter queue. */
export function persistently(deadLetterQueue: Queue) {
  return { deadLetterQueue, maxEventAge: Duration.hours(12), retryAttempts: 20 };
}

export interface ScheduledProps {
  readonly expression: string;
  readonly timeZone?: TimeZone;
  readonly description: string;
  readonly target: IScheduleTarget;
}

export function schedule(scope: Construct, { expression, timeZone, description, target }: ScheduledProps): Schedule {
  return new Schedule(scope, 'Schedule', {
    schedule: ScheduleExpression.expression(expression, timeZone),
    description,
    target,
  });
}
