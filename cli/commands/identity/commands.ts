import type { Command } from 'commander';
import { systemClock } from '../../../adapters/system/clock.ts';
import { ACTOR_TARGETS } from '../../../core/collection/identity.ts';
import { ACTOR_KINDS } from '../../../core/collection/usage-fact.ts';
import { parseMonday, parseWho, pathFromUser } from '../../arguments.ts';
import type { CommandContext } from '../../command-context.ts';
import { toJson } from '../../view/json.ts';
import { addIdentities, renderAdded, type SetOptions, setIdentity } from './add.ts';
import { listIdentities } from './list.ts';
import { readIdentities } from './read-csv.ts';
import { listUnresolved } from './unresolved.ts';

/** `ledger identity …` */
export function identityCommands(program: Command, { find, print }: CommandContext): void {
  const identity = program.command('identity').description('who the actors of usage are: employees, services, nobody');
  identity
    .command('import')
    .description(
      'add the entries of a CSV file: source, actor_kind, actor_id, target, employee_id, valid_from, valid_to',
    )
    .argument('<file>')
    .requiredOption('--by <who>', 'who says so', parseWho)
    .option('--json')
    .action(async (file: string, { by, json }: { by: string; json?: boolean }) => {
      const added = await addIdentities(await find(), readIdentities(pathFromUser(file), by), systemClock);
      print(json ? toJson(added) : renderAdded(added));
    });
  identity
    .command('set')
    .description('add one entry; it is newer than all before it')
    .requiredOption('--kind <kind>', ACTOR_KINDS.filter((kind) => kind !== 'NONE').join(', '))
    .requiredOption('--id <id>', 'as the source names the actor')
    .option('--source <name>', 'of this source alone; of any, if left out')
    .option('--target <what>', ACTOR_TARGETS.join(', '), 'employee')
    .option('--employee <id>', 'whose usage it is')
    .requiredOption('--from <day>', 'the first day it holds')
    .option('--to <day>', 'the first day it no longer holds')
    .requiredOption('--by <who>', 'who says so', parseWho)
    .option('--json')
    .action(async ({ json, ...options }: SetOptions & { json?: boolean }) => {
      const added = await addIdentities(await find(), [setIdentity(options)], systemClock);
      print(json ? toJson(added) : renderAdded(added));
    });
  identity
    .command('list')
    .description('every entry, oldest first')
    .option('--employee <id>')
    .option('--json')
    .action(async (options: { employee?: string; json?: boolean }) =>
      print(await listIdentities(await find(), options)),
    );
  identity
    .command('unresolved')
    .description('actors of whom nobody has said who they are, the dearest first')
    .option('--week <monday>', 'of this week; of the last days, if left out', parseMonday)
    .option('--json')
    .action(async (options: { week?: string; json?: boolean }) =>
      print(await listUnresolved(await find(), systemClock, options)),
    );
}
