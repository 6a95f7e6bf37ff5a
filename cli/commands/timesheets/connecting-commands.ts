import type { Command } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import type { CommandContext } from '../../command-context.ts';
import { mirrorOf } from '../../mirror.ts';
import { toJson } from '../../view/json.ts';
import { type CheckOptions, checkSource } from './check.ts';
import { exitCodeOfCheck, renderCheck, toCheckJson } from './check-report.ts';
import { week } from './options.ts';

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
}
