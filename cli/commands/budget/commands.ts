import { type Command, Option } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import type { DecisionKind } from '../../../core/budgets/decision.ts';
import { parseMonday, parseTokens, parseUsd, parseVersion } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { toJson } from '../../view/json.ts';
import { budgetAccuracy } from './accuracy.ts';
import { type AlertsOptions, alerts, renderAlerts } from './alerts.ts';
import { type BenchmarksOptions, showBenchmarks } from './benchmarks.ts';
import { type DecideOptions, decide, renderDecision } from './decide.ts';
import { budgetHistory } from './history.ts';
import { type ShowBudgetOptions, showBudgets } from './show.ts';
import { renderSuggestion, suggest } from './suggest.ts';

/** `ledger budget …` and `ledger alerts` */
export function budgetCommands(program: Command, context: CommandContext): void {
  alertsCommand(program, context);
  const budget = program.command('budget').description('budgets of contract work orders, and what is used of them');
  budget
    .command('show')
    .description('budgets against use: of a CWO, of a week, or in all')
    .option('--cwo <id>')
    .option('--week <monday>', 'the Monday that names the week', parseMonday)
    .option('--json')
    .action(async (options: ShowBudgetOptions) =>
      context.print(await showBudgets(await context.find(), options, systemClock)),
    );
  budget
    .command('history')
    .description('every decision on the budget of a CWO')
    .addOption(cwo())
    .option('--json')
    .action(async (options: { cwo: string; json?: boolean }) =>
      context.print(await budgetHistory(await context.find(), options)),
    );
  suggestionCommands(budget, context);
  budget
    .command('confirm')
    .description('take the figures of a suggestion')
    .addOption(cwo())
    .option('--suggestion <id>', 'which one; the last one, if left out')
    .option('--from <monday>', 'the first week it holds for; this one, if left out', parseMonday)
    .option('--note <text>')
    .option('--version <n>', 'the version you saw; the last one, if left out', parseVersion)
    .option('--json')
    .action((options: DecideOptions & { json?: boolean }) => decideAs('CONFIRMED', options, context));
  budget
    .command('adjust')
    .description('set figures of a budget; those that are not named are kept')
    .addOption(cwo())
    .option('--tokens-per-week <n>', 'tokens for each week', parseTokens)
    .option('--tokens-total <n>', 'tokens for the whole CWO', parseTokens)
    .option('--usd-per-week <d>', 'USD for each week', parseUsd)
    .option('--usd-total <d>', 'USD for the whole CWO', parseUsd)
    .option('--clear <names...>', 'figures to empty: tokens-per-week …')
    .option('--from <monday>', 'the first week it holds for; this one, if left out', parseMonday)
    .option('--note <text>')
    .option('--version <n>', 'the version you saw; the last one, if left out', parseVersion)
    .option('--json')
    .action((options: DecideOptions & { json?: boolean }) => decideAs('ADJUSTED', options, context));
  budget
    .command('skip')
    .description('say that the suggestion was declined; no figure changes')
    .addOption(cwo())
    .option('--note <text>')
    .option('--version <n>', 'the version you saw; the last one, if left out', parseVersion)
    .option('--json')
    .action((options: DecideOptions & { json?: boolean }) => decideAs('SKIPPED', options, context));
}

function alertsCommand(program: Command, { find, print }: CommandContext): void {
  program
    .command('alerts')
    .description('alerts of budgets: those that wait, and those told in this week and the 26 before')
    .option('--cwo <id>')
    .option('--pending', 'only those that wait')
    .option('--json')
    .action(async ({ json, ...options }: AlertsOptions & { json?: boolean }) => {
      const report = await alerts(await find(), options, systemClock);
      print(json ? toJson(report) : renderAlerts(report));
    });
}

/** What the past says of budgets, and how right it was. */
function suggestionCommands(budget: Command, context: CommandContext): void {
  budget
    .command('benchmarks')
    .description('what a full-time person of each role uses a week')
    .option('--refresh', 'compute them now, from the published lines of the last weeks')
    .option('--json')
    .action(async (options: BenchmarksOptions) => context.print(await showBenchmarks(await context.find(), options)));
  budget
    .command('accuracy')
    .description('suggestions against what was used, of CWOs that have ended')
    .option('--json')
    .action(async (options: { json?: boolean }) =>
      context.print(await budgetAccuracy(await context.find(), options, systemClock)),
    );
  budget
    .command('suggest')
    .description('a budget for a CWO, from what its roles used elsewhere')
    .addOption(cwo())
    .option('--json')
    .action(async ({ cwo: cwoId, json }: { cwo: string; json?: boolean }) => {
      const suggestion = await suggest(await context.find(), cwoId);
      context.print(json ? toJson(suggestion) : renderSuggestion(suggestion));
    });
}

function cwo(): Option {
  return new Option('--cwo <id>', 'the contract work order').makeOptionMandatory();
}

async function decideAs(
  kind: DecisionKind,
  options: DecideOptions & { json?: boolean },
  { find, print, tell }: CommandContext,
): Promise<void> {
  const decision = await decide(kind, options, await find(), tell);
  print(options.json ? toJson(decision) : renderDecision(options.cwo, decision));
}
