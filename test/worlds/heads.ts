import type { Allocation, AllocationLine } from '../../core/allocation/allocation.ts';
import type { DecisionInputs, Head } from '../../core/ledger/revision.ts';
import type { SourceUsage } from '../../core/usage/usage.ts';
import { MONDAY, usage } from './rule-weeks.ts';

/** What the ledger holds of an employee-week before a run decides: the head, its inputs, its lines. */

export function source(costUsd: string, tokens = 900n, name = 'claude_code'): SourceUsage {
  return { source: name, ...usage(costUsd, tokens) };
}

export function inputs(changes: Partial<DecisionInputs> = {}): DecisionInputs {
  return {
    runId: 'run-1',
    trigger: 'WEEKLY',
    decidedAt: '2026-11-23T06:00:30.000Z',
    timesheet: { status: 'APPROVED', version: 1 },
    isKnownEmployee: true,
    usageAsOf: '2026-11-23T06:00:00.000Z',
    sources: [source('45.00')],
    evidenceHash: '0'.repeat(64),
    ...changes,
  };
}

/** A head whose revision has this allocation, and that later inputs may have confirmed. */
export function headOf(allocation: Allocation, decided = inputs(), confirmation: DecisionInputs | null = null): Head {
  return {
    headVersion: confirmation ? 2 : 1,
    revision: { employeeId: 'E1', mondayDate: MONDAY, revision: 1, inputs: decided, allocation, previousHash: null },
    revisionHash: '1'.repeat(64),
    confirmation,
    decisionId: 'decision-1',
  };
}

export function line(changes: Partial<AllocationLine> = {}): AllocationLine {
  return {
    target: 'C1',
    tokens: 900n,
    costUsd4: 450_000n,
    reason: null,
    billable: true,
    cwoRoleId: 'R1',
    role: 'DEVELOPER',
    hours: 4000,
    cwoName: 'Work order C1',
    projectId: 'P1',
    projectName: 'Payments',
    clientId: 'CL1',
    clientName: 'Bank',
    ...changes,
  };
}

export function allocationOf(lines: readonly AllocationLine[], changes: Partial<Allocation> = {}): Allocation {
  return { basis: 'ACTUAL', method: 'LOGGED_HOURS', flags: [], lines, ...changes };
}
