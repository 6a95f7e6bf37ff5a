/** With what a spreadsheet begins a formula, and what was guarded or looks so. */
const FORMULA = /^'*[=+\-@\t\r]/;
const GUARD = "'";

/** A text behind an apostrophe where a spreadsheet would take it for a formula, or `unguarded` its own apostrophe for ours. */
export function guarded(text: string): string {
  return FORMULA.test(text) ? `${GUARD}${text}` : text;
}

/** What was guarded, as it was. */
export function unguarded(text: string): string {
  return text.startsWith(GUARD) && FORMULA.test(text.slice(GUARD.length)) ? text.slice(GUARD.length) : text;
}
