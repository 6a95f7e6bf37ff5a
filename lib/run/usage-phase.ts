import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, type IChainable, Pass, Timeout, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Lake } from '../base/lake.ts';
import type { Configuration } from '../configuration.ts';
import { catchInto } from './closing-phase.ts';
import type { RunFunctions } from './run-functions.ts';
import { EFFORT, PHASE_RETRY, stepTask } from './tasks.ts';

export interface UsagePhaseProps {
  readonly configuration: Configuration;
  readonly functions: RunFunctions;
  readonly lake: Lake;
}

export interface NextPhases {
  readonly plan: IChainable;
  readonly close: IChainable;
}

/** Where the usage comes from: the lake; for a recalculation the heads, and the lake for employees without one. */
export function usagePhase(scope: Construct, props: UsagePhaseProps, next: NextPhases): IChainable {
  const requestKey = '$states.context.Execution.Input.requestKey';
  const query = queryUsage(scope, props, next);
  const select = stepTask(scope, 'Select employees', props.functions.selectEmployees, {
    payload: { run: '{% $run %}', requestKey: `{% ${requestKey} %}`, ...EFFORT.soFar },
    assign: { selectionKey: '{% $states.result.Payload.selectionKey %}', ...EFFORT.kept },
    timeoutSeconds: 60,
    retry: PHASE_RETRY,
  });
  catchInto(select, 'select employees', next.close);
  const selected = Choice.jsonata(scope, 'Usage of heads only?')
    .when(Condition.jsonata('{% $states.input.needsUsage %}'), query)
    .otherwise(next.plan);
  return Choice.jsonata(scope, 'Recalculation?')
    .when(Condition.jsonata(`{% $exists(${requestKey}) %}`), select.next(selected))
    .otherwise(query);
}

/** Started by a function, awaited here: at most `usagePollsMax` looks, `usagePollSeconds` apart. */
function queryUsage(scope: Construct, props: UsagePhaseProps, { plan, close }: NextPhases): IChainable {
  const { usagePollSeconds, usagePollsMax } = props.configuration.workflow;
  const start = stepTask(scope, 'Start usage query', props.functions.startUsageQuery, {
    payload: {
      run: '{% $run %}',
      attempt: '{% $states.context.State.RetryCount %}',
      selectionKey: '{% $selectionKey %}',
      ...EFFORT.soFar,
    },
    assign: { query: '{% $states.result.Payload %}', ...EFFORT.kept },
    timeoutSeconds: 30,
    retry: PHASE_RETRY,
  });
  const wait = Wait.jsonata(scope, 'Wait for usage', { time: WaitTime.duration(Duration.seconds(usagePollSeconds)) });
  const check = checkQuery(scope, props.lake.workGroupArn);
  catchInto(start, 'query usage', close);
  catchInto(check, 'query usage', close);
  const failed = (id: string, message: string) => {
    const failure = { code: 'USAGE_QUERY_FAILED', message: `{% ${message} %}` };
    return Pass.jsonata(scope, id, { assign: { failure } }).next(close);
  };
  const asWhat = "'the usage query ended as ' & $states.input.state & ': ' & $states.input.reason";
  const tooSlow = `'the usage query did not end in ${usagePollsMax} looks'`;
  const ended = Choice.jsonata(scope, 'Usage ready?')
    .when(Condition.jsonata("{% $states.input.state = 'SUCCEEDED' %}"), plan)
    .when(
      Condition.jsonata("{% $states.input.state in ['FAILED', 'CANCELLED'] %}"),
      failed('Usage query failed', asWhat),
    )
    .when(Condition.jsonata(`{% $polls >= ${usagePollsMax} %}`), failed('Usage query too slow', tooSlow))
    .otherwise(wait);
  return start.next(wait).next(check).next(ended);
}

function checkQuery(scope: Construct, workGroupArn: string): CallAwsService {
  const check = CallAwsService.jsonata(scope, 'Check usage query', {
    service: 'athena',
    action: 'getQueryExecution',
    parameters: { QueryExecutionId: '{% $query.queryId %}' },
    iamResources: [workGroupArn],
    taskTimeout: Timeout.duration(Duration.seconds(30)),
    assign: { polls: '{% $polls + 1 %}' },
    outputs: {
      state: '{% $states.result.QueryExecution.Status.State %}',
      // Athena gives a reason only where it has one; joined to a text it is at least empty, never undefined.
      reason: "{% $substring('' & $states.result.QueryExecution.Status.StateChangeReason, 0, 500) %}",
    },
  });
  check.addRetry({ ...PHASE_RETRY, errors: ['States.ALL'] });
  return check;
}
