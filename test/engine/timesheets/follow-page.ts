import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import { type Page, readPage } from '../../docs/markdown.ts';
import { type PageStep, stepsOf } from '../../docs/page-steps.ts';
import { type Ended, ledger } from '../scenarios/ledger-cli.ts';

/** What came of a page's commands. */
interface Followed {
  readonly ended: readonly (Ended & { readonly command: string })[];
  /** Lines that the page shows and the commands before them did not print. */
  readonly notPrinted: readonly string[];
}

const PAGE_WEEK = '2026-11-16';
const BROUGHT_UP_MS = 600_000;

/** Does what a page says before the file's tests, as of another week than its own; its engine is ended behind them. */
export function followed(path: string, folder: string, week: MondayDate): () => Followed {
  let page: Followed;
  beforeAll(async () => {
    page = await followPage(stepsOf(moved(readPage(path), week)), folder);
  }, BROUGHT_UP_MS);
  afterAll(() => ledger(['down'], folder), BROUGHT_UP_MS);
  return () => page;
}

/** @param commandsMin so that a page that is not understood has not been followed */
export function itIsFollowed(page: () => Followed, commandsMin: number): void {
  it('leads from nothing to the ledger, command by command', () => {
    expect(page().ended.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
    expect(page().ended.length).toBeGreaterThan(commandsMin);
  });

  it('shows what comes out', () => {
    expect(page().notPrinted).toEqual([]);
  });
}

/** A page with the week in the place of its own, and all other days as far from it. */
function moved({ path, text }: Page, week: MondayDate): Page {
  const days = (Date.parse(week) - Date.parse(PAGE_WEEK)) / 86_400_000;
  return { path, text: text.replaceAll(/\d{4}-\d{2}-\d{2}/g, (day) => addDays(day, days)) };
}

/** Does what a page says, in its order: its files lie in the folder, which is the local state as well. */
async function followPage(steps: readonly PageStep[], folder: string): Promise<Followed> {
  // Where npm was started: paths are told from there.
  vi.stubEnv('INIT_CWD', folder);
  const ended: (Ended & { command: string })[] = [];
  const notPrinted: string[] = [];
  let printed: string[] = [];
  for (const step of steps) {
    if (step.kind === 'FILE') {
      mkdirSync(dirname(join(folder, step.path)), { recursive: true });
      writeFileSync(join(folder, step.path), step.content);
    } else if (step.kind === 'PRINTED') {
      notPrinted.push(...step.lines.filter((line) => !printed.includes(line)));
    } else {
      printed = [];
      for (const command of step.commands) {
        const one = await ledger(command.split(' '), folder);
        ended.push({ ...one, command });
        printed.push(...one.stdout.split('\n'));
      }
    }
  }
  vi.unstubAllEnvs();
  return { ended, notPrinted };
}
