import { type Json, print, resourcesOf, type Variant } from './stacks.ts';
import { type State, statesOf } from './states.ts';

export interface Machine {
  readonly name: string;
  readonly definition: { readonly States: Readonly<Record<string, State>>; readonly TimeoutSeconds: number };
  /** All states by name, those of item processors included. */
  readonly states: ReadonlyMap<string, State>;
}

/** The state machines of a variant, with references printed in place of ARNs. */
export function machinesOf(variant: Variant): Machine[] {
  return resourcesOf(variant, 'AWS::StepFunctions::StateMachine').map(([name, { Properties }]) => {
    const definition = JSON.parse(print(Properties.DefinitionString));
    return { name, definition, states: statesOf(definition) };
  });
}

/** @throws Error where there is no such state machine */
export function machineOf(variant: Variant, name: string): Machine {
  const machine = machinesOf(variant).find((one) => one.name === name);
  if (!machine) throw new Error(`there is no state machine ${name}`);
  return machine;
}

/** Longest time in seconds that a state may take with all its retries; where none is set, without end. */
export function longestSeconds({ TimeoutSeconds = Number.POSITIVE_INFINITY, Retry = [] }: State): number {
  const pauses = Retry.flatMap(({ MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2 }: Json) =>
    Array.from({ length: MaxAttempts }, (_, attempt) => IntervalSeconds * BackoffRate ** attempt),
  );
  return TimeoutSeconds * (1 + pauses.length) + pauses.reduce((sum: number, pause: number) => sum + pause, 0);
}
