import { DescribeStateMachineCommand, paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import { engineEnvironment } from '../../../local/engine/start.ts';

// biome-ignore lint/suspicious/noExplicitAny: a state is JSON of many shapes; each test knows the one it looks at.
export type State = any;

/** A state machine as it is deployed. */
export interface Machine {
  readonly arn: string;
  /** Name in the stack, without its hash: `AllocationWorkflowStateMachine`. */
  readonly name: string;
  readonly definition: { readonly States: Readonly<Record<string, State>>; readonly QueryLanguage?: string };
  /** All states by name, those of item processors included. */
  readonly states: ReadonlyMap<string, State>;
}

Object.assign(process.env, engineEnvironment(inject('outputs').EndpointUrl as string));
/** TestState has a host of its own on AWS; the engine has one for all. */
export const sfn = new SFNClient({ disableHostPrefix: true });

/** All state machines of the deployed stack. */
export async function deployedMachines(): Promise<Machine[]> {
  const machines: Machine[] = [];
  for await (const { stateMachines } of paginateListStateMachines({ client: sfn }, {})) {
    for (const { stateMachineArn: arn } of stateMachines ?? []) machines.push(await describe(arn as string));
  }
  return machines;
}

/** @throws Error where there is no such state machine */
export async function deployedMachine(name: string): Promise<Machine> {
  const machine = (await deployedMachines()).find((one) => one.name === name);
  if (!machine) throw new Error(`no state machine ${name} is deployed`);
  return machine;
}

/** States of a type in all deployed state machines, by name. */
export async function deployedStates(type: string): Promise<[string, State, Machine][]> {
  const machines = await deployedMachines();
  return machines.flatMap((machine) =>
    [...machine.states]
      .filter(([, { Type }]) => Type === type)
      .map(([name, state]) => [name, state, machine] as [string, State, Machine]),
  );
}

async function describe(arn: string): Promise<Machine> {
  const { name = '', definition: text = '' } = await sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: arn }),
  );
  const definition = JSON.parse(text);
  return { arn, name, definition, states: new Map(statesOf(definition)) };
}

function statesOf({ States }: State): [string, State][] {
  return Object.entries<State>(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}
