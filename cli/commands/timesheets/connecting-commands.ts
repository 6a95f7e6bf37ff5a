import { type Command, Option } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import { parseWeeks, pathFromUser } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { mirrorOf } from '../../mirror.ts';
import { toJson } from '../../view/json.ts';
import { type CheckOptions, checkSource } from './check.ts';
import { exitCodeOfCheck, renderCheck, toCheckJson } from './check-report.ts';
import { type DraftOptions, draft } from './draft.ts';
import { exitCodeOfDraft, renderDraft, toDraftJson } from './draft-report.ts';
import { week } from './options.ts';

const DRAFT_WEEKS = 8;

/** The commands of the first day with a system: they ask it, and leave the mirror as it is. */
export function connectingCommands(timesheets: Command, { find, print, tell }: CommandContext): void {
  timesheets
    .command('check')
    .description('ask a system for a week: does the key work, does it see everybody, what does it tell')
    .requiredOption('--source <name>', 'of timesheet.sources')
    .addOption(week())
    .option('--json')
    .action(async ({ json, ...options }: CheckOptions & { readonly json?: boolean }) => {
      const deployment = await find();
      const checked = await checkSource(options, { ...mirrorOf(deployment), deployment }, { clock: systemClock, tell });
      print(json ? toJson(toCheckJson(checked)) : renderCheck(checked));
      process.exitCode = exitCodeOfCheck(checked);
    });
  timesheets
    .command('draft')
    .description('write the files of a mapping from what a system told of its last weeks, to be filled in')
    .requiredOption('--source <name>', 'of timesheet.sources')
    .requiredOption('--out <dir>', 'a folder that is not there yet, or empty')
    .addOption(
      new Option('--weeks <weeks>', 'so many of the last weeks, the current one included')
        .argParser(parseWeeks)
        .default(DRAFT_WEEKS),
    )
    .option('--json')
    .action(async ({ json, out, ...options }: DraftOptions & { readonly json?: boolean }) => {
      const deployment = await find();
      const from = { ...mirrorOf(deployment), deployment };
      const made = await draft({ ...options, out: pathFromUser(out) }, from, { clock: systemClock, tell });
      print(json ? toJson(toDraftJson(made)) : renderDraft(made));
      process.exitCode = exitCodeOfDraft(made);
    });
}
