import { z } from 'zod';
import { IDENTIFIER } from '../../core/values/ids.ts';

/** What the queue of CWO changes hands over: one message, whose body is the CWO's id. */
export const refreshCwoEventSchema = z.object({
  Records: z.tuple([z.object({ body: z.string().regex(IDENTIFIER) })]),
});
