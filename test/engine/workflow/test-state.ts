import { TestStateCommand, type TestStateCommandOutput } from '@aws-sdk/client-sfn';
import type { State } from '../../lib/states.ts';
import { sfn } from './machines.ts';

export interface StateCase {
  readonly input?: unknown;
  /** Variables and context that the state finds. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  /** The error in which its task ends. */
  readonly error?: string;
  /** How often it has been tried again before. */
  readonly retries?: number;
}

/** One state by itself, in Step Functions' own interpretation. */
export function testState(state: State, given: StateCase): Promise<TestStateCommandOutput> {
  const { input = {}, variables = {}, context = {}, error, retries = 0 } = given;
  return sfn.send(
    new TestStateCommand({
      definition: JSON.stringify(state),
      input: JSON.stringify(input),
      inspectionLevel: 'DEBUG',
      variables: JSON.stringify(variables),
      // The engine looks for variables here.
      context: JSON.stringify({ ...context, variables }),
      stateConfiguration: { retrierRetryCount: retries },
      ...(error && { mock: { errorOutput: { error, cause: 'for the test' } } }),
    }),
  );
}
