import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRICS } from '../../functions/names.ts';
import { Alarms, PERIOD } from '../base/alarms.ts';
import type { TimesheetSync } from './timesheet-sync.ts';

export interface SyncAlarmsProps {
  readonly docsUrl: string;
  readonly operatorTopic: ITopic;
  readonly sync: TimesheetSync;
}

/** The alarms on the timesheet sync, like those of `lib/monitoring.ts`. */
export class SyncAlarms extends Alarms {
  constructor(scope: Construct, id: string, props: SyncAlarmsProps) {
    super(scope, id, props);
    const { stateMachine, watch, staleHours } = props.sync;
    this.onFailure('TimesheetSyncFailed', stateMachine, {
      what: 'A week of timesheets was not applied to the mirror.',
      blind: 'Does not tell which: the message to operators and the end of the execution do.',
    });
    this.onTimeOut('TimesheetSyncTimedOut', stateMachine, {
      what: 'A timesheet sync did not end in its time.',
      blind: 'Does not tell which week held it up: the execution history does.',
    });
    this.#onDrops();
    this.#onAge(staleHours);
    this.onDropped('TimesheetSyncWatchFailed', watch.watcher, {
      what: 'The watch over the timesheet sync failed, three times running.',
      blind: 'Does not see a watch that was never started: TimesheetSyncDeadLetters does.',
    });
    this.onMessages('TimesheetSyncDeadLetters', watch.deadLetters, {
      what: 'The scheduler gave up starting a timesheet sync, or the watch over it.',
      blind: 'Does not see a disabled schedule.',
    });
  }

  #onDrops(): void {
    const words = {
      what: 'More people of a week have lost all their entries at once than is believed; the week was left as it is.',
      blind: 'Does not see a loss of fewer people, nor of a part of their entries.',
    };
    this.alarm('TimesheetSyncSuspicious', this.own(METRICS.suspiciousTimesheetWeeks, 'Sum', PERIOD), words);
  }

  /** Of the last hours the least: as soon as a sync succeeds, all is well. */
  #onAge(staleHours: number): void {
    const words = {
      what: 'The last timesheet sync that succeeded is too long ago.',
      blind: 'Does not see a mirror that was never filled, nor a source that tells too little.',
    };
    const age = this.own(METRICS.hoursSinceTimesheetSync, 'Minimum', Duration.hours(3));
    this.alarm('TimesheetSyncStale', age, words, { threshold: staleHours });
  }
}
