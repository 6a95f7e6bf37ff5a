import { visibleText } from '../../core/values/visible-text.ts';

/**
 * What a command prints, so that no text of others acts on the terminal: all but the ends of lines is escaped where it
 * cannot be seen. In JSON such text stands in strings only, and the escape means the same there.
 */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
