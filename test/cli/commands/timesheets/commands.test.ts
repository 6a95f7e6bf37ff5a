import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { timesheetCommands } from '../../../../cli/commands/timesheets/commands.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';

/** It has no outputs of a mirror. */
const CONTRACT_2 = { outputs: {} } as unknown as Deployment;

/** What `timesheets sync` with these words starts the state machine with. */
async function inputOf(...typed: readonly string[]): Promise<unknown> {
  const started = new Error('started');
  let input: unknown;
  const stepFunctions = {
    send: async (command: { readonly input: { readonly input: string } }) => {
      input = JSON.parse(command.input.input);
      throw started;
    },
  };
  const outputs: Readonly<Record<string, string>> = {
    MirrorTableName: 'table',
    MirrorSettings: '{"sources":[],"dropMaxPct":20,"hotWeeks":3}',
  };
  const deployment = {
    stepFunctions,
    outputs,
    output: (name: string) => outputs[name] ?? name,
    collectionSettings: { timeZone: 'UTC' },
  };
  const program = new Command();
  const nothing = () => {};
  const find = async () => deployment as unknown as Deployment;
  timesheetCommands(program, { find, print: nothing, write: nothing, tell: nothing });
  await expect(program.parseAsync(['timesheets', 'sync', ...typed], { from: 'user' })).rejects.toBe(started);
  return input;
}

describe('timesheets sync', () => {
  it.each([
    [[], {}],
    [['--source', 'tempo', '--week', '2026-11-16'], { sources: ['tempo'], weeks: ['2026-11-16'] }],
    [['--backfill', '8', '--accept-drop'], { weeks: 8, acceptDrop: true }],
    [['--remap'], { remap: true }],
  ])('starts with what was typed: %j', async (typed, expected) => {
    expect(await inputOf(...typed)).toEqual({ remap: false, acceptDrop: false, ...expected });
  });
});

describe('a deployment that asks a contract-2 system', () => {
  it.each([
    ['import', ['import', '.', '--week', '2026-11-16']],
    ['import --dry-run', ['import', '.', '--week', '2026-11-16', '--dry-run']],
    ['mapping put', ['mapping', 'put', '.']],
    ['mapping show', ['mapping', 'show']],
    ['check', ['check', '--source', 'tempo']],
    ['draft', ['draft', '--source', 'tempo', '--out', 'new']],
    ['sync', ['sync']],
    ['status', ['status']],
    ['unmapped', ['unmapped']],
    ['explain', ['explain', '--employee', 'E-1', '--week', '2026-11-16']],
  ])('answers wrong use to %s', async (_, typed) => {
    const program = new Command();
    const nothing = () => {};
    timesheetCommands(program, { find: async () => CONTRACT_2, print: nothing, write: nothing, tell: nothing });
    const run = program.parseAsync(['timesheets', ...typed], { from: 'user' });

    await expect(run).rejects.toThrow(WrongUseError);
    await expect(run).rejects.toThrow(/^timesheet\.kind of this deployment is not MIRROR/);
  });
});
