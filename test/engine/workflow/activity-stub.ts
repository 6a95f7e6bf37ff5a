import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  GetActivityTaskCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import type { State } from '../../lib/states.ts';
import { type Ended, run } from './executions.ts';
import { sfn } from './machines.ts';

export interface Recovery {
  /** How often the task fails before it succeeds. */
  readonly failures: number;
  readonly error: string;
  readonly result: unknown;
  /** Variables as they stand when the state is entered. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly input: unknown;
}

export interface Recovered {
  readonly ended: Ended;
  /** What each try was called with. */
  readonly calls: readonly State[];
  readonly output: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A state of a deployed definition, whose task we do ourselves: it fails a few times and then succeeds. */
export async function recover(name: string, state: State, recovery: Recovery): Promise<Recovered> {
  const id = name.replaceAll(' ', '-');
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: id }));
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: id,
      roleArn: 'arn:aws:iam::000000000000:role/for-the-test',
      definition: JSON.stringify(around({ ...state, Resource: activityArn }, recovery.variables)),
    }),
  );
  try {
    const [ended, calls] = await Promise.all([run(stateMachineArn, recovery.input), work(activityArn, recovery)]);
    return { ended, calls, ...JSON.parse(ended.output ?? '{}') };
  } finally {
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await sfn.send(new DeleteActivityCommand({ activityArn }));
  }
}

/** Sets the variables before the state, and shows them and its output behind it. */
function around({ End: _, Catch: __, ...state }: State, variables: Recovery['variables']): State {
  const shown = Object.fromEntries(Object.keys(variables).map((name) => [name, `{% $${name} %}`]));
  return {
    StartAt: 'Given',
    States: {
      Given: { Type: 'Pass', QueryLanguage: 'JSONata', Assign: asLiterals(variables), Next: 'Tested' },
      Tested: { ...state, Next: 'Shown' },
      Shown: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Output: { output: '{% $states.input %}', variables: shown },
        End: true,
      },
    },
  };
}

/** A null is no value of an Assign but an expression of one. */
function asLiterals(variables: Recovery['variables']): State {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? '{% null %}']));
}

async function work(activityArn: string | undefined, { failures, error, result }: Recovery): Promise<State[]> {
  const calls: State[] = [];
  while (calls.length <= failures) {
    const { taskToken, input } = await sfn.send(new GetActivityTaskCommand({ activityArn }));
    if (!taskToken) throw new Error(`no further try after ${calls.length}`);
    calls.push(JSON.parse(input ?? 'null'));
    if (calls.length <= failures)
      await sfn.send(new SendTaskFailureCommand({ taskToken, error, cause: 'for the test' }));
    else await sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(result) }));
  }
  return calls;
}
