import type { RowIntake } from './intake.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Lets a reader of text read bytes: UTF-8 with or without byte order mark; any other encoding is refused. */
export function readingText(read: (text: string, intake: RowIntake) => void) {
  return (file: Uint8Array, intake: RowIntake): void => {
    const text = decodeUtf8(file);
    if (text === undefined) intake.refuse(null, null, 'the file is not UTF-8');
    else read(text, intake);
  };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
