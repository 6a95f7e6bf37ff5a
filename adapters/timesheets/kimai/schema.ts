import { z } from 'zod';
import { isPlainDate } from '../../../core/values/week.ts';
import * as field from '../../http/answer-fields.ts';

/** What is read of answers of version 2. Names, descriptions, custom fields and rates are not. */

/** When an entry begins: the date on its own clock, and the instant. */
const begin = field.text.transform((text, context) => {
  const at = field.optionalInstant.safeParse(text).data;
  const date = text.slice(0, 'YYYY-MM-DD'.length);
  if (at && isPlainDate(date)) return { date, at };
  context.addIssue({ code: 'custom', message: 'is no date and time with an offset' });
  return z.NEVER;
});

const timesheet = z.object({
  id: field.id,
  user: field.id,
  begin,
  /** None while the clock runs. */
  end: field.optionalText,
  /** Without breaks. */
  duration: field.seconds.nullish(),
  project: field.optionalId,
  activity: field.optionalId,
  tags: z.array(field.text).nullish(),
  billable: field.optionalFlag,
  exported: z.boolean(),
});
export type Timesheet = z.infer<typeof timesheet>;
export const timesheets = z.array(timesheet);

/** How Kimai says that a page is not there. */
export const noPage = z.object({ code: field.smallCount.pipe(z.literal(404)) });

/** Of a page of which only the header is looked at. */
export const anyRows = z.array(z.unknown());

const user = z.object({ id: field.id, enabled: field.optionalFlag });
export type User = z.infer<typeof user>;
export const users = z.array(user);

/** Who asks. */
export const ownUser = z.object({ id: field.id, timezone: field.timeZone });
export type OwnUser = z.infer<typeof ownUser>;

/** In the language of whoever asks. */
export const stateWord = z.string({ error: 'is no word: the plugin ApprovalBundle answers with one' }).max(100);
