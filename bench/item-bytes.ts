/**
 * The size of a DynamoDB item as AWS counts it, for what write and read units follow from: names and values in UTF-8,
 * two digits a byte for numbers, binary values as they are, 3 bytes for a list or map and 1 for each member.
 */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

/** @throws TypeError on what the document client does not return for our items */
function valueBytes(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberBytes(value.toString());
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((sum, member) => sum + 1 + valueBytes(member), 3);
  if (typeof value === 'object') return 3 + Object.keys(value).length + itemBytes(value as Record<string, unknown>);
  throw new TypeError(`a value of type ${typeof value} is none of ours`);
}

/** Zeros at the end of a number take no room, its sign takes a byte. */
function numberBytes(text: string): number {
  const digits = text.replace('-', '').replace(/0+$/, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
}
