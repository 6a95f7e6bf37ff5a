import { z } from 'zod';
import { isRecalculation, RECALCULATION_TRIGGERS, RUN_TRIGGERS } from '../../core/ledger/revision.ts';
import { RUN_FAILURE_CODES } from '../../core/runs/run.ts';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { isMonday } from '../../core/values/week.ts';

/** The events of the workflow's steps: what a state passes to a function and gets back. */

export const mondaySchema = z.string().refine(isMonday, 'is not a Monday, YYYY-MM-DD');
const employeeIdSchema = z.string().regex(IDENTIFIER);
const keySchema = z.string().min(1);
/** What the steps before have spent; a step that begins anew has none before it. */
export const effortSchema = z.object({ awsCalls: z.int().min(0), invocations: z.int().min(0) }).optional();

/** Input of an execution. */
export const workflowInputSchema = z
  .object({
    trigger: z.enum(RUN_TRIGGERS),
    weekStartDate: mondaySchema.optional(),
    /** Only these employee-weeks, with the usage of their heads, or for USAGE that of the lake: a recalculation. Key of a `RecalculationRequest`. */
    requestKey: keySchema.optional(),
    /** With no `weekStartDate`: the instant and how many full weeks before it. */
    asOf: z.iso.datetime({ offset: true }).optional(),
    weeksBack: z.int().min(1).max(60).optional(),
  })
  .refine(({ trigger, requestKey }) => isRecalculation(trigger) === (requestKey !== undefined), {
    path: ['requestKey'],
    message: `belongs to ${RECALCULATION_TRIGGERS.join(', ')}, which need it, and to no other trigger`,
  });
export type WorkflowInput = z.infer<typeof workflowInputSchema>;

/** The run, as every later state carries it. */
export const runSchema = z.object({
  runId: z.string().min(1),
  mondayDate: mondaySchema,
  trigger: z.enum(RUN_TRIGGERS),
  startedAt: z.iso.datetime(),
});
export type Run = z.infer<typeof runSchema>;

export const openRunEventSchema = z.object({
  input: workflowInputSchema,
  execution: z.object({ id: z.string().min(1), startTime: z.iso.datetime({ offset: true }) }),
  effort: effortSchema,
});
export type OpenRunEvent = z.infer<typeof openRunEventSchema>;

export const selectEmployeesEventSchema = z.object({ run: runSchema, requestKey: keySchema, effort: effortSchema });
export type SelectEmployeesEvent = z.infer<typeof selectEmployeesEventSchema>;

export const startUsageQueryEventSchema = z.object({
  run: runSchema,
  attempt: z.int().min(0),
  /** Asks only for the employees that a recalculation needs from the lake. */
  selectionKey: keySchema.nullish(),
  effort: effortSchema,
});
export type StartUsageQueryEvent = z.infer<typeof startUsageQueryEventSchema>;
export const usageQuerySchema = z.object({ queryId: z.string().min(1), usageAsOf: z.iso.datetime() });
export type UsageQuery = z.infer<typeof usageQuerySchema>;

export const planBatchesEventSchema = z.object({
  run: runSchema,
  /** Null where a recalculation needs nothing from the lake. */
  query: usageQuerySchema.nullable(),
  selectionKey: keySchema.nullish(),
  effort: effortSchema,
});
export type PlanBatchesEvent = z.infer<typeof planBatchesEventSchema>;

/** One element of the manifest: the input of a child of the Map. */
export const batchTaskSchema = z.object({
  run: runSchema,
  batch: z.int().min(0),
  /** Of the `Batches` that it is in. */
  batchKey: keySchema,
  attempt: z.int().min(1),
  /** Set where only those that lost a race are decided again. */
  onlyEmployees: z.array(employeeIdSchema).max(100).nullable(),
  effort: effortSchema,
});
export type BatchTask = z.infer<typeof batchTaskSchema>;

/** The timesheet system asked for a pause: the batch, and why it has to wait. */
export interface FetchLater extends BatchTask {
  readonly waitSeconds: number;
  readonly error: string;
  readonly cause: string;
}

export const allocateEventSchema = batchTaskSchema.extend({ fetchedKey: keySchema });
export type AllocateEvent = z.infer<typeof allocateEventSchema>;
export const persistEventSchema = batchTaskSchema.extend({ decidedKey: keySchema });
export type PersistEvent = z.infer<typeof persistEventSchema>;

export const failedBatchEventSchema = batchTaskSchema
  .pick({ run: true, batch: true })
  .extend({ error: z.string(), cause: z.string() });
export type FailedBatchEvent = z.infer<typeof failedBatchEventSchema>;

export const reconcileEventSchema = z.object({ run: runSchema, planKey: keySchema, effort: effortSchema });
export type ReconcileEvent = z.infer<typeof reconcileEventSchema>;

export const sealWeekEventSchema = z.object({ run: runSchema, effort: effortSchema });
export type SealWeekEvent = z.infer<typeof sealWeekEventSchema>;

/** Without a run: whatever is due. */
export const publishEventSchema = z.object({ run: runSchema.optional(), effort: effortSchema });
export type PublishEvent = z.infer<typeof publishEventSchema>;

export const closeRunEventSchema = z.object({
  run: runSchema,
  /** The plan, where the run came that far. */
  planKey: keySchema.nullable(),
  /** What *reconcile* found, where the run came that far. */
  reconciledKey: keySchema.nullable(),
  failure: z
    .object({
      code: z.enum(RUN_FAILURE_CODES),
      message: z.string(),
    })
    .nullable(),
  /** Whether the run has published its week. */
  isPublished: z.boolean(),
  effort: effortSchema,
});
export type CloseRunEvent = z.infer<typeof closeRunEventSchema>;

/** The name in an execution's ARN, under which the pages of its pulls lie. */
export function nameOf(executionId: string): string {
  return executionId.slice(executionId.lastIndexOf(':') + 1);
}
