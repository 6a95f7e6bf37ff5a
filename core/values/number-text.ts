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
 * Reads JSON of others, whose numbers are `NumberText`s.
 * @throws SyntaxError where the text is no JSON
 */
export function fromNumberTextJson(json: string): unknown {
  return JSON.parse(json, keepText);
}

/** The third parameter, which has the number as it was written, the compiler's library does not know yet. */
function keepText(_: string, member: unknown, context?: { readonly source: string }): unknown {
  return typeof member === 'number' && context ? new NumberText(context.source) : member;
}
