import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { renderFinanceQueries } from './queries.ts';
import { type FinanceQueryOptions, queryCsv, queryJson, renderQuery, runFinanceQuery } from './query.ts';

/** `ledger finance …` */
export function financeCommands(program: Command, { find, print, write, tell }: CommandContext): void {
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
}

function addParameter(text: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is not of the form name=value.');
  if (Object.hasOwn(given, name)) throw new InvalidArgumentError(`The parameter ${name} is given twice.`);
  return { ...given, [name]: value };
}
