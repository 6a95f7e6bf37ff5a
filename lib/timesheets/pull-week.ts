import { Choice, Condition, type IChainable, Pass, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { TimesheetSourceConfiguration } from '../configuration.ts';
import { PHASE_RETRY, stepTask } from '../run/tasks.ts';
import { SYNC_TIMEOUTS, type SyncFunctions } from './sync-functions.ts';

/** Not every error has a cause; joined to a text it is at least empty, never undefined. */
export const causeOf = (error: string) => `${error}.Error & ': ' & $substring('' & ${error}.Cause, 0, 500)`;

/** Requests of all rounds of the week's pull; null where none was made. */
export const REQUESTS = '$exists($position.requests) ? $position.requests : null';

/** Pulls a week, round after round, until it is a snapshot, which is applied unless it is only looked at, or a result that says why it is none. */
export function pullWeek(scope: Construct, functions: SyncFunctions, apply: IChainable): IChainable {
  const pull = stepTask(scope, 'Pull week', functions.pullWeek, {
    payload:
      "{% $merge([$week, {'seq': $sync.seq, 'owner': $sync.owner, 'connector': $lookup($connectors, $week.source), 'position': $position}]) %}",
    assign: { position: '{% $states.result.Payload.position %}' },
    timeoutSeconds: SYNC_TIMEOUTS.pull,
    retry: PHASE_RETRY,
  });
  const failed = Pass.jsonata(scope, 'Week not pulled', {
    outputs: {
      source: '{% $week.source %}',
      weekStartDate: '{% $week.weekStartDate %}',
      status: '{% $states.input.status %}',
      failure: '{% $states.input.failure %}',
      requests: `{% ${REQUESTS} %}`,
    },
  });
  pull.addCatch(failed, {
    errors: ['States.ALL'],
    outputs: { status: 'FAILED', failure: `{% ${causeOf('$states.errorOutput')} %}` },
  });
  const looked = Pass.jsonata(scope, 'Week looked at', {
    outputs: {
      source: '{% $week.source %}',
      weekStartDate: '{% $week.weekStartDate %}',
      snapshotKey: '{% $states.input.snapshotKey %}',
      requests: `{% ${REQUESTS} %}`,
    },
  });
  const wait = Wait.jsonata(scope, 'Wait for quota', { time: WaitTime.seconds('{% $states.input.waitSeconds %}') });
  const pulled = Choice.jsonata(scope, 'Week pulled?')
    .when(Condition.jsonata("{% $states.input.status = 'DONE' and $sync.apply %}"), apply)
    .when(Condition.jsonata("{% $states.input.status = 'DONE' %}"), looked)
    .when(Condition.jsonata("{% $states.input.status = 'MORE' %}"), pull)
    .when(Condition.jsonata("{% $states.input.status = 'WAIT' %}"), wait.next(pull))
    .otherwise(failed);
  return pull.next(pulled);
}

/** How each source is asked, by its name, as `connectorSchema` in `functions/messages/timesheets.ts` takes it. */
export function connectorsOf(sources: readonly TimesheetSourceConfiguration[]): Record<string, object> {
  return Object.fromEntries(
    sources.map(({ name, baseUrl = null, afterDays: _, ...connector }) => [name, { ...connector, baseUrl }]),
  );
}
