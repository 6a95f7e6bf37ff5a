import { Command, CommanderError, Option } from 'commander';
import { FinanceParameterError } from '../adapters/lake/finance-parameters.ts';
import { UsageFileError } from '../adapters/lake/usage-files/faults.ts';
import { CsvMappingError } from '../adapters/providers/csv/mapping.ts';
import { ImportPathError } from '../adapters/providers/log-files/find-files.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { MappingFilesError } from '../adapters/timesheets/mapping/read-mapping.ts';
import { TableFilesError } from '../adapters/timesheets/tables/typed-rows.ts';
import { DecisionRefusedError } from '../core/budgets/decision.ts';
import { STAND_IN_SYSTEMS } from '../local/stand-ins/timesheets/systems.ts';
import {
  parseHttpUrl,
  parseId,
  parseMonday,
  parsePort,
  parseUsageWeek,
  parseWebhookSecrets,
  parseWho,
} from './arguments.ts';
import { audit } from './commands/audit/audit.ts';
import { token } from './commands/audit/token.ts';
import { renderVerification, verify } from './commands/audit/verify.ts';
import { budgetCommands } from './commands/budget/commands.ts';
import { financeCommands } from './commands/finance/commands.ts';
import { monthCommands } from './commands/finance/month-commands.ts';
import { identityCommands } from './commands/identity/commands.ts';
import { down, type UpOptions, up } from './commands/local/up.ts';
import { type EraseOptions, erase, renderErased } from './commands/publication/erase.ts';
import { isWhole, publish, renderPublish } from './commands/publication/publish.ts';
import { type AcceptStaleOptions, acceptStale, renderAcceptance } from './commands/recalculation/accept-stale.ts';
import { renderSweep, sweep } from './commands/recalculation/sweep.ts';
import { quarantine } from './commands/run/quarantine.ts';
import { run } from './commands/run/run.ts';
import { type ShowOptions, show } from './commands/run/show.ts';
import { timesheetCommands } from './commands/timesheets/commands.ts';
import { usageCommands } from './commands/usage/commands.ts';
import { Deployment } from './deployment.ts';
import { toJson } from './view/json.ts';
import { GROUPINGS } from './view/rows.ts';
import { renderRun, toRunJson } from './view/run-summary.ts';
import { visibleLines } from './view/visible-lines.ts';
import { WrongUseError } from './wrong-use-error.ts';

const EXIT = { SUCCEEDED: 0, FAILED: 1, RUNNING: 1, PARTIAL: 3 } as const;
const WRONG_USE = 2;
/** What whoever calls can put right by asking otherwise. */
const WRONG_USES = [
  WrongUseError,
  CsvMappingError,
  UsageFileError,
  ImportPathError,
  TableFilesError,
  MappingFilesError,
  DecisionRefusedError,
  FinanceParameterError,
];

const program = new Command('ledger')
  .description('Splits AI spend over contract work orders by approved hours.')
  .option('--stack <name>', 'a stack on AWS instead of the local engine', process.env.TOKENLEDGER_STACK)
  .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
  .exitOverride();
const week = () =>
  new Option('--week <monday>', 'the Monday that names the week').argParser(parseMonday).makeOptionMandatory();
const usageWeek = () => week().argParser((text) => parseUsageWeek(text, systemClock.now()));

program
  .command('up')
  .description('start the local engine, deploy the app, and leave both running')
  .option(
    '--timesheet-url <url>',
    'a timesheet system that speaks contract 2; otherwise the reference service is started',
    parseHttpUrl,
  )
  .option('--timesheet-token <token>', 'its bearer token')
  .addOption(
    new Option('--mirror', 'timesheets from the mirror, into which weeks are imported').conflicts([
      'timesheetUrl',
      'timesheetToken',
    ]),
  )
  .addOption(
    new Option('--timesheets <system>', 'timesheets are pulled from a stand-in of that system')
      .choices(Object.keys(STAND_IN_SYSTEMS))
      .conflicts(['timesheetUrl', 'timesheetToken', 'mirror']),
  )
  .option('--webhook-secret <secret>', 'signing secret of its webhooks, whsec_…', parseWebhookSecrets)
  .option('--port <number>', 'port of the engine on 127.0.0.1', parsePort)
  .action(async ({ timesheets, ...options }: Omit<UpOptions, 'timesheets'> & { timesheets?: string }) => {
    const { outputs } = await up({ ...options, ...(timesheets !== undefined && { standIn: timesheets }) }, tell);
    print(`ready at ${outputs.EndpointUrl}; the outputs are in .local/outputs.json`);
  });

program
  .command('down')
  .description('stop what up started')
  .action(async () => print((await down()) ? 'stopped' : 'nothing was up'));

