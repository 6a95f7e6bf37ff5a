import { Duration, Stack } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { METRICS } from '../functions/names.ts';
import type { DecisionPages } from './api/decision-pages.ts';
import type { PublicApi } from './api/public-api.ts';
import { AGAIN_AND_AGAIN, Alarms, PERIOD } from './base/alarms.ts';
import { NodeFunction } from './base/node-function.ts';
import type { Alerts } from './budgets/alerts.ts';
import type { Publication } from './publication/publication.ts';
import type { Sweep } from './recalculation/sweep.ts';
import type { WebhookIntake } from './recalculation/webhook-intake.ts';
import type { ScheduleWatch } from './run/schedule-watch.ts';
import type { WeeklySchedule } from './run/weekly-schedule.ts';
import type { CwoRefresh } from './timesheets/cwo-refresh.ts';

export interface MonitoringProps {
  readonly docsUrl: string;
  readonly operatorTopic: ITopic;
  readonly workflow: StateMachine;
  readonly schedule: WeeklySchedule;
  readonly watch: ScheduleWatch;
  readonly intake: WebhookIntake;
  readonly sweep: Sweep;
  readonly cwoRefresh: CwoRefresh;
  readonly publication: Publication;
  readonly alerts: Alerts;
  readonly api: PublicApi;
  readonly pages: DecisionPages;
}

const CHANGE_WAITS_MAX = Duration.minutes(30);
/** Four sweeps, of which three may have failed. */
const SWEEP_LAG_MAX = Duration.days(1);
/** Four goes of the sender. */
const ALERT_WAITS_MAX = Duration.hours(1);
/** Four passes of the publisher. */
const PUBLICATION_WAITS_MAX = Duration.hours(1);
/** A week, the hour of a clock change, and the time to look into a Tuesday. */
const SCHEDULE_AGE_MAX = Duration.days(8);

/**
 * The alarms, on a failure at once, on what may pass by itself when it does not. Each is of a kind that has a section of
 * its name in `docs/runbook.md`, and says what it does not see. No data means no trouble: none fires on the first day.
 */
