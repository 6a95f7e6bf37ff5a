import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { JitterType, type RetryProps, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { TRANSIENT_ERROR } from '../../functions/names.ts';

/** Failures that pass: of the service, of a sandbox that died, and those to which our functions give this name. */
export const RETRIED_ERRORS: readonly string[] = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'States.Timeout',
  TRANSIENT_ERROR,
];

/** Whether the run looks at employee-weeks that were named to it, as `core/ledger/revision.ts` tells triggers apart. */
export const IS_RECALCULATION = "$run.trigger in ['WEBHOOK', 'SWEEP', 'USAGE']";

/**
 * For the phases outside the batches, which have hours: three tries more after at most 15, 30 and 60 s, with jitter, 52 s
 * on average. Within each of the four tries the SDK sends a request several times (`adapters/aws/clients.ts`).
 */
export const PHASE_RETRY: RetryProps = {
  errors: [...RETRIED_ERRORS],
  maxAttempts: 3,
  interval: Duration.seconds(15),
  backoffRate: 2,
  jitterStrategy: JitterType.FULL,
};

/**
 * For a state that starts a run: only what kept it from starting. One that ended badly has told operators itself. AWS
 * documents no name for a start that is throttled: it is the exception's or the one that stands for the whole service.
 */
export const START_RETRY: RetryProps = {
  errors: [
    'StepFunctions.AWSStepFunctionsException',
    'StepFunctions.ThrottlingException',
    'StepFunctions.ExecutionLimitExceededException',
    'StepFunctions.SdkClientException',
  ],
  maxAttempts: 3,
  interval: Duration.seconds(10),
  backoffRate: 2,
  jitterStrategy: JitterType.FULL,
};

/** Hands a phase what the phases before it have spent, and keeps what it says is spent with it. */
export const EFFORT = {
  soFar: { effort: '{% $effort %}' },
  kept: { effort: '{% $states.result.Payload.effort %}' },
} as const;

export interface StepTaskProps {
  /** JSONata expressions by field of the function's event, or one for the whole event. */
  readonly payload: Record<string, unknown> | string;
  readonly assign?: Record<string, unknown>;
  readonly timeoutSeconds: number;
  readonly retry: RetryProps;
}

/** A state that invokes a step's function; its output is what the function returns. */
export function stepTask(scope: Construct, id: string, lambdaFunction: IFunction, props: StepTaskProps): LambdaInvoke {
  const { payload, assign, timeoutSeconds, retry } = props;
  const task = LambdaInvoke.jsonata(scope, id, {
    lambdaFunction,
    payload: typeof payload === 'string' ? TaskInput.fromText(payload) : TaskInput.fromObject(payload),
    outputs: '{% $states.result.Payload %}',
    ...(assign && { assign }),
    taskTimeout: Timeout.duration(Duration.seconds(timeoutSeconds)),
    retryOnServiceExceptions: false,
  });
  task.addRetry(retry);
  return task;
}
