import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseMonth, pathFromUser } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { exportFocus, renderFocus } from './focus.ts';
import { billingCommands } from './month-commands.ts';
import { renderFinanceQueries } from './queries.ts';
import { type FinanceQueryOptions, queryCsv, queryJson, renderQuery, runFinanceQuery } from './query.ts';

/** `ledger finance …` */
export function financeCommands(program: Command, context: CommandContext): void {
  const { find, print, write, tell } = context;
  const finance = program.command('finance').description('what finance asks of the published tables');
  finance
    .command('queries')
    .description('the ready queries: what each answers, and with which parameters')
    .action(() => print(renderFinanceQueries()));
  finance
    .command('query')
    .description('the answer of a ready query')
    .argument('<name>')
    .addOption(new Option('--param <name=value...>', 'each parameter of the query').argParser(addParameter).default({}))
    .option('--json')
    .addOption(new Option('--csv', 'for a spreadsheet').conflicts('json'))
    .action(async (name: string, options: FinanceQueryOptions & { json?: boolean; csv?: boolean }) => {
      const answer = await runFinanceQuery(name, options, find, tell);
      if (options.csv) write(queryCsv(answer));
      else print(options.json ? queryJson(answer) : renderQuery(answer));
    });
  focusCommand(finance, context);
  billingCommands(finance, context);
}

function focusCommand(finance: Command, { find, print, tell }: CommandContext): void {
  finance
    .command('focus')
    .description('the weeks that begin in a month as rows of FOCUS, with what says so beside the file')
    .requiredOption('--month <YYYY-MM>', '', parseMonth)
    .requiredOption('--out <file>', 'a CSV file, which is replaced', pathFromUser)
    .action(async ({ month, out }: { month: string; out: string }) =>
      print(renderFocus(await exportFocus(await find(), { month, out }, tell), out)),
    );
}

function addParameter(text: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is not of the form name=value.');
  if (Object.hasOwn(given, name)) throw new InvalidArgumentError(`The parameter ${name} is given twice.`);
  return { ...given, [name]: value };
}
