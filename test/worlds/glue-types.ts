import type { SchemaElement } from 'hyparquet';

/** The type of Glue that a column is read with. */
export function glueType({ type, converted_type, precision, scale }: SchemaElement): string | undefined {
  if (converted_type === 'DECIMAL') return `decimal(${precision},${scale})`;
  if (converted_type === 'TIMESTAMP_MILLIS') return 'timestamp';
  if (converted_type === 'UTF8') return 'string';
  if (converted_type === 'DATE') return 'date';
  return { INT64: 'bigint', INT32: 'int', BOOLEAN: 'boolean' }[type as string];
}
