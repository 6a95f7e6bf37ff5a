import {
  type HistoryEvent,
  ListExecutionsCommand,
  ListMapRunsCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { ExecutionMeasure } from './measures.ts';

/** Measures the newest execution of a state machine, which must have ended. */
export async function measureExecution(client: SFNClient, stateMachineArn: string): Promise<ExecutionMeasure> {
  const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }));
  const executionArn = executions?.[0]?.executionArn;
  const startedAt = executions?.[0]?.startDate;
  if (!executionArn || !startedAt) throw new Error('the workflow was never executed');
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    events.push(...(page.events ?? []));
  const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
  const billed: number[] = [];
  const budgetsFrom = enteredAt(events, 'Refresh budgets');
  for (const { mapRunArn } of mapRuns ?? []) {
    for await (const page of paginateListExecutions({ client }, { mapRunArn })) {
      for (const { startDate, stopDate } of page.executions ?? []) {
        if (!startDate || startDate < budgetsFrom) billed.push(billedSeconds(startDate, stopDate));
      }
    }
  }
  return {
    startedAt,
    phases: phasesOf(events),
    transitions: transitionsOf(events),
    children: billed.length,
    childSeconds: billed.reduce((sum, seconds) => sum + seconds, 0),
  };
}

/** When a state was entered; where it was not, never. */
function enteredAt(events: readonly HistoryEvent[], state: string): Date {
  const entered = events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state);
  return entered?.timestamp ?? new Date(8.64e15);
}

/** Seconds by phase. A phase begins with a task or a Map and is named by it; waits and choices behind it are its own. */
export function phasesOf(events: readonly HistoryEvent[]): Record<string, number> {
  const phases: Record<string, number> = {};
  let phase = 'Start';
  let since = events[0]?.timestamp?.getTime() ?? 0;
  for (const { type, timestamp, stateEnteredEventDetails } of events) {
    const isNewPhase = type === 'TaskStateEntered' || type === 'MapStateEntered';
    const isEnd = type?.startsWith('Execution') && type !== 'ExecutionStarted';
    if (!timestamp || !(isNewPhase || isEnd)) continue;
    phases[phase] = (phases[phase] ?? 0) + (timestamp.getTime() - since) / 1000;
    phase = stateEnteredEventDetails?.name ?? phase;
    since = timestamp.getTime();
  }
  return phases;
}

/** States entered, and tasks tried again. */
export function transitionsOf(events: readonly HistoryEvent[]): number {
  const count = (ending: RegExp) => events.filter(({ type }) => type !== undefined && ending.test(type)).length;
  return count(/StateEntered$/) + count(/^TaskScheduled$/) - count(/^TaskStateEntered$/);
}

function billedSeconds(start: Date | undefined, stop: Date | undefined): number {
  if (!start || !stop) throw new Error('a child of the Map has not ended');
  return Math.max(1, Math.ceil((stop.getTime() - start.getTime()) / 100)) / 10;
}
