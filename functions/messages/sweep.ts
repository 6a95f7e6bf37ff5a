import { z } from 'zod';
import type { RunSummary } from '../../core/runs/run.ts';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { mondaySchema } from './events.ts';

/** The events of the sweep's steps. */

const stateSchema = z.object({
  cursor: z.string().nullable(),
  recheckAfter: z.object({ employeeId: z.string().regex(IDENTIFIER), mondayDate: mondaySchema }).nullable(),
});

export const collectChangesEventSchema = z.object({ executionId: z.string().min(1) });
export type CollectChangesEvent = z.infer<typeof collectChangesEventSchema>;

const requestSchema = z.object({
  /** Of the execution that recalculates it. */
  name: z.string().min(1).max(80),
  weekStartDate: mondaySchema,
  requestKey: z.string().min(1),
});
export type SweepRequest = z.infer<typeof requestSchema>;

export const sweepPlanSchema = z.object({
  before: stateSchema,
  next: stateSchema,
  requests: z.array(requestSchema),
  changes: z.int().min(0),
  rechecks: z.int().min(0),
});
export type SweepPlan = z.infer<typeof sweepPlanSchema>;

export interface SweepRun {
  readonly weekStartDate: string;
  readonly runId: string | null;
  readonly status: RunSummary['status'] | 'MISSING';
}

export interface SweepResult {
  readonly isAdvanced: boolean;
  readonly changes: number;
  readonly rechecks: number;
  readonly runs: readonly SweepRun[];
}