export class Monitoring extends Alarms {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id, props);
    this.#onRuns(props);
    this.#onSweep(props.sweep);
    this.#onIntake(props);
    this.#onPublication(props.publication);
    this.#onAlerts(props.alerts);
    this.#onThrottles();
  }

  #onRuns({ workflow, schedule, watch }: MonitoringProps): void {
    this.onFailure('RunFailed', workflow, {
      what: 'A run failed.',
      blind: 'Does not see a partial run, of which a message tells, nor a run that hangs (RunTimedOut does).',
    });
    this.onTimeOut('RunTimedOut', workflow, {
      what: 'A run did not end in its time.',
      blind: 'Does not tell the phase: the execution history does.',
    });
    this.onFailure('ScheduleFailed', schedule.stateMachine, {
      what: 'A scheduled week could not be run, or what the roles use not be computed from those that were.',
      blind: 'Does not see a run that fails (RunFailed does) nor a schedule that never fired (RunMissing does).',
    });
    this.onTimeOut('ScheduleTimedOut', schedule.stateMachine, {
      what: 'The weeks of a schedule did not end in their time.',
      blind: 'Does not tell which week held it up: RunTimedOut and the execution history do.',
    });
    this.onMessages('ScheduleDeadLetters', schedule.deadLetters, {
      what: 'The scheduler gave up starting the weekly run, or the watch over it.',
      blind: 'Does not see a disabled schedule: RunMissing does.',
    });
    this.#runMissing();
    this.onDropped('WatchFailed', watch.watcher, {
      what: 'The watch over the weekly schedule failed, three times running.',
      blind: 'Does not see a watch that was never started: ScheduleDeadLetters does.',
    });
  }

  #onSweep({ stateMachine, deadLetters }: Sweep): void {
    this.onFailure('SweepNotSucceeded', stateMachine, {
      what: 'A sweep failed, or did not deal with all it found.',
      blind: 'Does not see a sweep that never started: SweepDeadLetters does.',
    });
    this.onTimeOut('SweepTimedOut', stateMachine, {
      what: 'A sweep did not end in its time.',
      blind: 'Does not tell which run held it up: the execution history does.',
    });
    const lagging = {
      what: 'A change of the feed has waited for a day to be recalculated.',
      blind: 'Does not see changes that the feed never told.',
    };
    this.onWaits('SweepLagging', METRICS.sweepLagSeconds, lagging, SWEEP_LAG_MAX);
    this.onMessages('SweepDeadLetters', deadLetters, {
      what: 'The scheduler gave up starting the sweep.',
      blind: 'Does not see a disabled schedule.',
    });
  }

  #onAlerts({ sender, deadLetters }: Alerts): void {
    const waiting = {
      what: 'A budget alert has waited for an hour to be sent.',
      blind: 'Does not see a sender that fails before it looks: AlertsNotSent does.',
    };
    this.onWaits('AlertsWaiting', METRICS.alertWaitSeconds, waiting, ALERT_WAITS_MAX);
    this.onDropped('AlertsNotSent', sender, {
      what: 'The sender of budget alerts failed, three times running.',
      blind: 'Does not see a sender that was never started: AlertDeadLetters does.',
    });
    this.onMessages('AlertDeadLetters', deadLetters, {
      what: 'The scheduler gave up starting the sender of budget alerts.',
      blind: 'Does not see a disabled schedule.',
    });
  }

  #onIntake({ intake, cwoRefresh, api, pages }: MonitoringProps): void {
    this.onMessages('ChangeDeadLetters', intake.deadLetters, {
      what: 'Timesheet changes were received five times and no run was started for them.',
      blind: 'Does not see deliveries that never came: the sweep finds those.',
    });
    this.onMessages('DrainDeadLetters', intake.scheduleDeadLetters, {
      what: 'The scheduler gave up starting the drainer.',
      blind: 'Does not see a drainer that starts and fails: ChangesWaiting does.',
    });
    this.onMessages('CwoDeadLetters', cwoRefresh.deadLetters, {
      what: 'A CWO could not be read from the timesheet system for an hour.',
      blind: 'Does not see a change of which no webhook told: the next run does.',
    });
    const oldest = intake.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD });
    const waiting = {
      what: 'A timesheet change waits for half an hour, although the drainer runs each minute.',
      blind: 'Does not tell why: the log of the drainer does.',
    };
    this.alarm('ChangesWaiting', oldest, waiting, { threshold: CHANGE_WAITS_MAX.toSeconds() });
    const errors = intake.receiver.metricErrors({ period: PERIOD });
    const failing = {
      what: 'The receiver of webhooks fails again and again.',
      blind: 'Does not see deliveries that it refuses: its log does.',
    };
    this.alarm('ReceiverFailing', errors, failing, AGAIN_AND_AGAIN);
    const serverErrors = api.http.metricServerError({ period: PERIOD });
    const broken = {
      what: 'The API answers 5xx again and again.',
      blind: 'Does not tell the route: the log of its accesses does.',
    };
    this.alarm('ApiFailing', serverErrors, broken, AGAIN_AND_AGAIN);
    this.alarm('ApiFailing', pages.http.metricServerError({ period: PERIOD }), broken, AGAIN_AND_AGAIN, 'Pages');
  }

  #onPublication({ publisher, deadLetters }: Publication): void {
    const stale = {
      what: 'What finance reads has been older than the ledger for an hour.',
      blind: 'Does not see a publisher that fails before it looks: PublicationFailed does.',
    };
    this.onWaits('PublicationStale', METRICS.publicationWaitSeconds, stale, PUBLICATION_WAITS_MAX);
    this.onDropped('PublicationFailed', publisher, {
      what: 'A week that changed could not be published, three times running.',
      blind: 'Does not see a pass that was never started: PublicationDeadLetters does.',
    });
    this.onMessages('PublicationDeadLetters', deadLetters, {
      what: 'The scheduler gave up starting the publication of weeks that changed.',
      blind: 'Does not see a disabled schedule.',
    });
  }

  /**
   * One alarm for each function and each direction of a table: what is throttled is then told by its name. A function
   * with a share of its own is throttled by it whenever runs stand side by side, and is waited for.
   */
  #onThrottles(): void {
    const all = Stack.of(this).node.findAll();
    const functions = all.filter((construct) => construct instanceof NodeFunction).filter(({ isCapped }) => !isCapped);
    for (const lambda of functions) {
      const words = {
        what: `Calls of ${lambda.node.id} are throttled again and again.`,
        blind: 'Does not tell who takes the concurrency: the account shares it.',
      };
      this.alarm(
        'FunctionThrottled',
        lambda.metricThrottles({ period: PERIOD }),
        words,
        AGAIN_AND_AGAIN,
        lambda.node.id,
      );
    }
    for (const table of all.filter((construct) => construct instanceof TableV2)) {
      for (const direction of ['Read', 'Write']) {
        const metric = table.metric(`${direction}ThrottleEvents`, { period: PERIOD, statistic: 'Sum' });
        const words = {
          what: `The table ${table.node.id} throttles again and again: ${direction.toLowerCase()}s.`,
          blind: 'Does not tell the partition: CloudWatch contributor insights do.',
        };
        this.alarm('TableThrottled', metric, words, AGAIN_AND_AGAIN, `${table.node.id}${direction}s`);
      }
    }
  }

  /** Of the last day the least: as soon as the schedule starts, all is well. */
  #runMissing(): void {
    const words = {
      what: 'The weekly schedule has not started for eight days.',
      blind: 'Does not see a schedule that starts and fails: ScheduleFailed does.',
    };
    const metric = this.own(METRICS.hoursSinceSchedule, 'Minimum', Duration.days(1));
    this.alarm('RunMissing', metric, words, { threshold: SCHEDULE_AGE_MAX.toHours() });
  }
}
