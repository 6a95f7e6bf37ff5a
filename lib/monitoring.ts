import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRICS } from '../functions/names.ts';
import type { Sweep } from './recalculation/sweep.ts';
import type { WebhookIntake } from './recalculation/webhook-intake.ts';
import type { WeeklySchedule } from './run/weekly-schedule.ts';
import type { CwoRefresh } from './timesheets/cwo-refresh.ts';

export interface MonitoringProps {
  readonly operatorTopic: ITopic;
  readonly workflow: StateMachine;
  readonly schedule: WeeklySchedule;
  readonly intake: WebhookIntake;
  readonly sweep: Sweep;
  readonly cwoRefresh: CwoRefresh;
}

interface AlarmWords {
  readonly what: string;
  /** What the alarm does not see. */
  readonly blind: string;
}

const PERIOD = Duration.minutes(5);

/** The alarms; each has a section of its name in `docs/runbook.md`, and says what it does not see. */
export class Monitoring extends Construct {
  readonly #topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    { operatorTopic, workflow, schedule, intake, sweep, cwoRefresh }: MonitoringProps,
  ) {
    super(scope, id);
    this.#topic = operatorTopic;
    this.#onFailure('RunNotSucceeded', workflow, {
      what: 'A run ended as failed or partial.',
      blind: 'Does not see a run that hangs (RunTimedOut does) or was never started (RunMissing does).',
    });
    this.#alarm('RunTimedOut', workflow.metricTimedOut({ period: PERIOD }), {
      what: 'A run did not end in its time.',
      blind: 'Does not tell the phase: the execution history does.',
    });
    this.#onFailure('ScheduleNotSucceeded', schedule.stateMachine, {
      what: 'A scheduled week did not succeed or could not be started.',
      blind: 'Does not see a schedule that never fired: ScheduleDeadLetters and RunMissing do.',
    });
    this.#alarm('ScheduleTimedOut', schedule.stateMachine.metricTimedOut({ period: PERIOD }), {
      what: 'The weeks of a schedule did not end in their time.',
      blind: 'Does not tell which week held it up: RunTimedOut and the execution history do.',
    });
    this.#onMessages('ScheduleDeadLetters', schedule.deadLetters, {
      what: 'The scheduler gave up starting the weekly run.',
      blind: 'Does not see a disabled schedule: RunMissing does.',
    });
    this.#onFailure('SweepNotSucceeded', sweep.stateMachine, {
      what: 'A sweep failed, or did not deal with all it found.',
      blind: 'Does not see a sweep that never started: SweepDeadLetters does.',
    });
    this.#alarm('SweepTimedOut', sweep.stateMachine.metricTimedOut({ period: PERIOD }), {
      what: 'A sweep did not end in its time.',
      blind: 'Does not tell which run held it up: the execution history does.',
    });
    this.#onMessages('SweepDeadLetters', sweep.deadLetters, {
      what: 'The scheduler gave up starting the sweep.',
      blind: 'Does not see a disabled schedule.',
    });
    this.#onMessages('ChangeDeadLetters', intake.deadLetters, {
      what: 'Timesheet changes were received five times and no run was started for them.',
      blind: 'Does not see deliveries that never came: the sweep finds those.',
    });
    this.#onMessages('DrainDeadLetters', intake.scheduleDeadLetters, {
      what: 'The scheduler gave up starting the drainer.',
      blind: 'Does not see a drainer that starts and fails: ChangesWaiting does.',
    });
    this.#onMessages('CwoDeadLetters', cwoRefresh.deadLetters, {
      what: 'A CWO could not be read from the timesheet system for an hour.',
      blind: 'Does not see a change of which no webhook told: the next run does.',
    });
    this.#changesWaiting(intake.queue);
    this.#runMissing();
  }

  #onFailure(id: string, stateMachine: StateMachine, words: AlarmWords): void {
    this.#alarm(id, stateMachine.metricFailed({ period: PERIOD }), words);
  }

  #onMessages(id: string, queue: Queue, words: AlarmWords): void {
    this.#alarm(id, queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD }), words);
  }

  /** The drainer runs each minute: what waits for half an hour is not being drained. */
  #changesWaiting(queue: Queue): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD });
    const words = {
      what: 'A timesheet change waits for half an hour.',
      blind: 'Does not tell why: the log of the drainer does.',
    };
    this.#alarm('ChangesWaiting', metric, words, Duration.minutes(30).toSeconds());
  }

  #runMissing(): void {
    const metric = new Metric({
      namespace: METRICS.namespace,
      metricName: METRICS.runsSucceeded,
      dimensionsMap: { service: 'tokenledger' },
      statistic: 'Sum',
      period: Duration.days(1),
    });
    const words = { what: 'No run has succeeded for a week.', blind: 'Does not tell which week is missing.' };
    const alarm = new Alarm(this, 'RunMissing', {
      alarmDescription: describe('RunMissing', words),
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 7,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }

  #alarm(id: string, metric: IMetric, words: AlarmWords, threshold = 1): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: describe(id, words),
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}

function describe(id: string, { what, blind }: AlarmWords): string {
  return `${what} ${blind} Runbook: docs/runbook.md#${id.toLowerCase()}`;
}
