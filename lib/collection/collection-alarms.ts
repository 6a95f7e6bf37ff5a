import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { METRICS } from '../../functions/names.ts';
import { Alarms } from '../base/alarms.ts';
import type { CollectionWorkflow } from './collection-workflow.ts';

export interface CollectionAlarmsProps {
  readonly docsUrl: string;
  readonly operatorTopic: ITopic;
  readonly collection: CollectionWorkflow;
}

/** Two collections of which one may have failed, and the time that one takes. */
const AGE_MAX = Duration.days(3);

/** The alarms on the collection of usage, like those of `lib/monitoring.ts`. */
export class CollectionAlarms extends Alarms {
  constructor(scope: Construct, id: string, props: CollectionAlarmsProps) {
    super(scope, id, props);
    const { stateMachine, deadLetters, watcher, sources } = props.collection;
    this.onFailure('CollectionFailed', stateMachine, {
      what: 'Usage of a source, or a week of it, was not collected.',
      blind: 'Does not tell which: the message to operators and "ledger usage status" do.',
    });
    this.onTimeOut('CollectionTimedOut', stateMachine, {
      what: 'A collection did not end in its time.',
      blind: 'Does not tell which source is slow: the execution history does.',
    });
    this.onMessages('CollectionDeadLetters', deadLetters, {
      what: 'The scheduler gave up starting the collection of usage, or the watch over it.',
      blind: 'Does not see a disabled schedule: CollectionStale does.',
    });
    this.onDropped('CollectionWatchFailed', watcher, {
      what: 'The watch over the collection of usage failed, three times running.',
      blind: 'Does not see a watch that was never started: CollectionDeadLetters does.',
    });
    for (const source of sources) this.#onAge(source);
  }

  /** Of the last day the least: as soon as the source is collected, all is well. */
  #onAge(source: string): void {
    const words = {
      what: `Nothing was collected of ${source} for days.`,
      blind: 'Does not see a source that was never collected (CollectionFailed does), nor one that tells too little.',
    };
    const age = this.own(METRICS.hoursSinceCollection, 'Minimum', Duration.days(1), { source });
    this.alarm('CollectionStale', age, words, { threshold: AGE_MAX.toHours() }, source);
  }
}
