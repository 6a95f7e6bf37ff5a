/**
 * JSON of the project's own objects, exact: a bigint is written as `{"$bigint":"42"}`, which no text of a foreign
 * system can be mistaken for. The one codec between the steps.
 */
const TAG = '$bigint';

export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? { [TAG]: member.toString() } : member));
}

/** @throws SyntaxError where the text is no JSON */
export function decodeJson<T>(text: string): T {
  return JSON.parse(text, (_, member) => (isTagged(member) ? BigInt(member[TAG]) : member));
}

function isTagged(member: unknown): member is { [TAG]: string } {
  return typeof member === 'object' && member !== null && TAG in member;
}
