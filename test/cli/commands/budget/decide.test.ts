import { beforeEach, describe, expect, it } from 'vitest';
import { decide } from '../../../../cli/commands/budget/decide.ts';
import type { DecisionKind } from '../../../../core/budgets/decision.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryBudgetPorts } from '../../../doubles/memory-budget-ports.ts';
import { knownCwo } from '../../../worlds/budget-alerts.ts';
import { suggestion } from '../../../worlds/suggestions.ts';

const OLD = suggestion({ suggestionId: 'b'.repeat(64) });
const LATEST = suggestion();
let ports: MemoryBudgetPorts;
let told: string[];

beforeEach(() => {
  ports = new MemoryBudgetPorts(knownCwo());
  ports.made.push(OLD, LATEST);
  told = [];
});

const run = (kind: DecisionKind, options: object = {}) => {
  const { cwos, budgets, lines, decisions, suggestions, alertPhase, publications, settings } = ports;
  const stores = { cwos, budgets, lines, decisions, suggestions, alertPhase, publications };
  const deployment = { ...stores, budgetSettings: settings };
  return decide(kind, { cwo: 'C1', ...options }, deployment as never, (line) => told.push(line));
};

describe('a decision by the command line', () => {
  it.each(['CONFIRMED', 'ADJUSTED', 'SKIPPED'] as const)('rests on the latest suggestion (%s)', async (kind) => {
    const decision = await run(kind, kind === 'ADJUSTED' ? { tokensPerWeek: 1n } : {});

    expect(faultsOf('cli-budget.schema.json#/$defs/decision', decision)).toEqual([]);
    const { suggestionId, version, decidedBy } = decision;

    expect([suggestionId, version]).toEqual([LATEST.suggestionId, 1]);
    expect(decidedBy).toMatch(/^cli:./);
  });

  it('has told at once what it crosses', async () => {
    await run('CONFIRMED');

    expect([ports.alertsStarted, told]).toEqual([1, []]);
  });

  it('holds where that cannot be started, and says so', async () => {
    ports.startAlerts = () => {
      throw new Error('denied');
    };

    expect(await run('CONFIRMED')).toMatchObject({ version: 1, tokensPerWeek: 30_000n });
    expect(told).toEqual(['the alerts of a decision wait for their schedule']);
  });

  it('may be on an older suggestion that is declined, and not confirm it', async () => {
    expect(await run('SKIPPED', { suggestion: OLD.suggestionId })).toMatchObject({ suggestionId: OLD.suggestionId });
    await expect(run('CONFIRMED', { suggestion: OLD.suggestionId })).rejects.toThrow('has been replaced by');
  });

  it.each([
    ['a suggestion that was never made', { suggestion: 'f'.repeat(64) }, 'has no suggestion'],
    ['a version that is not the last', { version: 3 }, 'stands at version 0'],
    ['a CWO that nobody knows', { cwo: 'C9' }, 'no CWO C9 is known'],
    ['a figure that does not exist', { clear: ['tokens-per-day'] }, 'names no figure'],
  ])('is refused with %s', async (_, options, message) => {
    await expect(run('CONFIRMED', options)).rejects.toThrow(message);
    expect([ports.written, ports.alertsStarted]).toEqual([[], 0]);
  });

  it('shows who lost what stands', async () => {
    await run('CONFIRMED');

    await expect(run('CONFIRMED', { version: 0 })).rejects.toThrow(
      /stands at version 1.*\nCONFIRMED: the budget of C1/,
    );
  });
});
