import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { show } from '../../local/commands/show.ts';
import { WORKED_EXAMPLE_EMPLOYEE_ID } from '../../local/sample/company.ts';
import { renderRun } from '../../local/view/run-summary.ts';
import { ROOT, readPage, sectionOf, tableOf } from './markdown.ts';
import { sampleRun, WEEK } from './sample-run.ts';

const PAGE = readPage('README.md');
const HELP_MS_MAX = 30_000;
const run = promisify(execFile);

/** A command of the command line with its options; `usage load` is one. */
interface Command {
  readonly name: string;
  readonly options: readonly string[];
}

async function helpOf(...words: string[]): Promise<string> {
  const args = [`${ROOT}local/cli.ts`, ...words, '--help'];
  return (await run(process.execPath, args, { timeout: HELP_MS_MAX })).stdout;
}

/** The commands below `words` as their help lists them. */
async function commandsOf(...words: string[]): Promise<Command[]> {
  const help = await helpOf(...words);
  const below = [...(help.split('Commands:\n')[1] ?? '').matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, word]) => word as string);
  const own = below.filter((word) => word !== 'help');
  if (own.length > 0) return (await Promise.all(own.map((word) => commandsOf(...words, word)))).flat();
  const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option as string);
  return [{ name: words.join(' '), options: options.filter((option) => option !== '--help') }];
}

describe('the README', () => {
  it('names every command of the command line with its options, and no other', async () => {
    const commands = await commandsOf();
    const rows = tableOf(sectionOf(PAGE, 'Command line')).map(({ command = '' }) => command.replaceAll('`', ''));

    const told = rows.map((row) => ({
      name: row.replace(/ [[A-Z-].*/, ''),
      options: [...row.matchAll(/--[\w-]+/g)].map(([option]) => option),
    }));

    const sorted = (list: readonly Command[]) =>
      list.map(({ name, options }) => [name, ...options.toSorted()].join(' ')).sort();
    expect(sorted(told)).toEqual(sorted(commands));
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
