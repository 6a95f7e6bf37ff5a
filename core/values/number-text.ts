/**
 * A number as its file or answer spells it (`12.50`, `1e-3`), so that it never passes through a binary float.
 * A class, since no JSON object can pose as one.
 */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Where a double might be spelled in another way than the number that it was read from: beyond 15 characters, with an
 * exponent, with a zero at the end of its fraction, below 0.00001, and minus zero. Text between quotes may look so too.
 */
const MAY_BE_RESPELLED = /(?:^|[[,:])\s*-?(?:[\d.]{16}|[\d.]+[eE]|\d+\.\d*0(?=\s*(?:[,\]}]|$))|0\.0{5}|(?<=-)0(?!\.))/;

/**
 * Reads JSON of others, whose numbers are `NumberText`s.
 * @throws SyntaxError where the text is no JSON
 */
export function fromNumberTextJson(json: string): unknown {
  // To be told how each number was written takes four times as long as all else.
  return MAY_BE_RESPELLED.test(json) ? JSON.parse(json, keepText) : spelled(JSON.parse(json));
}

/** The third parameter, which has the number as it was written, the compiler's library does not know yet. */
function keepText(_: string, member: unknown, context?: { readonly source: string }): unknown {
  return typeof member === 'number' && context ? new NumberText(context.source) : member;
}

/** The same value, in place, with its numbers spelled. */
function spelled(value: unknown): unknown {
  if (typeof value === 'number') return new NumberText(String(value));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    const member = members[key];
    if (typeof member === 'number' || typeof member === 'object') members[key] = spelled(member);
  }
  return value;
}
