import { z } from 'zod';
import { READER_ROLES } from '../../core/audit/audit-view.ts';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { mondaySchema } from './events.ts';

/** A request for the audit of an employee-week: who asks comes from the token, which week from the path. */
export const auditRequestSchema = z.object({
  reader: z.object({
    employeeId: z.string().regex(IDENTIFIER),
    role: z.enum(READER_ROLES),
  }),
  employeeId: z.string().regex(IDENTIFIER),
  mondayDate: mondaySchema,
});
export type AuditRequest = z.infer<typeof auditRequestSchema>;
