/**
 * Characters that act on a terminal, take no room, or turn the order of what is read: controls, formats (zero-width,
 * direction marks, byte order marks), line and paragraph separators, blanks other than the space, and what is no
 * character at all.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/gu;

/** Text of others as it may be shown anywhere: what cannot be seen is escaped, `\u001b` for the escape character. */
export function visibleText(text: string): string {
  return text.replaceAll(INVISIBLE, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  );
}

/** Whether all of it can be seen: else it could pass for lines of what tells of it. Some of it must be there. */
export function isVisible(text: string, lengthMax: number): boolean {
  return text.trim() !== '' && text.length <= lengthMax && visibleText(text) === text;
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
