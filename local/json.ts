/** `JSON.rawJSON` writes a number digit by digit; the compiler's library does not know it yet. */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

/** JSON for programs: a bigint becomes an integer of all its digits. @param indent 0 for one line */
export function toJson(value: unknown, indent = 2): string {
  const exact = (_: string, member: unknown) => (typeof member === 'bigint' ? JSON.rawJSON(member.toString()) : member);
  return JSON.stringify(value, exact, indent);
}
