import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRICS } from '../functions/contract/names.ts';

export interface MonitoringProps {
  readonly operatorTopic: ITopic;
  readonly workflow: StateMachine;
  readonly schedule: StateMachine;
  readonly scheduleDeadLetters: Queue;
}

/** The alarms; each has a section of its name in `docs/runbook.md`, and says what it does not see. */
export class Monitoring extends Construct {
  readonly #topic: ITopic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.#topic = props.operatorTopic;
    this.#alarm('RunNotSucceeded', {
      metric: props.workflow.metricFailed({ period: Duration.minutes(5) }),
      what: 'A run ended as failed or partial.',
      blind: 'Does not see a run that hangs (RunTimedOut does) or was never started (RunMissing does).',
    });
    this.#alarm('RunTimedOut', {
      metric: props.workflow.metricTimedOut({ period: Duration.minutes(5) }),
      what: 'A run did not end in its time.',
      blind: 'Does not tell the phase: the execution history does.',
    });
    this.#alarm('ScheduleNotSucceeded', {
      metric: props.schedule.metricFailed({ period: Duration.minutes(5) }),
      what: 'A scheduled week did not succeed or could not be started.',
      blind: 'Does not see a schedule that never fired: ScheduleDeadLetters and RunMissing do.',
    });
    this.#alarm('ScheduleDeadLetters', {
      metric: props.scheduleDeadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      what: 'The scheduler gave up starting the weekly run.',
      blind: 'Does not see a disabled schedule: RunMissing does.',
    });
    this.#runMissing();
  }

  #runMissing(): void {
    const metric = new Metric({
      namespace: METRICS.namespace,
      metricName: METRICS.runsSucceeded,
      dimensionsMap: { service: 'tokenledger' },
      statistic: 'Sum',
      period: Duration.days(1),
    });
    const alarm = new Alarm(this, 'RunMissing', {
      alarmDescription: describe(
        'RunMissing',
        'No run has succeeded for a week.',
        'Does not tell which week is missing.',
      ),
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 7,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }

  #alarm(id: string, { metric, what, blind }: { metric: IMetric; what: string; blind: string }): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: describe(id, what, blind),
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}

function describe(id: string, what: string, blind: string): string {
  return `${what} ${blind} Runbook: docs/runbook.md#${id.toLowerCase()}`;
}
