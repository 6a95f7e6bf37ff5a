import { z } from 'zod';
import { IDENTIFIER } from '../../core/values/ids.ts';
import { READER_ROLES } from '../../core/values/reader.ts';

/** Who asks, as the claims of a verified token have it. */
export const readerSchema = z.object({
  employeeId: z.string().regex(IDENTIFIER),
  role: z.enum(READER_ROLES),
});
