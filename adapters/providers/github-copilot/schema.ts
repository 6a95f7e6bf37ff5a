import { z } from 'zod';
import { isPlainDate } from '../../../core/values/week.ts';
import * as field from '../../http/answer-fields.ts';
import * as answer from '../answer-fields.ts';

/** Signed links are long. */
const LINK_MAX = 4_096;

/** A report that was ordered, and what became of it. */
export const reportAnswer = z.object({
  id: field.optionalId.refine((id) => id !== null, 'is missing').transform(String),
  status: field.text,
  download_urls: z.array(z.string().max(LINK_MAX)).nullish(),
});

export const seatsAnswer = z.object({
  /** Seats that are paid: who has several ways to Copilot counts once here. */
  total_seats: field.smallCount,
  seats: z.array(
    z.object({
      assignee: z.object({ login: field.text }).nullish(),
      created_at: field.utcDay,
      pending_cancellation_date: field.utcDay.nullish(),
    }),
  ),
});

export type Seat = z.infer<typeof seatsAnswer>['seats'][number];

/** What a line of a report cannot do without; which other columns there are depends on the version of the report. */
export const REPORT_COLUMNS = ['date', 'username', 'model', 'gross_amount', 'net_amount'];

/**
 * A line of a report, whose cells are text. `aic_*` tells once more, in AI credits, what the amounts tell of a line that
 * is in requests: it is not read.
 */
export const reportLine = z.object({
  date: z.string().refine(isPlainDate, 'is no date'),
  username: field.optionalText,
  product: field.optionalText,
  sku: field.optionalText,
  model: field.optionalText,
  unit_type: field.optionalText,
  gross_amount: answer.amount,
  discount_amount: field.optionalText,
  net_amount: answer.amount,
  organization: field.optionalText,
  repository: field.optionalText,
  cost_center_name: field.optionalText,
});

export type ReportLine = z.infer<typeof reportLine>;
