import { describe, expect, it } from 'vitest';
import { decideAndAlert } from '../../../core/budgets/decide-and-alert.ts';
import type { DecisionKind } from '../../../core/budgets/decision.ts';
import { MemoryBudgetPorts } from '../../doubles/memory-budget-ports.ts';
import { knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestion } from '../../worlds/suggestions.ts';

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)] as const;

function portsWith(...ids: readonly string[]): MemoryBudgetPorts {
  const ports = new MemoryBudgetPorts(knownCwo());
  ports.made.push(...ids.map((suggestionId) => suggestion({ suggestionId })));
  return ports;
}

function decide(ports: MemoryBudgetPorts, kind: DecisionKind, suggestionId: string | null) {
  const figures = kind === 'ADJUSTED' ? { tokensPerWeek: 40_000n } : {};
  const request = { kind, figures, effectiveFrom: null, suggestionId, decidedBy: 'E9', note: null };
  return decideAndAlert({ cwoId: 'C1', seenVersion: 0, request }, ports);
}

describe('a confirmation', () => {
  it.each([
    ['the suggestion that it names', [NEW], NEW],
    ['the last one where it names none', [OLD, NEW], null],
  ])('takes over %s', async (_, made, suggestionId) => {
    const decision = await decide(portsWith(...made), 'CONFIRMED', suggestionId);

    expect(decision).toMatchObject({ suggestionId: NEW, figures: suggestion().figures, effectiveFrom: '2026-11-23' });
  });

  it.each([
    ['a suggestion that a newer one has replaced', [OLD, NEW], OLD, 'has been replaced'],
    ['a suggestion that nobody made', [NEW], OLD, 'has no suggestion'],
    ['none where there is none', [], null, 'no suggestion with a figure'],
  ])('of %s is refused', async (_, made, suggestionId, message) => {
    const ports = portsWith(...made);

    await expect(decide(ports, 'CONFIRMED', suggestionId)).rejects.toThrow(message);
    expect([ports.written.length, ports.alertsStarted]).toEqual([0, 0]);
  });
});

describe('any other decision', () => {
  it.each(['ADJUSTED', 'SKIPPED'] as const)('says what it answers, also one that was replaced: %s', async (kind) => {
    expect(await decide(portsWith(OLD, NEW), kind, OLD)).toMatchObject({ kind, suggestionId: OLD });
  });

  it.each(['ADJUSTED', 'SKIPPED'] as const)('needs no suggestion: %s', async (kind) => {
    expect(await decide(portsWith(), kind, null)).toMatchObject({ kind, suggestionId: null });
  });

  it('on a suggestion that nobody made is refused', async () => {
    await expect(decide(portsWith(NEW), 'ADJUSTED', OLD)).rejects.toThrow('has no suggestion');
  });
});

describe('the alerts of a decision', () => {
  it('are started once it is written', async () => {
    const ports = portsWith();
    ports.beforeWrite = () => expect(ports.alertsStarted).toBe(0);

    await decide(ports, 'ADJUSTED', null);

    expect([ports.written.length, ports.alertsStarted]).toEqual([1, 1]);
  });

  it('wait for their schedule where they cannot be started: the decision holds, and it is noted', async () => {
    const ports = portsWith();
    ports.startAlerts = () => {
      throw Object.assign(new Error('of C1 and E9'), { name: 'TooManyRequestsException' });
    };

    expect(await decide(ports, 'ADJUSTED', null)).toMatchObject({ version: 1 });

    expect(ports.stored.get('C1')?.decisions).toHaveLength(1);
    expect(ports.warnings).toEqual([
      { message: expect.stringContaining('wait'), details: { error: 'TooManyRequestsException' } },
    ]);
  });
});
