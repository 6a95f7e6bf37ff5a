import type { Page } from './markdown.ts';

/** What a page shows in its order: files to write, commands to type, and lines of what those before print. */
export type PageStep =
  | { readonly kind: 'FILE'; readonly path: string; readonly content: string }
  | { readonly kind: 'COMMANDS'; readonly commands: readonly string[] }
  | { readonly kind: 'PRINTED'; readonly lines: readonly string[] };

const BLOCK = /(?:^`([^`\n]+)`:\n\n)?^```(\w+)\n([\s\S]*?)\n```$/gm;
const COMMAND = /^npm run -s ledger -- (.+)$/;

/** @throws Error where a block is of none of them */
export function stepsOf({ path: page, text }: Page): PageStep[] {
  return [...text.matchAll(BLOCK)].map(([, path, language, code = '']): PageStep => {
    const lines = code.split('\n');
    if (path !== undefined) return { kind: 'FILE', path, content: `${code}\n` };
    if (language === 'text') return { kind: 'PRINTED', lines };
    const commands = lines.flatMap((line) => COMMAND.exec(line)?.[1] ?? []);
    if (language === 'sh' && commands.length === lines.length) return { kind: 'COMMANDS', commands };
    throw new Error(`${page} has a block that nobody can follow: ${code}`);
  });
}
