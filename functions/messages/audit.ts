import { z } from 'zod';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { mondaySchema } from './events.ts';
import { readerSchema } from './reader.ts';

/** A request for the audit of an employee-week: who asks comes from the token, which week from the path. */
export const auditRequestSchema = z.object({
  reader: readerSchema,
  employeeId: z.string().regex(IDENTIFIER),
  mondayDate: mondaySchema,
});
export type AuditRequest = z.infer<typeof auditRequestSchema>;
