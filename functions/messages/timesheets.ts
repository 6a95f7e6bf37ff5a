import { z } from 'zod';
import { APPROVAL_UNITS, HOURS_KINDS } from '../../core/timesheets/mirror/source-rules.ts';
import { TIMESHEET_STATUSES } from '../../core/timesheets/timesheets.ts';
import { TIMESHEET_SYSTEMS } from '../names.ts';
import { mondaySchema } from './events.ts';

/** The events of the timesheet sync's steps. */

/** Weeks in a sync: a year and what hangs over. */
export const SYNC_WEEKS_MAX = 60;
/** People set aside that a result names; the rest is counted. */
export const SET_ASIDE_SAMPLE = 5;

const sourceSchema = z.string().regex(/^[a-z0-9]{1,12}$/, 'must be 1 to 12 of a-z 0-9');
const keySchema = z.string().min(1);
const countSchema = z.int().min(0);
/** To the source, sent again or not; null of a week that was not asked for. */
const requestsSchema = countSchema.nullable().default(null);
const leaseSchema = z.object({ seq: z.int().min(1), owner: z.string().min(1) });

/** How sources are read, as a text of the environment. `import` needs no row. */
export const mirrorSettingsSchema = z.string().transform((text) =>
  z
    .object({
      sources: z.array(
        z.object({
          source: sourceSchema,
          approval: z.array(z.enum(APPROVAL_UNITS)).min(1).readonly(),
          afterDays: countSchema,
        }),
      ),
      /** Of the people of a week that is over, how many may lose all entries at once. */
      dropMaxPct: z.int().min(0).max(100),
      /** How many of the last weeks are synced where nothing else is asked for. */
      hotWeeks: z.int().min(1).max(SYNC_WEEKS_MAX),
    })
    .parse(JSON.parse(text)),
);
export type MirrorSettings = z.output<typeof mirrorSettingsSchema>;

/** How a timesheet system is reached, and its answers are read. */
const connectorSchema = z.object({
  system: z.enum(TIMESHEET_SYSTEMS),
  baseUrl: z.url().nullable(),
  secretName: z.string().min(1),
  approval: z.array(z.enum(APPROVAL_UNITS)).min(1).readonly(),
  dayZone: z.string().min(1),
  hours: z.enum(HOURS_KINDS),
  requestsPerSecond: z.number().positive(),
  states: z.record(z.string(), z.enum(TIMESHEET_STATUSES).exclude(['REOPENED'])),
  slow: z.boolean().default(false),
});

const snapshotSchema = z.object({
  weekStartDate: mondaySchema,
  snapshotKey: keySchema,
  /** Whether everybody of the source whom it does not name is emptied. */
  complete: z.boolean(),
});

/** Input of an execution of TimesheetSync, with the execution's ARN. */
export const openSyncEventSchema = z
  .object({
    executionId: z.string().min(1),
    /** Mondays, or how many of the last weeks, the current one included; `hotWeeks` without. */
    weeks: z.union([z.array(mondaySchema).min(1).max(SYNC_WEEKS_MAX), z.int().min(1).max(SYNC_WEEKS_MAX)]).nullish(),
    /** All without. */
    sources: z.array(sourceSchema).min(1).nullish(),
    acceptDrop: z.boolean().default(false),
    /** Whether no system is asked, and what is kept is applied again: a mapping may be newer. */
    remap: z.boolean().default(false),
    /** Whether what is pulled is applied. Else it is only kept, to be looked at: the mirror stays as it is. */
    apply: z.boolean().default(true),
    /** A week that the command line has put, in the place of `weeks`. */
    imported: snapshotSchema.nullish(),
  })
  .refine(({ apply, remap, imported }) => apply || (!remap && (imported ?? null) === null), {
    path: ['apply'],
    message: 'must hold of what is kept',
  })
  .refine(({ weeks, imported }) => (weeks ?? null) === null || (imported ?? null) === null, {
    path: ['imported'],
    message: 'stands in the place of weeks',
  });
export type OpenSyncEvent = z.output<typeof openSyncEventSchema>;

/** A source's week that is to be applied. */
const syncWeekSchema = z.object({ source: sourceSchema }).extend(snapshotSchema.shape);
/** One that is to be synced: pulled first where it has no snapshot. */
export type SyncWeek = Omit<z.infer<typeof syncWeekSchema>, 'snapshotKey'> & { readonly snapshotKey: string | null };

export type OpenSyncResult =
  | { readonly status: 'SKIPPED' }
  | {
      readonly status: 'OPEN';
      readonly seq: number;
      readonly owner: string;
      readonly acceptDrop: boolean;
      readonly apply: boolean;
      readonly weeks: readonly SyncWeek[];
    };

