import { DescribeStateMachineCommand, paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import { engineEnvironment } from '../../../local/engine/start.ts';
import { type State, statesOf } from '../../lib/states.ts';

/** CloudFormation names a state machine after stack and logical id, each with a hash behind it. */
const NAME = /^tokenledger-local-(\w+)[0-9A-F]{8}-[0-9A-Z]+$/;

/** A state machine as it is deployed. */
export interface Machine {
  readonly arn: string;
  /** Name in the stack, without its hash: `AllocationWorkflowStateMachine`. */
  readonly name: string;
  readonly definition: { readonly QueryLanguage?: string };
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
    for (const { stateMachineArn: arn = '', name = '' } of stateMachines ?? []) {
      const [, ownName] = NAME.exec(name) ?? [];
      if (ownName) machines.push(await describe(arn, ownName));
    }
  }
  return machines;
}

/** @throws Error where there is no such state machine */
export async function deployedMachine(name: string): Promise<Machine> {
  const machine = (await deployedMachines()).find((one) => one.name === name);
  if (!machine) throw new Error(`no state machine ${name} is deployed`);
  return machine;
}

/** States of a type in all deployed state machines, by name; each says itself in which language it is. */
export async function deployedStates(type: string): Promise<[string, State][]> {
  const machines = await deployedMachines();
  return machines.flatMap(({ states, definition: { QueryLanguage = 'JSONPath' } }) =>
    [...states]
      .filter(([, { Type }]) => Type === type)
      .map(([name, state]) => [name, { QueryLanguage, ...state }] as [string, State]),
  );
}

async function describe(arn: string, name: string): Promise<Machine> {
  const { definition: text = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
  const definition = JSON.parse(text);
  return { arn, name, definition, states: statesOf(definition) };
}
