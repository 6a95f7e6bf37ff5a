import { describe, expect, it } from 'vitest';
import type { FrozenMonth, LineChange } from '../../../core/billing/closed-month.ts';
import type { LineFact } from '../../../core/billing/line-facts.ts';
import { type PaperScope, paperOf } from '../../../core/billing/paper.ts';

const ALL: PaperScope = { kind: 'STATEMENT', cwoId: null, without: new Set() };
const INVOICE: PaperScope = { ...ALL, kind: 'INVOICE' };
const CLOSED = { status: 'CLOSED', number: null } as const;

function fact(employeeId: string, costUsd4: bigint, changes: Partial<LineFact> = {}): LineFact {
  const of = { month: '2026-11', mondayDate: '2026-11-02', cwoId: 'C1', cwoName: 'Core', clientId: 'CL1' };
  return { ...of, employeeId, role: 'QA', tokens: 10n, costUsd4, ...changes };
}

function change(before: bigint, after: bigint, changes: Partial<LineChange> = {}): LineChange {
  const of = {
    ofMonth: '2026-10',
    mondayDate: '2026-10-05',
    employeeId: 'E1',
    cwoId: 'C1',
    cwoName: 'Core',
    role: 'QA',
  };
  const amounts = { before: { tokens: 0n, costUsd4: before }, after: { tokens: 0n, costUsd4: after } };
  return { ...of, beforeRole: 'QA', afterRole: 'QA', isRecharged: true, ...amounts, ...changes };
}

function month(changes: Partial<FrozenMonth> = {}): FrozenMonth {
  return {
    ...{ month: '2026-11', clientId: 'CL1', policy: 'BY_DAY', lines: [], corrections: [], recharged: ['C1'] },
    ...{ told: [], waiting: [], unsettled: [] },
    forced: null,
    ...changes,
  };
}

const of = (frozen: FrozenMonth, scope = ALL) => paperOf(frozen, scope, CLOSED);
const three = (cost: bigint, changes: Partial<LineFact> = {}) =>
  ['E1', 'E2', 'E3'].map((id) => fact(id, cost, changes));

describe('a paper', () => {
  it('has a row per CWO and role, rounded once to cents, and says what rounding made of the sum', () => {
    const paper = of(month({ lines: [...three(33_350n), ...three(10_050n, { cwoId: 'C2', cwoName: null })] }));

    expect(paper.lines).toEqual([
      { cwoId: 'C1', cwoName: 'Core', role: 'QA', tokens: 30n, exactUsd: '10.0050', amountUsd: '10.00' },
      { cwoId: 'C2', cwoName: 'C2', role: 'QA', tokens: 30n, exactUsd: '3.0150', amountUsd: '3.02' },
    ]);
    expect(paper.totals).toEqual({ exactUsd: '13.0200', amountUsd: '13.02', residualUsd: '0.0000' });
  });

  it.each([
    [50n, '0.00', '-0.0050'],
    [150n, '0.02', '0.0050'],
    [-50n, '0.00', '0.0050'],
    [-51n, '-0.01', '-0.0049'],
  ])('rounds %s units to %s, half to even, credits too', (cost, amountUsd, residualUsd) => {
    const paper = of(month({ lines: [fact('E1', cost)] }));

    expect(paper.lines[0]?.amountUsd).toBe(amountUsd);
    expect(paper.totals.residualUsd).toBe(residualUsd);
  });

  it('merges roles of fewer than 3 people in the CWO and month, and tells none of them', () => {
    const lines = [
      ...three(100n),
      fact('E4', 200n, { role: 'DEV' }),
      fact('E5', 300n, { role: 'OPS' }),
      // Again the same person: still one.
      fact('E5', 400n, { role: 'OPS', mondayDate: '2026-11-09' }),
    ];

    expect(of(month({ lines })).lines.map(({ role, exactUsd }) => [role, exactUsd])).toEqual([
      ['QA', '0.0300'],
      ['other roles', '0.0900'],
    ]);
  });

  it('of an invoice has recharged CWOs alone, and corrections of those that were recharged then', () => {
    const lines = [...three(100n), ...three(900n, { cwoId: 'C2' })];
    const corrections = [change(0n, 500n), change(0n, 700n, { cwoId: 'C3', isRecharged: false })];

    const paper = of(month({ lines, corrections }), INVOICE);

    expect(paper.lines.map(({ cwoId }) => cwoId)).toEqual(['C1']);
    expect(paper.corrections.map(({ cwoId, amountUsd }) => [cwoId, amountUsd])).toEqual([['C1', '0.05']]);
  });

  it('leaves out what stands on another invoice, and all but the CWO that is asked for', () => {
    const lines = [...three(100n), ...three(900n, { cwoId: 'C2' })];
    const frozen = month({ lines, recharged: ['C1', 'C2'] });

    expect(of(frozen, { ...INVOICE, without: new Set(['C1']) }).lines.map(({ cwoId }) => cwoId)).toEqual(['C2']);
    expect(of(frozen, { ...ALL, cwoId: 'C1' }).lines.map(({ cwoId }) => cwoId)).toEqual(['C1']);
  });

  it('has corrections by month, CWO and role: the whole row as it was told, and as it is now', () => {
    const corrections = [
      change(10_000n, 25_000n),
      change(5_000n, 5_000n, { employeeId: 'E2', beforeRole: 'QA', afterRole: 'other roles' }),
      change(7n, 7n, { employeeId: 'E3' }),
    ];
    const told = [{ ofMonth: '2026-10', cwoId: 'C1', role: 'QA', costUsd4: 90_000n }];

    const rows = of(month({ corrections, told })).corrections.map((row) => Object.values(row).join(' '));

    expect(rows).toEqual([
      '2026-10 C1 QA 0 9.0000 10.0000 1.0000 1.00',
      '2026-10 C1 other roles 0 0.0000 0.5000 0.5000 0.50',
    ]);
  });

  it('says of its own CWOs alone what waits and whether they are settled', () => {
    const lines = [...three(100n), ...three(900n, { cwoId: 'C2' })];
    const waiting = [change(0n, 500n, { cwoId: 'C2', isRecharged: false })];
    const frozen = month({ lines, waiting, unsettled: ['C2'] });

    expect(of(frozen)).toMatchObject({ waiting: { lines: 1, exactUsd: '0.0500' }, provisional: true });
    expect(of(frozen, { ...ALL, cwoId: 'C1' })).toMatchObject({ waiting: { lines: 0 }, provisional: false });
    expect(of(frozen, INVOICE)).toMatchObject({ waiting: { lines: 0 }, provisional: false });
  });

  it('of nothing is 0.00', () => {
    expect(of(month(), INVOICE)).toMatchObject({
      lines: [],
      corrections: [],
      totals: { exactUsd: '0.0000', amountUsd: '0.00', residualUsd: '0.0000' },
    });
  });

  it('of 5,000 CWOs has them all, by id', () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `C${at.toString().padStart(4, '0')}`);
    const lines = ids.toReversed().flatMap((cwoId) => three(1n, { cwoId }));

    expect(of(month({ lines })).lines.map(({ cwoId }) => cwoId)).toEqual(ids);
  });
});
