import { randomUUID } from 'node:crypto';

/** An id that nobody else has. */
export function uniqueId(): string {
  return randomUUID();
}