program
  .command('run')
  .description('allocate a week: start the workflow, wait, and print its summary')
  .addOption(usageWeek())
  .option('--json')
  .action(async (options: { week: string; json?: boolean }) => {
    const summary = await run(await find(), options.week, tell);
    print(options.json ? toJson(toRunJson(summary)) : renderRun(summary));
    if (!options.json && summary.read.setAside.rows + summary.totals.employeesQuarantined > 0) {
      print(`\n${await quarantine(await find(), options.week, false)}`);
    }
    process.exitCode = EXIT[summary.status];
  });

program
  .command('show')
  .description('the ledger of a week, or of several with a trend')
  .option('--week <monday>', 'the Monday that names the week', parseMonday)
  .option('--from <monday>', 'the first of several weeks', parseMonday)
  .option('--to <monday>', 'the last of them', parseMonday)
  .option('--cwo <id>')
  .option('--employee <id>')
  .option('--project <id>')
  .option('--client <id>')
  .addOption(new Option('--by <what>').choices(['line', ...GROUPINGS]).default('line'))
  .option('--json')
  .action(async (options: ShowOptions) => print(await show(await find(), options)));

program
  .command('audit')
  .description('every revision of an employee-week, with what it rests on')
  .requiredOption('--employee <id>')
  .addOption(week())
  .option('--json')
  .action(async (options: { employee: string; week: string; json?: boolean }) =>
    print(await audit(await find(), options.employee, options.week, options.json ?? false)),
  );

program
  .command('sweep')
  .description('poll the timesheet system for changes now and recalculate what they touch')
  .option('--json')
  .action(async (options: { json?: boolean }) => {
    const report = await sweep(await find(), tell);
    print(options.json ? toJson(report) : renderSweep(report));
    process.exitCode = report.isComplete ? EXIT.SUCCEEDED : EXIT.FAILED;
  });

const context = { find, print, write: (text: string) => process.stdout.write(text), tell };
usageCommands(program, context);
budgetCommands(program, context);
financeCommands(program, context);
identityCommands(program, context);
monthCommands(program, context);
timesheetCommands(program, context);

program
  .command('publish')
  .description('replace what finance reads of a week in the lake; without one, of all weeks that changed')
  .addOption(usageWeek().makeOptionMandatory(false))
  .option('--json')
  .action(async (options: { week?: string; json?: boolean }) => {
    const report = await publish(await find(), options.week, tell);
    print(options.json ? toJson(report) : renderPublish(report));
    process.exitCode = isWhole(report) ? EXIT.SUCCEEDED : EXIT.FAILED;
  });

program
  .command('person')
  .description('what is known of a person')
  .command('erase')
  .description('have a person stand under a pseudonym in all that is published from now on')
  .requiredOption('--employee <id>', 'their id in the timesheet system', parseId)
  .requiredOption('--by <who>', 'who says so', parseWho)
  .option('--json')
  .action(async ({ json, ...options }: EraseOptions & { json?: boolean }) => {
    const report = await erase(await find(), options);
    print(json ? toJson(report) : renderErased(report));
  });

program
  .command('accept-stale')
  .description("take a timesheet that is older than the ledger's for the newest: it was created anew")
  .requiredOption('--employee <id>')
  .addOption(week())
  .requiredOption('--by <who>', 'who says so')
  .requiredOption('--why <text>')
  .option('--json')
  .action(async ({ json, ...options }: AcceptStaleOptions & { json?: boolean }) => {
    const report = await acceptStale(await find(), options, systemClock);
    print(json ? toJson(report) : renderAcceptance(report));
  });

program
  .command('verify')
  .description('check every byte of a week: hashes, chains, evidence, lines')
  .addOption(week())
  .option('--json')
  .action(async (options: { week: string; json?: boolean }) => {
    const report = await verify(await find(), options.week);
    print(options.json ? toJson(report) : renderVerification(report));
    process.exitCode = report.faults.length === 0 ? EXIT.SUCCEEDED : EXIT.FAILED;
  });

program
  .command('token')
  .description('a token of the development issuer for the audit API')
  .requiredOption('--as <who>', 'employee:ID, pm:ID or finance:ID')
  .action(async (options: { as: string }) => print(await token(options.as)));

program
  .command('quarantine')
  .description('what the last run of a week set aside, and how to repair it')
  .addOption(week())
  .option('--json')
  .action(async (options: { week: string; json?: boolean }) =>
    print(await quarantine(await find(), options.week, options.json ?? false)),
  );

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function find(): Promise<Deployment> {
  return Deployment.find(program.opts<{ stack?: string }>().stack);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  console.error(visibleLines(error instanceof Error ? `error: ${error.message}` : String(error)));
  return WRONG_USES.some((wrong) => error instanceof wrong) ? WRONG_USE : EXIT.FAILED;
}

function print(text: string): void {
  console.log(visibleLines(text));
}

/** Progress goes beside the result. */
function tell(line: string): void {
  console.error(visibleLines(`  … ${line}`));
}
