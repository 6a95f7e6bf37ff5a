import { type Command, Option } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import { mondayOf } from '../../../core/values/week.ts';
import { parseDay, parseMonday, parseTimeZone, parseUsageWeek, pathFromUser } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { toJson } from '../../view/json.ts';
import { type CollectOptions, collect, renderCollection, toBuildJson, toCollectionJson } from './collect.ts';
import { type ImportOptions, importFiles } from './import.ts';
import { renderImport, toImportJson } from './import-report.ts';
import { listUsage } from './list.ts';
import { loadUsage } from './load.ts';
import { IMPORT_SOURCES } from './readers.ts';
import { usageStatus } from './status.ts';

/** A source or a week failed; the others are done. */
const NOT_ALL = 1;

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
  collectCommands(usage, context);
}

function collectCommands(usage: Command, { find, print, tell }: CommandContext): void {
  usage
    .command('pull')
    .description('pull sources now, build the weeks they touch, recalculate whose sums changed')
    .option('--source <name>', 'only this one')
    .option('--from <day>', 'the first day; the trailing window, if left out', parseDay)
    .option('--to <day>', 'the last day', parseDay)
    .option('--json')
    .action(async ({ json, ...options }: CollectOptions & { json?: boolean }) => {
      const result = await collect(await find(), options, tell);
      print(json ? toJson(toCollectionJson(result)) : renderCollection(result));
      if (!result.isComplete) process.exitCode = NOT_ALL;
    });
  usage
    .command('build')
    .description('build the usage of a week from the daily facts, and recalculate whose sums changed')
    .addOption(week().argParser((text) => parseUsageWeek(text, systemClock.now())))
    .option('--json')
    .action(async ({ week: monday, json }: { week: string; json?: boolean }) => {
      const result = await collect(await find(), { weeks: [monday] }, tell);
      print(json ? toJson(toBuildJson(result)) : renderCollection(result));
      if (!result.isComplete) process.exitCode = NOT_ALL;
    });
  usage
    .command('status')
    .description('how every source stands: whether its numbers can be trusted')
    .option('--json')
    .action(async ({ json }: { json?: boolean }) => print(await usageStatus(await find(), systemClock, json ?? false)));
}

function importCommand(usage: Command, { find, print, tell }: CommandContext): void {
  usage
    .command('import')
    .description("read a tool's own files and replace what was imported of their days before")
    .argument('<paths...>', 'files, or folders with all below them; links out of a folder are not followed')
    .addOption(new Option('--source <name>', 'whose files they are').choices(IMPORT_SOURCES).makeOptionMandatory())
    .option('--reporter <name>', "whose earlier import is replaced; the machine's name, if left out")
    .option('--actor <id>', 'who used the tool: an e-mail address or a user name; yours here, if left out')
    .option('--map <file>', 'of csv alone: which columns are what, as JSON', pathFromUser)
    .option('--dry-run', 'only report; nothing is written and nothing needs to be deployed')
    .option('--context', 'keep the names of repositories, branches and folders; never content')
    .option(
      '--time-zone <zone>',
      "of a dry run's days, the machine's if left out; what is written has the company's",
      parseTimeZone,
    )
    .option('--json')
    .action(async (paths: string[], { json, ...options }: ImportOptions & { json?: boolean }) => {
      const report = await importFiles(paths.map(pathFromUser), options, { find, clock: systemClock, tell });
      print(json ? toJson(toImportJson(report)) : renderImport(report));
      const weeks = [...new Set((report.written ?? []).map(({ date }) => mondayOf(date)))].toSorted();
      if (weeks.length === 0) return;
      const result = await collect(await find(), { weeks }, tell);
      if (!json) print(renderCollection(result));
      if (!result.isComplete) process.exitCode = NOT_ALL;
    });
}

function week(): Option {
  return new Option('--week <monday>', 'the Monday that names the week').makeOptionMandatory();
}
