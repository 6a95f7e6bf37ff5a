import { type Command, Option } from 'commander';
import type { PaperKind } from '../../../core/billing/paper.ts';
import { RECHARGES, type Recharge } from '../../../core/billing/recharge.ts';
import { parseId, parseMonday, parseMonth, parseText, parseWho } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { toJson } from '../../view/json.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { type AcceptOptions, acceptForBilling, renderAccepted } from './accept.ts';
import { type CloseOptions, close, renderClose, renderReopened, reopen } from './closing.ts';
import { PAPER_FORMATS, type PaperOptions, paper } from './papers.ts';
import { recharge, renderRecharge } from './recharge.ts';

type Json = { readonly json?: boolean };

const month = () => new Option('--month <YYYY-MM>').argParser(parseMonth).makeOptionMandatory();
const by = () => new Option('--by <who>', 'who says so').argParser(parseWho).makeOptionMandatory();

/** `ledger statement`, `ledger invoice` and `ledger close` */
export function monthCommands(program: Command, context: CommandContext): void {
  const statement = program.command('statement').description('what CWOs cost in a month: for the house');
  paperCommand(statement, 'STATEMENT', context);
  const invoice = program.command('invoice').description('what a client pays of a month; exported, it has a number');
  paperCommand(invoice, 'INVOICE', context);
  program
    .command('close')
    .description('freeze what a month comes to; what changes later is corrected in a later month')
    .addOption(month())
    .option('--client <id>', 'of one client; of everybody without', parseId)
    .addOption(by())
    .option('--force', 'although points are open')
    .option('--why <text>', 'why so', parseText)
    .addOption(new Option('--reopen', 'open it again, as long as nothing was exported').conflicts(['force', 'why']))
    .option('--json')
    .action(async ({ json, ...options }: CloseOptions & Json & { reopen?: boolean }) => {
      if ((options.force ?? false) !== (options.why !== undefined)) {
        throw new WrongUseError('--force and --why go together');
      }
      if (options.reopen) {
        const { month: ofMonth, client, by: who } = options;
        const reopened = await reopen(await context.find(), { month: ofMonth, clientId: client, by: who });
        context.print(json ? toJson(reopened) : renderReopened(reopened));
        return;
      }
      const report = await close(await context.find(), options);
      context.print(json ? toJson(report) : renderClose(report));
      process.exitCode = report.status === 'REFUSED' || report.lost.length > 0 ? 1 : 0;
    });
}

function paperCommand(command: Command, kind: PaperKind, { find, write }: CommandContext): void {
  command
    .addOption(month())
    .option('--client <id>', '', parseId)
    .option('--cwo <id>', '', parseId)
    .addOption(new Option('--format <how>').choices(PAPER_FORMATS).default('table'))
    .action(async (options: PaperOptions) => write(await paper(await find(), kind, options)));
}

/** `ledger finance recharge` and `ledger finance accept` */
export function billingCommands(finance: Command, { find, print }: CommandContext): void {
  finance
    .command('recharge')
    .description('say whether a client pays for what a CWO uses, from a month on')
    .addOption(new Option('--cwo <id>').argParser(parseId).makeOptionMandatory())
    .argument('<how>', RECHARGES.join(' or '), parseRecharge)
    .addOption(new Option('--from <YYYY-MM>').argParser(parseMonth).makeOptionMandatory())
    .addOption(by())
    .option('--json')
    .action(async (how: Recharge, { json, cwo, from, by: who }: Json & { cwo: string; from: string; by: string }) => {
      const decision = await recharge(await find(), { cwoId: cwo, recharge: how, from, by: who });
      print(json ? toJson(decision) : renderRecharge(decision));
    });
  finance
    .command('accept')
    .description('take an employee-week as it is for the closing of its months')
    .addOption(new Option('--week <monday>').argParser(parseMonday).makeOptionMandatory())
    .addOption(new Option('--employee <id>').argParser(parseId).makeOptionMandatory())
    .addOption(by())
    .addOption(new Option('--why <text>').argParser(parseText).makeOptionMandatory())
    .option('--json')
    .action(async ({ json, ...options }: AcceptOptions & Json) => {
      const report = await acceptForBilling(await find(), options);
      print(json ? toJson(report) : renderAccepted(report));
    });
}

function parseRecharge(text: string): Recharge {
  const found = RECHARGES.find((one) => one === text);
  if (!found) throw new WrongUseError(`${text} is neither ${RECHARGES.join(' nor ')}`);
  return found;
}
