import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { phasesOf, transitionsOf } from '../../bench/execution.ts';

const START = Date.parse('2026-11-23T06:00:00Z');

function event(seconds: number, type: HistoryEventType, name?: string): HistoryEvent {
  const entered = name === undefined ? {} : { stateEnteredEventDetails: { name } };
  return { id: 0, timestamp: new Date(START + seconds * 1000), type, ...entered };
}

const HISTORY = [
  event(0, 'ExecutionStarted'),
  event(1, 'TaskStateEntered', 'Open run'),
  event(1, 'TaskScheduled'),
  event(3, 'TaskStateEntered', 'Query'),
  event(3, 'TaskScheduled'),
  event(4, 'WaitStateEntered', 'Wait'),
  event(9, 'TaskStateEntered', 'Check'),
  event(9, 'TaskScheduled'),
  event(9, 'TaskFailed'),
  event(10, 'TaskScheduled'),
  event(11, 'ChoiceStateEntered', 'Ready?'),
  event(11, 'WaitStateEntered', 'Wait'),
  event(16, 'TaskStateEntered', 'Check'),
  event(16, 'TaskScheduled'),
  event(17, 'MapStateEntered', 'Batches'),
  event(40, 'SucceedStateEntered', 'Done'),
  event(41, 'ExecutionSucceeded'),
];

describe('the history of an execution', () => {
  it('gives each second to the phase that began last', () => {
    expect(phasesOf(HISTORY)).toEqual({ Start: 1, 'Open run': 2, Query: 6, Check: 8, Batches: 24 });
  });

  it('loses no second of a failed execution either', () => {
    const events = [...HISTORY.slice(0, -2), event(20, 'ExecutionFailed')];

    expect(phasesOf(events)).toMatchObject({ Batches: 3 });
  });

  it('is empty where nothing happened', () => {
    expect(phasesOf([])).toEqual({});
  });

  it('counts a transition for each state entered and each further try', () => {
    expect(transitionsOf(HISTORY)).toBe(9 + 1);
  });
});
