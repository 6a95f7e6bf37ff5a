/** A bigint between the steps: `{"$bigint":"42"}`, which no text of a foreign system can be mistaken for. */
const TAG = '$bigint';

/** JSON of the project's own objects, exact. The one codec between the steps. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? { [TAG]: member.toString() } : member));
}

/** @throws SyntaxError where the text is no JSON */
export function decodeJson<T>(text: string): T {
  // Looking at each member takes several times as long.
  if (!text.includes(TAG)) return JSON.parse(text);
  return JSON.parse(text, (_, member) => (isTagged(member) ? BigInt(member[TAG]) : member));
}

function isTagged(member: unknown): member is { [TAG]: string } {
  return typeof member === 'object' && member !== null && TAG in member;
}

/**
 * Reads JSON of others: a number without fraction and exponent is a bigint of all its digits.
 * @throws SyntaxError where the text is no JSON
 */
export function fromExactJson(text: string): unknown {
  // The third parameter, which has the number as it was written, the compiler's library does not know yet.
  const exact = (_: string, member: unknown, context?: { readonly source: string }) =>
    typeof member === 'number' && context && /^-?\d+$/.test(context.source) ? BigInt(context.source) : member;
  return JSON.parse(text, exact);
}

/** `JSON.rawJSON` writes a number digit by digit; the compiler's library does not know it yet. */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

/**
 * JSON for readers: a bigint becomes an integer of all its digits.
 * @param indent 0 for one line
 */
export function toExactJson(value: unknown, indent: number): string {
  const exact = (_: string, member: unknown) => (typeof member === 'bigint' ? JSON.rawJSON(member.toString()) : member);
  return JSON.stringify(value, exact, indent);
}
