import { z } from 'zod';
import type { UnreadableChanges } from '../../core/recalculation/change-feed.ts';
import type { Trouble } from '../../core/recalculation/troubles.ts';
import type { RunFailureCode, RunSummary } from '../../core/runs/run.ts';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { mondaySchema } from './events.ts';

/** The events of the sweep's steps. */

const employeeWeekSchema = z.object({ employeeId: z.string().regex(IDENTIFIER), mondayDate: mondaySchema });
const stateSchema = z.object({
  cursor: z.string().nullable(),
  recheckAfter: employeeWeekSchema.nullable(),
  caughtUpTo: z.iso.datetime().nullable(),
  troubles: z
    .array(
      employeeWeekSchema.extend({ sweeps: z.int().min(1), reason: z.string(), parkedAt: z.iso.datetime().nullable() }),
    )
    .readonly(),
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

const unreadableSchema = z.object({
  count: z.int().min(0),
  sample: z.object({ fields: z.string(), detail: z.string() }).nullable(),
});

export const sweepPlanSchema = z.object({
  before: stateSchema,
  next: stateSchema,
  requests: z.array(requestSchema),
  changes: z.int().min(0),
  /** Changes that name no employee-week. */
  unreadable: unreadableSchema,
  rechecks: z.int().min(0),
  /** When it was collected. */
  collectedAt: z.iso.datetime(),
  /** Of the changes that are recalculated and newer than all before, when the oldest and the newest came about, or null. */
  oldestChangeAt: z.iso.datetime().nullable(),
  newestChangeAt: z.iso.datetime().nullable(),
  /** Whether the feed has more. */
  hasMore: z.boolean(),
});
export type SweepPlan = z.infer<typeof sweepPlanSchema>;

export interface SweepRun {
  readonly weekStartDate: string;
  readonly runId: string | null;
  readonly status: RunSummary['status'] | 'MISSING';
  readonly failure: RunFailureCode | null;
  /** Employee-weeks that it failed for. */
  readonly failed: number;
}

export interface SweepResult {
  readonly isAdvanced: boolean;
  /** Whether the feed has more, and the sweep goes on. */
  readonly hasMore: boolean;
  /** How long the oldest change has waited that is not dealt with, in seconds; 0 where all are. */
  readonly lagSeconds: number;
  /** Employee-weeks that no longer hold the cursor, and are left to the weekly run. */
  readonly parked: readonly Trouble[];
  /** Why the cursor stays: which runs did not deal with their changes, one line. Null where it has moved. */
  readonly obstacle: string | null;
  readonly changes: number;
  readonly unreadable: UnreadableChanges;
  readonly rechecks: number;
  readonly runs: readonly SweepRun[];
}
