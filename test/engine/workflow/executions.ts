import { setTimeout } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { inject } from 'vitest';
import { NO_EFFORT } from '../../../core/runs/effort.ts';
import { type Machine, sfn } from './machines.ts';

/** What a task comes to instead of its call. */
export type Mock =
  | { readonly Return: unknown }
  | { readonly Throw: { readonly Error: string; readonly Cause: string } };

/** By state: one for all its calls, or one for each, the last for all that follow. */
export type Mocks = Readonly<Record<string, Mock | readonly Mock[]>>;

/** An execution that has ended. */
export interface Ended extends DescribeExecutionCommandOutput {
  /** States entered, in order; those of Maps are not told. */
  readonly path: readonly string[];
  readonly events: readonly HistoryEvent[];
}

const POLLS_MAX = 300;
const POLL_MS = 100;
const CASE = 'test';

/** As functions return, with what was spent so far. */
export const returns = (payload: object): Mock => ({ Return: { Payload: { ...payload, effort: NO_EFFORT } } });
export const fails = (error: string, cause = 'for the test'): Mock => ({ Throw: { Error: error, Cause: cause } });

/** How much of every wait and pause the engine really waits: 0 in these tests, 1 for all others. */
export async function scaleWaits(scale: 0 | 1): Promise<void> {
  await configure({ 'stepfunctions._SFN_WAIT_SCALE': scale });
}

/** Runs a deployed state machine with the calls of some tasks mocked, to its end. */
export async function execute({ arn }: Machine, input: unknown, mocks: Mocks): Promise<Ended> {
  const name = arn.split(':').at(-1) as string;
  const mocked = Object.entries(mocks).map(([state, mock]) => [state, responses([mock].flat())]);
  await configure({
    'stepfunctions._sfn_mock_config': {
      StateMachines: { [name]: { TestCases: { [CASE]: Object.fromEntries(mocked.map(([state]) => [state, state])) } } },
      MockedResponses: Object.fromEntries(mocked),
    },
  });
  return run(`${arn}#${CASE}`, input);
}

/** Runs a state machine to its end. */
export async function run(stateMachineArn: string, input: unknown): Promise<Ended> {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  const ended = await waitFor(executionArn);
  const events = await historyOf(executionArn);
  const path = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  return { ...ended, events, path };
}

/** Events of an execution, or of a child of a distributed Map. */
export async function historyOf(executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client: sfn, pageSize: 1000 }, { executionArn });
  for await (const page of pages) events.push(...(page.events ?? []));
  return events;
}

/** Failed tries of tasks, as `error: cause`. */
export function failedTries(events: readonly HistoryEvent[]): string[] {
  const failures = events.flatMap(({ taskFailedEventDetails }) => taskFailedEventDetails ?? []);
  return failures.map(({ error, cause }) => `${error}: ${cause}`);
}

async function waitFor(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await setTimeout(POLL_MS);
  }
  throw new Error(`${executionArn} did not end`);
}

function responses(mocks: readonly Mock[]): Record<string, Mock> {
  const last = mocks.length - 1;
  return Object.fromEntries(mocks.map((mock, call) => [call < last ? `${call}` : `${call}-9999`, mock]));
}

async function configure(values: Readonly<Record<string, unknown>>): Promise<void> {
  const url = `${inject('outputs').EndpointUrl}/_ministack/config`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(values) });
  const { applied } = (await response.json()) as { applied: object };
  if (Object.keys(applied).length !== Object.keys(values).length) throw new Error('the engine took no configuration');
}