export const applyWeekEventSchema = leaseSchema
  .extend(syncWeekSchema.shape)
  .extend({ acceptDrop: z.boolean().default(false), requests: requestsSchema });
export type ApplyWeekEvent = z.output<typeof applyWeekEventSchema>;

const pullPositionSchema = z.object({
  /** How often the week was begun anew. */
  attempt: countSchema,
  part: countSchema,
  cursor: z.string().nullable(),
  /** How often an invocation ended for want of time, and to wait for the source's quota. */
  mores: countSchema,
  waits: countSchema,
  /** To the source, of all attempts. A pull that began before they were counted has none yet. */
  requests: countSchema.default(0),
  /** The invocations of this attempt that put parts. */
  rounds: z.array(z.string().min(1)).readonly(),
});
export type PullPosition = z.infer<typeof pullPositionSchema>;

/** A source's week that is to be pulled, from its beginning where there is no position. */
export const pullWeekEventSchema = leaseSchema.extend({
  source: sourceSchema,
  weekStartDate: mondaySchema,
  connector: connectorSchema,
  position: pullPositionSchema.nullable(),
});
export type PullWeekEvent = z.output<typeof pullWeekEventSchema>;

/** What became of a round of a pull, and from where the next one goes on. */
export type PullWeekResult = { readonly position: PullPosition } & (
  | { readonly status: 'DONE'; readonly snapshotKey: string }
  | { readonly status: 'MORE' }
  | { readonly status: 'WAIT'; readonly waitSeconds: number }
  | { readonly status: 'INCOMPLETE' | 'FAILED'; readonly failure: string }
);

export const WEEK_STATUSES = ['APPLIED', 'UNCHANGED', 'INCOMPLETE', 'SUSPICIOUS_DROP', 'FAILED'] as const;

const setAsideSchema = z.object({
  user: z.string(),
  employeeId: z.string().nullable(),
  reason: z.string(),
  detail: z.string(),
});

/** What became of a source's week. */
export const weekResultSchema = z.object({
  source: sourceSchema,
  weekStartDate: mondaySchema,
  status: z.enum(WEEK_STATUSES),
  /** Why it is neither APPLIED nor UNCHANGED, one line. */
  obstacle: z.string().nullable(),
  /** With entries. */
  people: countSchema,
  entries: countSchema,
  /** Decimal text. */
  hours: z.string(),
  /** Employee-weeks of which the feed tells. */
  changed: countSchema,
  requests: requestsSchema,
  setAside: z.object({ count: countSchema, sample: z.array(setAsideSchema).max(SET_ASIDE_SAMPLE).readonly() }),
  unmapped: z.object({ items: countSchema, hours: z.string() }),
});
export type WeekResult = z.infer<typeof weekResultSchema>;

/** What is kept of a sync. */
export const syncOutcomeSchema = z.object({ weeks: z.array(weekResultSchema).readonly() });

/** A week that was not pulled, or whose step failed, as the workflow tells it. */
const failedWeekSchema = z.object({
  source: sourceSchema,
  weekStartDate: mondaySchema,
  status: z.enum(['FAILED', 'INCOMPLETE']),
  failure: z.string(),
  requests: requestsSchema,
});

export const closeSyncEventSchema = leaseSchema.extend({
  weeks: z.array(z.union([weekResultSchema, failedWeekSchema])).readonly(),
});
export type CloseSyncEvent = z.infer<typeof closeSyncEventSchema>;

/** A week that was pulled to be looked at. */
const keptWeekSchema = z.object({
  source: sourceSchema,
  weekStartDate: mondaySchema,
  snapshotKey: keySchema,
  requests: requestsSchema,
});
const lookedSchema = z.array(z.union([keptWeekSchema, failedWeekSchema])).readonly();

/** The end of a sync that applied nothing. */
export const endLookEventSchema = leaseSchema.extend({ looked: lookedSchema });
export type EndLookEvent = z.infer<typeof endLookEventSchema>;

/** As the workflow goes on from the end of any sync. */
export const endLookResultSchema = z.object({
  isComplete: z.literal(true),
  hasChanges: z.literal(false),
  looked: lookedSchema,
});
export type EndLookResult = z.infer<typeof endLookResultSchema>;
export type LookedWeek = EndLookResult['looked'][number];

export interface CloseSyncResult {
  readonly seq: number;
  /** Whether every week was applied or is unchanged. */
  readonly isComplete: boolean;
  /** Why it is not, one line. */
  readonly obstacle: string | null;
  /** Whether the feed has news, and the Sweep is started. */
  readonly hasChanges: boolean;
  readonly weeks: readonly WeekResult[];
}
