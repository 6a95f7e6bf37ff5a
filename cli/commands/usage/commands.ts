import { type Command, Option } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import { parseMonday, parseTimeZone, parseUsageWeek, pathFromUser } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { toJson } from '../../view/json.ts';
import { type ImportOptions, importFiles } from './import.ts';
import { renderImport, toImportJson } from './import-report.ts';
import { listUsage } from './list.ts';
import { loadUsage } from './load.ts';
import { IMPORT_SOURCES } from './readers.ts';

/** `ledger usage …` */
export function usageCommands(program: Command, context: CommandContext): void {
  const { find, print } = context;
  const usage = program.command('usage').description('AI usage in the lake: by week, and as the tools report it');
  usage
    .command('load')
    .description('put Parquet, CSV or JSONL files of usage rows into the lake')
    .argument('<files...>')
    .addOption(week().argParser((text) => parseUsageWeek(text, systemClock.now())))
    .action(async (files: string[], options: { week: string }) =>
      print(await loadUsage(await find(), files.map(pathFromUser), options.week)),
    );
  usage
    .command('list')
    .description('what is loaded for a week: each file with its rows, cost, size and time')
    .addOption(week().argParser(parseMonday))
    .option('--json')
    .action(async (options: { week: string; json?: boolean }) =>
      print(await listUsage(await find(), options.week, options.json ?? false)),
    );
  importCommand(usage, context);
}

function importCommand(usage: Command, { find, print, tell }: CommandContext): void {
  usage
    .command('import')
    .description("read a tool's own files and replace what was imported of their days before")
    .argument('<paths...>', 'files, or folders with all below them; links out of a folder are not followed')
    .addOption(
      new Option('--source <name>', 'whose files they are').choices(Object.keys(IMPORT_SOURCES)).makeOptionMandatory(),
    )
    .option('--reporter <name>', "whose earlier import is replaced; the machine's name, if left out")
    .option('--actor <id>', 'who used the tool: an e-mail address or a user name; yours here, if left out')
    .option('--dry-run', 'only report; nothing is written and nothing needs to be deployed')
    .option('--context', 'keep the names of repositories, branches and folders; never content')
    .option('--time-zone <zone>', "of the days of a dry run; the machine's, if left out", parseTimeZone)
    .option('--json')
    .action(async (paths: string[], { json, ...options }: ImportOptions & { json?: boolean }) => {
      const report = await importFiles(paths.map(pathFromUser), options, { find, clock: systemClock, tell });
      print(json ? toJson(toImportJson(report)) : renderImport(report));
    });
}

function week(): Option {
  return new Option('--week <monday>', 'the Monday that names the week').makeOptionMandatory();
}
