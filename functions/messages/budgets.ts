import { z } from 'zod';
import { ALERT_LEVELS } from '../../core/budgets/thresholds.ts';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { TRACKING_BATCH_SIZE } from '../names.ts';
import { effortSchema, runSchema } from './events.ts';

/** What the steps of budgets are handed. */

/** What the environment has as JSON. */
function inJson<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text) => JSON.parse(text))
    .pipe(schema);
}

const thresholdsOfScope = z.object({
  TOKENS: z.array(z.object({ pct: z.int(), level: z.enum(ALERT_LEVELS) })),
  USD: z.array(z.object({ pct: z.int(), level: z.enum(ALERT_LEVELS) })),
});
/** Thresholds were checked when the stack was made. */
export const thresholdsSchema = inJson(z.object({ WEEK: thresholdsOfScope, TOTAL: thresholdsOfScope }));

/** How benchmarks and suggestions are made. */
export const benchmarkSettingsSchema = inJson(
  z.object({
    weeks: z.int(),
    minWeeks: z.int(),
    minPeople: z.int(),
    fullTimeHours: z.int(),
    bufferPct: z.int(),
  }),
);

export const planTrackingEventSchema = z.object({
  run: runSchema,
  reconciledKey: z.string().min(1),
  effort: effortSchema,
});
export type PlanTrackingEvent = z.infer<typeof planTrackingEventSchema>;

/** One element of the manifest: the input of a child of the Map. */
export const trackingTaskSchema = z.object({
  run: runSchema,
  batch: z.int().min(0),
  cwoIds: z.array(z.string().regex(IDENTIFIER)).min(1).max(TRACKING_BATCH_SIZE),
  effort: effortSchema,
});
export type TrackingTask = z.infer<typeof trackingTaskSchema>;

export const checkTrackingEventSchema = z.object({ run: runSchema, batches: z.int().min(0), effort: effortSchema });
export type CheckTrackingEvent = z.infer<typeof checkTrackingEventSchema>;

/** From the workflow with what the run found; from the schedule, and from whoever decides, with neither. */
export const sendAlertsEventSchema = z
  .object({ run: runSchema.nullable(), reconciledKey: z.string().min(1).nullable(), effort: effortSchema })
  .refine(({ run, reconciledKey }) => (run === null) === (reconciledKey === null), {
    path: ['reconciledKey'],
    message: 'belongs to a run, which has one',
  });
export type SendAlertsEvent = z.infer<typeof sendAlertsEventSchema>;

export const emailsSchema = inJson(z.array(z.string()));
