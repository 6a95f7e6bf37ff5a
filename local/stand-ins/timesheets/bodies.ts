import { z } from 'zod';
import { BadRequest } from '../stand-in.ts';

/** @throws BadRequest where the body is not as it is documented */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BadRequest(z.prettifyError(parsed.error));
}
