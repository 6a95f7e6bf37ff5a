import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRICS } from '../../functions/names.ts';
import type { NodeFunction } from './node-function.ts';

export interface AlarmWords {
  readonly what: string;
  /** What the alarm does not see. */
  readonly blind: string;
}

export interface AlarmLimits {
  readonly threshold?: number;
  /** How many of the periods must reach it. */
  readonly datapoints?: number;
  readonly periods?: number;
}

/** Period of all metrics but those that say otherwise. */
export const PERIOD = Duration.minutes(5);
/** What passes by itself is no alarm; in three five-minute periods within an hour it has not. */
export const AGAIN_AND_AGAIN: AlarmLimits = { datapoints: 3, periods: 12 };

/** Makes alarms that tell operators what is wrong, what they do not see, and which section of the runbook to read. */
export abstract class Alarms extends Construct {
  readonly #docsUrl: string;
  readonly #topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    { docsUrl, operatorTopic }: { readonly docsUrl: string; readonly operatorTopic: ITopic },
  ) {
    super(scope, id);
    this.#docsUrl = docsUrl;
    this.#topic = operatorTopic;
  }

  /** The scheduler hands its event to Lambda, which tries twice more and only then drops it. */
  protected onDropped(kind: string, lambda: NodeFunction, words: AlarmWords): void {
    this.alarm(kind, lambda.metric('AsyncEventsDropped', { period: PERIOD, statistic: 'Sum' }), words);
  }

  /** @param metricName of one that a function of ours emits, in seconds */
  protected onWaits(kind: string, metricName: string, words: AlarmWords, longest: Duration): void {
    this.alarm(kind, this.own(metricName, 'Maximum', PERIOD), words, { threshold: longest.toSeconds() });
  }

  /** A metric that our functions emit, for this stack alone. */
  protected own(
    metricName: string,
    statistic: string,
    period: Duration,
    dimensions: Readonly<Record<string, string>> = {},
  ): Metric {
    const dimensionsMap = { service: Stack.of(this).stackName, ...dimensions };
    return new Metric({ namespace: METRICS.namespace, metricName, dimensionsMap, statistic, period });
  }

  protected onFailure(kind: string, stateMachine: StateMachine, words: AlarmWords): void {
    this.alarm(kind, stateMachine.metricFailed({ period: PERIOD }), words);
  }

  protected onTimeOut(kind: string, stateMachine: StateMachine, words: AlarmWords): void {
    this.alarm(kind, stateMachine.metricTimedOut({ period: PERIOD }), words);
  }

  protected onMessages(kind: string, queue: Queue, words: AlarmWords): void {
    this.alarm(kind, queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD }), words);
  }

  /** @param of what it looks at, where there are several of the kind */
  protected alarm(kind: string, metric: IMetric, { what, blind }: AlarmWords, limits: AlarmLimits = {}, of = ''): void {
    const { threshold = 1, datapoints = 1, periods = 1 } = limits;
    const alarm = new Alarm(this, `${kind}${of}`, {
      alarmDescription: `${what} ${blind} Runbook: ${this.#docsUrl}/runbook.md#${kind.toLowerCase()}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm: datapoints,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
