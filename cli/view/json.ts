import { toExactJson } from '../../core/values/codec.ts';

/** JSON as the commands print it. */
export function toJson(value: unknown, indent = 2): string {
  return toExactJson(value, indent);
}
