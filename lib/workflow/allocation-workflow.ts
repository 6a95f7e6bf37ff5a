import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  type IChainable,
  JsonPath,
  LogLevel,
  Pass,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  Succeed,
  type TaskStateBase,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { RUN_FAILED, RUN_PARTIAL } from '../../functions/contract/names.ts';
import type { Configuration } from '../configuration.ts';
import type { Lake } from '../lake.ts';
import type { StepFunctions } from '../step-functions.ts';
import type { Storage } from '../storage.ts';
import { batchChild } from './batch-child.ts';
import { PHASE_RETRY, stepTask } from './tasks.ts';

export interface AllocationWorkflowProps {
  readonly configuration: Configuration;
  readonly functions: StepFunctions;
  readonly storage: Storage;
  readonly lake: Lake;
}

/**
 * The one state machine of every run: open run, query usage, plan batches, allocate in a distributed Map, reconcile,
 * close run. A failure in any phase ends in close run, which tells operators; the execution fails unless the run
 * succeeded.
 */
export class AllocationWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #props: AllocationWorkflowProps;

  constructor(scope: Construct, id: string, props: AllocationWorkflowProps) {
    super(scope, id);
    this.#props = props;
    const { retention } = props.configuration;
    const close = this.#close();
    const reconcile = this.#reconcile(close);
    const plan = this.#plan(this.#map(reconcile, close), reconcile, close);
    const query = this.#queryUsage(plan, close);
    const begin = this.#select(query, plan, close);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromChainable(this.#open(begin)),
      timeout: Duration.hours(6),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: retention.logDays as RetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        // Inputs name employees.
        includeExecutionData: false,
      },
    });
  }

  #open(next: IChainable): IChainable {
    const open = stepTask(this, 'Open run', this.#props.functions.openRun, {
      payload: {
        input: '{% $states.input %}',
        execution: {
          id: '{% $states.context.Execution.Id %}',
          startTime: '{% $states.context.Execution.StartTime %}',
        },
      },
      assign: {
        run: '{% $states.result.Payload %}',
        query: '{% null %}',
        selectionKey: '{% null %}',
        planKey: '{% null %}',
        reconciledKey: '{% null %}',
        failure: '{% null %}',
        polls: 0,
      },
      timeoutSeconds: 30,
      retry: PHASE_RETRY,
    });
    open.addCatch(this.#fail('Run not opened', 'the run could not be opened: see the input'), {
      errors: ['States.ALL'],
    });
    return open.next(next);
  }

  /** A recalculation names its employees; the lake is asked only for those without a head. */
  #select(query: IChainable, plan: IChainable, close: IChainable): IChainable {
    const requestKey = '$states.context.Execution.Input.requestKey';
    const select = stepTask(this, 'Select employees', this.#props.functions.selectEmployees, {
      payload: { run: '{% $run %}', requestKey: `{% ${requestKey} %}` },
      assign: { selectionKey: '{% $states.result.Payload.selectionKey %}' },
      timeoutSeconds: 60,
      retry: PHASE_RETRY,
    });
    this.#catchInto(select, 'select employees', close);
    const selected = Choice.jsonata(this, 'Usage of heads only?')
      .when(Condition.jsonata('{% $states.input.needsUsage %}'), query)
      .otherwise(plan);
    return Choice.jsonata(this, 'Recalculation?')
      .when(Condition.jsonata(`{% $exists(${requestKey}) %}`), select.next(selected))
      .otherwise(query);
  }

  /** Started by a function, awaited here: at most `usagePollsMax` looks, `usagePollSeconds` apart. */
  #queryUsage(plan: IChainable, close: IChainable): IChainable {
    const { usagePollSeconds, usagePollsMax } = this.#props.configuration.workflow;
    const start = stepTask(this, 'Start usage query', this.#props.functions.startUsageQuery, {
      payload: {
        run: '{% $run %}',
        attempt: '{% $states.context.State.RetryCount %}',
        selectionKey: '{% $selectionKey %}',
      },
      assign: { query: '{% $states.result.Payload %}' },
      timeoutSeconds: 30,
      retry: PHASE_RETRY,
    });
    const wait = Wait.jsonata(this, 'Wait for usage', { time: WaitTime.duration(Duration.seconds(usagePollSeconds)) });
    const check = CallAwsService.jsonata(this, 'Check usage query', {
      service: 'athena',
      action: 'getQueryExecution',
      parameters: { QueryExecutionId: '{% $query.queryId %}' },
      iamResources: [this.#props.lake.workGroupArn],
      assign: { polls: '{% $polls + 1 %}' },
      outputs: {
        state: '{% $states.result.QueryExecution.Status.State %}',
        reason: '{% $string($states.result.QueryExecution.Status.StateChangeReason) ~> $substring(0, 500) %}',
      },
    });
    check.addRetry({ ...PHASE_RETRY, errors: ['States.ALL'] });
    this.#catchInto(start, 'query usage', close);
    this.#catchInto(check, 'query usage', close);
    const ended = Choice.jsonata(this, 'Usage ready?')
      .when(Condition.jsonata("{% $states.input.state = 'SUCCEEDED' %}"), plan)
      .when(
        Condition.jsonata("{% $states.input.state in ['FAILED', 'CANCELLED'] %}"),
        this.#failed(
          'Usage query failed',
          "'the usage query ended as ' & $states.input.state & ': ' & $states.input.reason",
          close,
        ),
      )
      .when(
        Condition.jsonata(`{% $polls >= ${usagePollsMax} %}`),
        this.#failed('Usage query too slow', `'the usage query did not end in ${usagePollsMax} looks'`, close),
      )
      .otherwise(wait);
    return start.next(wait).next(check).next(ended);
  }

  #plan(map: IChainable, reconcile: IChainable, close: IChainable): IChainable {
    const plan = stepTask(this, 'Plan batches', this.#props.functions.planBatches, {
      payload: { run: '{% $run %}', query: '{% $query %}', selectionKey: '{% $selectionKey %}' },
      assign: {
        planKey: '{% $exists($states.result.Payload.planKey) ? $states.result.Payload.planKey : null %}',
        failure: '{% $exists($states.result.Payload.failure) ? $states.result.Payload.failure : null %}',
      },
      timeoutSeconds: 900,
      retry: PHASE_RETRY,
    });
    this.#catchInto(plan, 'plan batches', close);
    const planned = Choice.jsonata(this, 'Planned?')
      .when(Condition.jsonata("{% $states.input.kind = 'ENDED' %}"), close)
      .when(Condition.jsonata('{% $states.input.batches = 0 %}'), reconcile)
      .otherwise(map);
    return plan.next(planned);
  }

  #map(reconcile: IChainable, close: IChainable): IChainable {
    const { configuration, functions, storage } = this.#props;
    // The one state in JSONPath, in which an item reader takes a dynamic key on every engine.
    const map = new DistributedMap(this, 'Allocate batches', {
      mapExecutionType: StateMachineType.EXPRESS,
      maxConcurrency: configuration.workflow.mapConcurrency,
      itemReader: new S3JsonItemReader({ bucket: storage.runBucket, key: JsonPath.stringAt('$.manifestKey') }),
      // What a batch came to is in its receipt; reconcile counts them.
      toleratedFailurePercentage: 100,
      resultPath: JsonPath.DISCARD,
    });
    map.itemProcessor(batchChild(this, functions, storage.runBucket));
    map.addRetry({ ...PHASE_RETRY, errors: ['States.ItemReaderFailed'] });
    const failed = Pass.jsonata(this, 'Map failed', {
      assign: { failure: phaseFailure('allocate', '$states.input') },
    });
    map.addCatch(failed.next(close), { errors: ['States.ALL'] });
    return map.next(reconcile);
  }

  #reconcile(close: IChainable): IChainable {
    const reconcile = stepTask(this, 'Reconcile', this.#props.functions.reconcile, {
      payload: { run: '{% $run %}', planKey: '{% $planKey %}' },
      assign: { reconciledKey: '{% $states.result.Payload.reconciledKey %}' },
      timeoutSeconds: 600,
      retry: PHASE_RETRY,
    });
    this.#catchInto(reconcile, 'reconcile', close);
    return reconcile.next(close);
  }

  #close(): IChainable {
    const close = stepTask(this, 'Close run', this.#props.functions.closeRun, {
      payload: {
        run: '{% $run %}',
        planKey: '{% $planKey %}',
        reconciledKey: '{% $reconciledKey %}',
        failure: '{% $failure %}',
      },
      timeoutSeconds: 30,
      retry: PHASE_RETRY,
    });
    close.addCatch(this.#fail('Run not closed', 'the run could not be closed: its record still says RUNNING'), {
      errors: ['States.ALL'],
    });
    const ended = Choice.jsonata(this, 'How did it end?')
      .when(Condition.jsonata("{% $states.input.status = 'SUCCEEDED' %}"), new Succeed(this, 'Run succeeded', {}))
      .when(
        Condition.jsonata("{% $states.input.status = 'PARTIAL' %}"),
        new Fail(this, 'Run partial', { error: RUN_PARTIAL, cause: 'some employee-weeks were set aside or failed' }),
      )
      .otherwise(this.#fail('Run failed', 'see the run record'));
    return close.next(ended);
  }

  #failed(id: string, message: string, close: IChainable): IChainable {
    const failure = { code: 'USAGE_QUERY_FAILED', message: `{% ${message} %}` };
    return Pass.jsonata(this, id, { assign: { failure } }).next(close);
  }

  #fail(id: string, cause: string): Fail {
    return new Fail(this, id, { error: RUN_FAILED, cause });
  }

  #catchInto(task: TaskStateBase, phase: string, close: IChainable): void {
    task.addCatch(close, {
      errors: ['States.ALL'],
      assign: { failure: phaseFailure(phase, '$states.errorOutput') },
    });
  }
}

/** @param error the JSONata path of the error's name and cause */
function phaseFailure(phase: string, error: string) {
  const cause = `$substring($string(${error}.Cause), 0, 500)`;
  return { code: 'PHASE_FAILED', message: `{% '${phase}: ' & ${error}.Error & ': ' & ${cause} %}` };
}
