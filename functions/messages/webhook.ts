import { z } from 'zod';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { isPlainDate, mondayOf } from '../../core/values/week.ts';

/** Contract 3: what the timesheet system delivers. Identity only; the hours are read again from the source. */

export const TIMESHEET_EVENTS = ['timesheet.approved', 'timesheet.amended', 'timesheet.reopened'] as const;
export const CWO_EVENTS = ['cwo.created', 'cwo.updated'] as const;

const timesheetEvent = z.object({
  type: z.enum(TIMESHEET_EVENTS),
  timestamp: z.iso.datetime({ offset: true }),
  data: z.object({
    employeeId: z.string().regex(IDENTIFIER),
    /** Any day names its week. */
    weekStartDate: z.string().refine(isPlainDate).transform(mondayOf),
    version: z.int().min(0).nullish(),
  }),
});

const cwoEvent = z.object({
  type: z.enum(CWO_EVENTS),
  timestamp: z.iso.datetime({ offset: true }),
  data: z.object({ cwoId: z.string().regex(IDENTIFIER) }),
});

/** A type of tomorrow is taken and left alone. */
const otherEvent = z.object({
  type: z.string().refine((type) => !KNOWN_TYPES.includes(type)),
});

const KNOWN_TYPES: readonly string[] = [...timesheetEvent.shape.type.options, ...cwoEvent.shape.type.options];

export const webhookBodySchema = z.union([timesheetEvent, cwoEvent, otherEvent]);
export type WebhookBody = z.infer<typeof webhookBodySchema>;
