import { type Command, Option } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import { parseId, parseWeeks, pathFromUser } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { mirrorOf } from '../../mirror.ts';
import { toJson } from '../../view/json.ts';
import { connectingCommands } from './connecting-commands.ts';
import { type ExplainOptions, explain } from './explain.ts';
import { renderExplanation, toExplainJson } from './explain-report.ts';
import { foresee } from './foresee.ts';
import { type ImportOptions, keepWeek, readWeek, renderImport, toImportJson } from './import.ts';
import { loadTimesheets } from './load.ts';
import { checkMapping, putMapping, renderPut, toPutJson } from './mapping.ts';
import { week } from './options.ts';
import { showMapping } from './show-mapping.ts';
import { timesheetStatus } from './status.ts';
import { runSync, type SyncInput } from './sync.ts';
import { exitCodeOf, renderSync, toSyncJson } from './sync-report.ts';
import { listUnmapped } from './unmapped.ts';

interface SyncOptions {
  readonly source?: string;
  readonly week?: string;
  readonly backfill?: number;
  readonly remap?: boolean;
  readonly acceptDrop?: boolean;
}

/** Of a command that only reads. */
interface Told {
  readonly json?: boolean;
}

/** `ledger timesheets …` */
export function timesheetCommands(program: Command, context: CommandContext): void {
  const timesheets = program.command('timesheets').description('the timesheet mirror, and the reference service');
  timesheets
    .command('load')
    .description("fill the reference service from the framework's tables: employees.csv, cwos.csv, timesheets.csv …")
    .argument('<dir>')
    .action(async (folder: string) => context.print(await loadTimesheets(pathFromUser(folder))));
  connectingCommands(timesheets, context);
  importCommand(timesheets, context);
  mappingCommands(timesheets, context);
  syncCommand(timesheets, context);
  readingCommands(timesheets, context);
}

function importCommand(timesheets: Command, { find, print, tell }: CommandContext): void {
  timesheets
    .command('import')
    .description("replace a week of the people whom a folder names: entries.csv, or the framework's tables")
    .argument('<dir>')
    .addOption(week().makeOptionMandatory())
    .option('--complete', 'also empty the week of everybody else who was imported before')
    .option('--accept-drop', 'also where many people have lost all their entries')
    .option('--dry-run', 'only check and report; nothing is written')
    .option('--json')
    .action(async (folder: string, { json, ...options }: ImportOptions & Told) => {
      const deployment = await find();
      const mirror = mirrorOf(deployment);
      const read = await readWeek(pathFromUser(folder), options.week);
      const imported = toImportJson(options.week, read);
      if (!json) print(renderImport(options.week, read));
      if (options.dryRun) return print(json ? toJson({ imported }) : 'dry run: nothing was written');
      const input = await keepWeek(read, options, mirror);
      const report = await runSync(deployment, input, { clock: systemClock, tell });
      print(json ? toJson({ ...toSyncJson(report), imported }) : renderSync(report, read.emails));
      process.exitCode = exitCodeOf(report);
    });
}

function mappingCommands(timesheets: Command, { find, print }: CommandContext): void {
  const mapping = timesheets.command('mapping').description('who is whom, and which work is for which CWO');
  mapping
    .command('put')
    .description('check the CSV files of a folder as a whole, and have them hold')
    .argument('<dir>')
    .option('--dry-run', 'only check, and say how much of what is kept it would map')
    .option('--json')
    .action(async (folder: string, { dryRun, json }: { dryRun?: boolean } & Told) => {
      const deployment = await find();
      const mirror = mirrorOf(deployment);
      const checked = await checkMapping(pathFromUser(folder), mirror, systemClock);
      const { ledger } = deployment;
      const cost = dryRun ? await foresee(checked.mapping, { ...mirror, ledger }, systemClock) : null;
      const hash = dryRun ? null : await putMapping(checked.mapping, mirror);
      print(json ? toJson(toPutJson(checked, hash, cost)) : renderPut(checked, hash, cost));
    });
  mapping
    .command('show')
    .description('the mapping that holds')
    .option('--json')
    .action(async ({ json = false }: Told) => print(await showMapping(mirrorOf(await find()), json)));
}

function syncCommand(timesheets: Command, { find, print, tell }: CommandContext): void {
  timesheets
    .command('sync')
    .description('pull a week, or the last ones, and apply them by the mapping that holds; imports are applied again')
    .option('--source <name>', 'of that source alone')
    .addOption(week())
    .addOption(backfill())
    .option('--remap', 'ask no system: apply again what is kept')
    .option('--accept-drop', 'also where many people have lost all their entries')
    .option('--json')
    .action(async ({ json, ...options }: SyncOptions & Told) => {
      const deployment = await find();
      mirrorOf(deployment);
      const report = await runSync(deployment, inputOf(options), { clock: systemClock, tell });
      print(json ? toJson(toSyncJson(report)) : renderSync(report));
      process.exitCode = exitCodeOf(report);
    });
}

function readingCommands(timesheets: Command, { find, print }: CommandContext): void {
  timesheets
    .command('status')
    .description('the last sync, and what the mirror holds of the last weeks')
    .option('--json')
    .action(async ({ json = false }: Told) => print(await timesheetStatus(mirrorOf(await find()), systemClock, json)));
  timesheets
    .command('unmapped')
    .description('work that leads nowhere, most hours first, and people whom the mapping cannot place')
    .option('--json')
    .action(async ({ json = false }: Told) => print(await listUnmapped(mirrorOf(await find()), systemClock, json)));
  timesheets
    .command('explain')
    .description("how an employee's week came about: each entry to its hours, row, target and state")
    .requiredOption('--employee <id>', 'the id in the ledger', parseId)
    .addOption(week().makeOptionMandatory())
    .option('--json')
    .action(async ({ json, ...options }: ExplainOptions & Told) => {
      const explained = await explain(options, mirrorOf(await find()));
      print(json ? toJson(toExplainJson(explained)) : renderExplanation(explained));
    });
}

function inputOf({ source, week: monday, backfill: back, remap = false, acceptDrop = false }: SyncOptions): SyncInput {
  const weeks = monday === undefined ? back : [monday];
  return {
    ...(source !== undefined && { sources: [source] }),
    ...(weeks !== undefined && { weeks }),
    remap,
    acceptDrop,
  };
}

function backfill(): Option {
  return new Option('--backfill <weeks>', 'so many of the last weeks, the current one included')
    .argParser(parseWeeks)
    .conflicts('week');
}
