import { beforeEach, describe, expect, it } from 'vitest';
import { decideBudget } from '../../../../core/budgets/decide-budget.ts';
import { readBudget } from '../../../../functions/api/read-budget/step.ts';
import { readSuggestion } from '../../../../functions/api/read-suggestion/step.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryBudgetPorts } from '../../../doubles/memory-budget-ports.ts';
import { knownCwo } from '../../../worlds/budget-alerts.ts';
import { suggestion } from '../../../worlds/suggestions.ts';

const PM = { employeeId: 'E9', role: 'pm' } as const;
const READERS = [
  ['the PM of the CWO', PM, 'C1', 200],
  ['finance', { employeeId: 'F1', role: 'finance' }, 'C1', 200],
  ['finance, of a CWO that nobody knows', { employeeId: 'F1', role: 'finance' }, 'C9', 404],
  ['another PM', { ...PM, employeeId: 'E8' }, 'C1', 403],
  ['another PM, of a CWO that nobody knows', { ...PM, employeeId: 'E8' }, 'C9', 403],
  ['an employee', { employeeId: 'E9', role: 'employee' }, 'C1', 403],
  ['an employee, of a CWO that nobody knows', { employeeId: 'E9', role: 'employee' }, 'C9', 403],
] as const;
const LINE = { tokens: 15_000n, costUsd4: 300_000n, basis: 'ACTUAL', role: 'TESTER' } as const;

let ports: MemoryBudgetPorts;

beforeEach(async () => {
  ports = new MemoryBudgetPorts(knownCwo());
  ports.made.push(suggestion());
  ports.current.set('C1 2026-11-23', [LINE]);
  ports.stored.set('C1', { cwoId: 'C1', weeks: [week('2026-11-23')], total: null, decisions: [] });
  const request = { kind: 'SET', figures: { tokensPerWeek: 30_000n }, decidedBy: 'E9', note: null } as const;
  const command = { cwoId: 'C1', seenVersion: 0, suggested: null };
  await decideBudget({ ...command, request: { ...request, effectiveFrom: null, suggestionId: null } }, ports);
});

function week(mondayDate: string) {
  const none = { tokens: 0n, costUsd4: 0n };
  const at = '2026-11-24T06:00:00.000Z';
  const row = { budget: { TOKENS: null, USD: null }, actual: none, estimated: none, states: { TOKENS: {}, USD: {} } };
  return { ...row, mondayDate, employees: 1, runId: 'R1', createdAt: at, updatedAt: at, version: 1 };
}

describe('the budget of a CWO', () => {
  it.each(READERS)('is for %s', async (_, reader, cwoId, status) => {
    const answer = await readBudget({ reader, cwoId }, ports);

    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer).toEqual({ status });
  });

  it('is all that is decided on, used and suggested, as its contract says', async () => {
    const answer = await readBudget({ reader: PM, cwoId: 'C1' }, ports);

    expect(answer).toMatchObject({
      headers: { etag: '"1"' },
      body: {
        cwoId: 'C1',
        cwoName: 'Fintech core',
        version: 1,
        decisions: [{ version: 1, kind: 'SET', tokensPerWeek: 30_000n }],
        weeks: [{ mondayDate: '2026-11-23', actualTokens: 15_000n, utilizationPct: '50.00' }],
        total: { actualUsd: '30.0000', weeksTracked: 1, elapsedPct: '66.67' },
        suggestion: { tokensPerWeek: 30_000n, roles: [{ people: '3.00' }, {}, {}] },
      },
    });
    expect(answer.status === 200 && faultsOf('budget.openapi.yaml#/components/schemas/Budget', answer.body)).toEqual(
      [],
    );
  });

  it('of which there is nothing yet is empty, at version 0', async () => {
    const fresh = new MemoryBudgetPorts(knownCwo());

    const answer = await readBudget({ reader: PM, cwoId: 'C1' }, fresh);

    expect(answer).toMatchObject({
      headers: { etag: '"0"' },
      body: { version: 0, decisions: [], weeks: [], total: null, suggestion: null },
    });
  });
});

describe('the suggestion for a CWO', () => {
  it.each(READERS)('is for %s', async (_, reader, cwoId, status) => {
    const answer = await readSuggestion({ reader, cwoId }, ports);

    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer).toEqual({ status });
  });

  it('is the last one, as its contract says', async () => {
    ports.made.push(suggestion({ suggestionId: 'b'.repeat(64), range: null }));

    const answer = await readSuggestion({ reader: PM, cwoId: 'C1' }, ports);

    const body = answer.status === 200 ? answer.body : null;
    expect(body).toMatchObject({ suggestionId: 'b'.repeat(64), usdTotal: '900.0000' });
    expect(faultsOf('budget.openapi.yaml#/components/schemas/Suggestion', body)).toEqual([]);
  });

  it('of which none was made is missing', async () => {
    ports.made.length = 0;

    expect(await readSuggestion({ reader: PM, cwoId: 'C1' }, ports)).toEqual({ status: 404 });
  });
});
