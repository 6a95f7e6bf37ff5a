/** `JSON.rawJSON` writes a number digit by digit; the compiler's library does not know it yet. */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

/** JSON for programs: a bigint becomes an integer of all its digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, member) => (typeof member === 'bigint' ? JSON.rawJSON(member.toString()) : member),
    2,
  );
}
