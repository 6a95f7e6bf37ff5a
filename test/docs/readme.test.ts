import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { show } from '../../cli/commands/run/show.ts';
import { renderRun } from '../../cli/view/run-summary.ts';
import { WORKED_EXAMPLE_EMPLOYEE_ID } from '../../local/sample/company.ts';
import { ROOT, readPage, sectionOf, tableOf } from './markdown.ts';
import { sampleRun, WEEK } from './sample-run.ts';

const PAGE = readPage('README.md');
const COMMAND_LINE = globSync(['cli/main.ts', 'cli/commands/*/*commands.ts'], { cwd: ROOT })
  .map((path) => readFileSync(`${ROOT}${path}`, 'utf8'))
  .join('\n');

/** What a pattern finds in a text, each once, sorted. */
function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, word]) => word as string))].sort();
}

describe('the README', () => {
  it('names every command of the command line, and no other', () => {
    const rows = tableOf(sectionOf(PAGE, 'Command line')).map(({ command = '' }) => command.replaceAll('`', ''));
    const names = rows.map((row) => row.replace(/ [[A-Z-].*/, ''));

    expect([...new Set(names.flatMap((name) => name.split(' ')))].sort()).toEqual(
      found(COMMAND_LINE, /\.command\('([\w-]+)'\)/g),
    );
  });

  it('names every option of the command line, and no other', () => {
    const options = /(?<![\w-])(--[a-z][a-z-]*)/g;

    expect(found(sectionOf(PAGE, 'Command line'), options)).toEqual(found(COMMAND_LINE, options));
  });

  it.each(['npm ci && npm run demo', 'npm ci && npm test'])('gives the one command: %s', (command) => {
    expect(PAGE.text).toContain(`\n\`\`\`sh\n${command}\n\`\`\`\n`);
  });

  describe('shows what comes out', () => {
    let printed: string[];
    beforeAll(async () => {
      const { summary, deployment } = await sampleRun();
      const texts = [
        renderRun(summary),
        await show(deployment, { week: WEEK, by: 'cwo' }),
        await show(deployment, { week: WEEK, by: 'line', employee: WORKED_EXAMPLE_EMPLOYEE_ID }),
      ];
      printed = texts.flatMap((text) => text.split('\n'));
    });

    it('line by line as the demo prints it', () => {
      const picture = /```text\n([\s\S]*?)```/.exec(sectionOf(PAGE, 'What comes out'))?.[1] ?? '';
      const lines = picture.split('\n').filter((line) => line !== '');

      expect(lines.length).toBeGreaterThan(10);
      expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
    });
  });
});
