import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../core/allocation/allocate.ts';
import type { Allocation } from '../../../core/allocation/allocation.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import { auditRevision, type ExactShare } from '../../../core/audit/audit.ts';
import { managerView, openView, type RevisionView } from '../../../core/audit/audit-view.ts';
import type { Evidence } from '../../../core/ledger/evidence.ts';
import type { Revision } from '../../../core/ledger/revision.ts';
import type { ChainRows, EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { anyWorld } from '../../worlds/arbitrary-worlds.ts';
import { allocationOf, inputs, line, source } from '../../worlds/heads.ts';
import type { World } from '../../worlds/oracle/oracle.ts';
import { cwo, entry, known, MONDAY, plan, role, WEEK } from '../../worlds/rule-weeks.ts';

const ROWS: ChainRows = {
  tasks: [
    { taskId: 'T1', allocationId: 'A1' },
    { taskId: 'T2', allocationId: 'A2' },
    { taskId: 'TI', allocationId: null },
    { taskId: 'TZ', allocationId: 'A-gone' },
    { taskId: 'TY', allocationId: 'AY' },
    { taskId: 'TX', allocationId: 'AX' },
  ],
  allocations: [
    { allocationId: 'A1', cwoRoleId: 'R1' },
    { allocationId: 'A2', cwoRoleId: 'R2' },
    { allocationId: 'AY', cwoRoleId: 'R-gone' },
    { allocationId: 'AX', cwoRoleId: 'RX' },
  ],
  cwoRoles: [role('R1', 'C1'), role('R2', 'C2'), role('RX', 'C-gone')],
  cwos: [cwo('C1'), cwo('C2')],
  projects: [{ projectId: 'P1', name: 'Payments', clientId: 'CL1', clientName: 'Bank' }],
};

/** A revision as the rules make it, and the evidence it rests on. */
function decided({ usage, answer, rows }: Pick<World, 'usage' | 'answer' | 'rows'>): [Revision, Evidence] | null {
  const result = allocate(usage, answer, WEEK, new Chain(rows));
  if (result.kind === 'SET_ASIDE') return null;
  const sources = [{ source: 'tool', ...usage }];
  const employees = { E1: { sources, usageAsOf: '2026-11-24T06:00:00.000Z', answer } };
  return [revisionOf(result.allocation, { sources }), { mondayDate: MONDAY, employees, chain: rows }];
}

function revisionOf(allocation: Allocation, decidedOn: Parameters<typeof inputs>[0] = {}): Revision {
  return {
    employeeId: 'E1',
    mondayDate: MONDAY,
    revision: 1,
    inputs: inputs(decidedOn),
    allocation,
    previousHash: null,
  };
}

/** The audit of an approved week of 45 USD. */
function auditOf(answer: EmployeeAnswer, rows = ROWS): RevisionView {
  const [revision, evidence] = decided({ usage: source('45.00', 900n), answer, rows }) as [Revision, Evidence];
  return audit(revision, null, evidence);
}

/** The audit of a revision that nothing has confirmed. */
function audit(revision: Revision, previous: Revision | null, evidence: Evidence | null): RevisionView {
  return openView(auditRevision({ revision, confirmation: null }, previous, { decided: evidence, confirmed: null }));
}

describe('the arithmetic that an audit shows', () => {
  it('is that of the worked example: 45 USD over 20 and 10 hours', () => {
    const { weights } = auditOf(known({ entries: [entry('T1', '20'), entry('T2', '10')] }));

    expect(weights).toEqual([
      {
        target: 'C1',
        hours: '20.00',
        weight: 2000,
        totalWeight: 3000,
        tokens: { floor: 600n, remainder: 0n, extraUnit: false },
        costUsd4: { floor: 300_000n, remainder: 0n, extraUnit: false },
      },
      {
        target: 'C2',
        hours: '10.00',
        weight: 1000,
        totalWeight: 3000,
        tokens: { floor: 300n, remainder: 0n, extraUnit: false },
        costUsd4: { floor: 150_000n, remainder: 0n, extraUnit: false },
      },
    ]);
  });

  it('gives the units that are left to the largest remainders, and says to whom', () => {
    const answer = known({ plans: [plan('R1', '0'), plan('R2', '0')] });

    const [revision, evidence] = decided({ usage: source('0.0001', 3n), answer, rows: ROWS }) as [Revision, Evidence];
    const { weights } = audit(revision, null, evidence);

    expect(weights.map(({ target, hours, costUsd4 }) => ({ target, hours, costUsd4 }))).toEqual([
      { target: 'C1', hours: null, costUsd4: { floor: 0n, remainder: 1n, extraUnit: true } },
      { target: 'C2', hours: null, costUsd4: { floor: 0n, remainder: 1n, extraUnit: false } },
    ]);
  });

  it('leads in any world to the lines, by the rule of the largest remainder', () => {
    let split = 0;
    fc.assert(
      fc.property(anyWorld, (world) => {
        const found = decided(world);
        fc.pre(found !== null);
        const { weights, lines, usage, recomputedAgrees } = audit(found[0], null, found[1]);

        expect(recomputedAgrees).toBe(true);
        expect(weights.map(({ target }) => target)).toEqual(
          lines.length > 0 ? lines.map(({ cwoId }) => cwoId) : weights.map(({ target }) => target),
        );
        const cost = BigInt(usage.costUsd.replace('.', ''));
        checkSplit(
          usage.tokens,
          weights.map(({ tokens, weight, totalWeight }) => [tokens, weight, totalWeight]),
        );
        checkSplit(
          cost,
          weights.map(({ costUsd4, weight, totalWeight }) => [costUsd4, weight, totalWeight]),
        );
        if (lines.length > 1) split += 1;
        for (const [at, { allocatedTokens, allocatedCostUsd }] of lines.entries()) {
          const { tokens, costUsd4 } = weights[at] as (typeof weights)[number];
          expect(allocatedTokens).toBe(shareOf(tokens));
          expect(BigInt(allocatedCostUsd.replace('.', ''))).toBe(shareOf(costUsd4));
        }
      }),
      { numRuns: 1000 },
    );
    expect(split).toBeGreaterThan(100);
  });
});

function shareOf({ floor, extraUnit }: ExactShare): bigint {
  return extraUnit ? floor + 1n : floor;
}

/** Each floor and remainder is exact, the shares sum to the whole, and no remainder without a unit beats one with it. */
function checkSplit(whole: bigint, shares: readonly [ExactShare, weight: number, totalWeight: number][]): void {
  for (const [{ floor, remainder }, weight, total] of shares) {
    expect(floor * BigInt(total) + remainder).toBe(whole * BigInt(weight));
    expect(remainder >= 0n && remainder < BigInt(total)).toBe(true);
  }
  expect(shares.reduce((sum, [share]) => sum + shareOf(share), 0n)).toBe(whole);
  const rests = shares.map(([share], at) => ({ ...share, at }));
  const best = rests.toSorted((a, b) =>
    a.remainder === b.remainder ? a.at - b.at : a.remainder < b.remainder ? 1 : -1,
  );
  const units = rests.filter(({ extraUnit }) => extraUnit).length;
  expect(best.slice(0, units).every(({ extraUnit }) => extraUnit)).toBe(true);
}

describe('the hours and plans that an audit shows', () => {
  it('lead from each entry to its CWO, as far as the way goes', () => {
    const tasks = ['T1', 'TI', 'TZ', 'TY', 'TX', 'T-gone'];

    const { entries, plans } = auditOf(known({ entries: tasks.map((taskId) => entry(taskId, '5')) }));

    expect(plans).toEqual([]);
    expect(
      entries.map(({ taskId, allocationId, cwoRoleId, cwoId }) => [taskId, allocationId, cwoRoleId, cwoId]),
    ).toEqual([
      ['T1', 'A1', 'R1', 'C1'],
      ['TI', null, null, null],
      ['TZ', 'A-gone', null, null],
      ['TY', 'AY', 'R-gone', null],
      ['TX', 'AX', 'RX', null],
      ['T-gone', null, null, null],
    ]);
    expect(entries[0]).toMatchObject({ entryId: `T1-${MONDAY}`, date: MONDAY, hours: '5.00' });
  });

  it('lead from each plan to its CWO where plans decided', () => {
    const answer = known({
      status: null,
      entries: [entry('T1', '5')],
      plans: [plan('R1', '8'), plan('R-gone', '2'), plan('RX', '1')],
    });

    const { entries, plans } = auditOf(answer);

    expect(entries).toEqual([]);
    expect(plans.map(({ cwoRoleId, cwoId, plannedHoursPerWeek }) => [cwoRoleId, cwoId, plannedHoursPerWeek])).toEqual([
      ['R1', 'C1', '8.00'],
      ['R-gone', null, '2.00'],
      ['RX', null, '1.00'],
    ]);
  });

  it('follow the last of two rows with the same id, as the allocation does', () => {
    const rows = { ...ROWS, cwoRoles: [...ROWS.cwoRoles, role('R1', 'C-gone')] };

    const { entries, lines } = auditOf(known({ entries: [entry('T1', '5')] }), rows);

    expect(lines.map(({ cwoId }) => cwoId)).toEqual(['UNALLOCATED']);
    expect(entries.map(({ cwoId }) => cwoId)).toEqual([null]);
  });

  it.each([
    ['leave covered the week', known({ leave: '40', entries: [] })],
    ['nobody knows the employee', { kind: 'UNKNOWN' } as const],
    ['there was neither sheet nor plan', known({ status: null })],
  ])('are none where %s', (_, answer) => {
    const { entries, plans, weights } = auditOf(answer);

    expect({ entries, plans, targets: weights.length }).toEqual({ entries: [], plans: [], targets: 1 });
  });
});

describe('the difference to the revision before', () => {
  const before = allocationOf([
    line({ target: 'C1', tokens: 6n, costUsd4: 60_000n }),
    line({ target: 'C2', tokens: 3n, costUsd4: 30_000n }),
  ]);

  it.each<[string, Allocation, string[]]>([
    ['nothing', before, []],
    ['only the basis', { ...before, basis: 'ESTIMATED' }, []],
    [
      'a share',
      allocationOf([
        line({ target: 'C1', tokens: 5n, costUsd4: 50_000n }),
        line({ target: 'C2', tokens: 4n, costUsd4: 40_000n }),
      ]),
      ['C1 6→5 6.0000→5.0000', 'C2 3→4 3.0000→4.0000'],
    ],
    [
      'only tokens',
      allocationOf([
        line({ target: 'C1', tokens: 7n, costUsd4: 60_000n }),
        line({ target: 'C2', tokens: 2n, costUsd4: 30_000n }),
      ]),
      ['C1 6→7 6.0000→6.0000', 'C2 3→2 3.0000→3.0000'],
    ],
    [
      'a target',
      allocationOf([line({ target: 'B9', tokens: 9n, costUsd4: 90_000n })]),
      ['B9 0→9 0.0000→9.0000', 'C1 6→0 6.0000→0.0000', 'C2 3→0 3.0000→0.0000'],
    ],
    ['everything, to nothing', allocationOf([]), ['C1 6→0 6.0000→0.0000', 'C2 3→0 3.0000→0.0000']],
  ])('tells what changed where %s changed', (_, after, expected) => {
    const { differences } = audit(revisionOf(after), revisionOf(before), null);

    expect(
      differences.map(
        ({ cwoId, tokensBefore, tokensAfter, costUsdBefore, costUsdAfter }) =>
          `${cwoId} ${tokensBefore}→${tokensAfter} ${costUsdBefore}→${costUsdAfter}`,
      ),
    ).toEqual(expected);
  });

  it('is all of it for the first revision', () => {
    expect(audit(revisionOf(before), null, null).differences.map(({ tokensBefore }) => tokensBefore)).toEqual([0n, 0n]);
  });
});

describe('a revision whose evidence', () => {
  const [revision, evidence] = decided({
    usage: source('45.00', 900n),
    answer: known({ entries: [entry('T1', '8')] }),
    rows: ROWS,
  }) as [Revision, Evidence];

  it('is missing or was changed shows its lines, and that nothing proves them', () => {
    const audited = audit(revision, null, null);

    expect(audited).toMatchObject({ recomputedAgrees: false, weights: [], entries: [], plans: [] });
    expect(audited.lines).toHaveLength(1);
  });

  it.each<[string, Evidence]>([
    ['is of another week', { ...evidence, mondayDate: '2026-11-23' }],
    [
      'is of another employee',
      { ...evidence, employees: { E2: evidence.employees.E1 as Evidence['employees'][string] } },
    ],
    ['leads elsewhere', { ...evidence, chain: { ...ROWS, cwos: [] } }],
  ])('%s does not agree', (_, other) => {
    expect(audit(revision, null, other).recomputedAgrees).toBe(false);
  });

  it('agrees says who or what caused it, on which version and which usage', () => {
    expect(audit(revision, null, evidence)).toMatchObject({
      revision: 1,
      runId: 'run-1',
      trigger: 'WEEKLY',
      createdAt: '2026-11-23T06:00:30.000Z',
      basis: 'ACTUAL',
      method: 'LOGGED_HOURS',
      timesheet: { status: 'APPROVED', version: 1 },
      usage: { tokens: 900n, costUsd: '45.0000' },
      usageAsOf: '2026-11-23T06:00:00.000Z',
      recomputedAgrees: true,
    });
  });
});

describe('a revision that later inputs have confirmed', () => {
  const rows = { ...ROWS, tasks: [...ROWS.tasks, { taskId: 'T1-again', allocationId: 'A1' }] };
  const week = (taskId: string) => ({
    usage: source('45.00', 900n),
    answer: known({ entries: [entry(taskId, '8')] }),
    rows,
  });
  const [revision, decidedOn] = decided(week('T1')) as [Revision, Evidence];
  const [, confirmedOn] = decided(week('T1-again')) as [Revision, Evidence];
  const confirmation = inputs({
    runId: 'run-2',
    trigger: 'WEBHOOK',
    decidedAt: '2026-11-25T09:00:00.000Z',
    timesheet: { status: 'APPROVED', version: 4 },
    usageAsOf: '2026-11-25T08:00:00.000Z',
    evidenceHash: 'c'.repeat(64),
  });
  const auditConfirmed = (found: { decided: Evidence | null; confirmed: Evidence | null }) =>
    openView(auditRevision({ revision, confirmation }, null, found));

  it('shows the newest timesheet, and when, by which run and on what it was confirmed', () => {
    const view = auditConfirmed({ decided: decidedOn, confirmed: confirmedOn });

    expect(view).toMatchObject({
      runId: 'run-1',
      trigger: 'WEEKLY',
      createdAt: '2026-11-23T06:00:30.000Z',
      timesheet: { status: 'APPROVED', version: 4 },
      decidedOn: { status: 'APPROVED', version: 1 },
      usageAsOf: '2026-11-23T06:00:00.000Z',
      evidence: '0'.repeat(64),
      recomputedAgrees: true,
    });
    expect(view.confirmed).toEqual({
      at: '2026-11-25T09:00:00.000Z',
      runId: 'run-2',
      trigger: 'WEBHOOK',
      timesheet: { status: 'APPROVED', version: 4 },
      usageAsOf: '2026-11-25T08:00:00.000Z',
      evidence: 'c'.repeat(64),
    });
  });

  it('shows the hours of the version it names', () => {
    const { entries, weights } = auditConfirmed({ decided: decidedOn, confirmed: confirmedOn });

    expect(entries.map(({ taskId, cwoId }) => [taskId, cwoId])).toEqual([['T1-again', 'C1']]);
    expect(weights.map(({ target, hours }) => [target, hours])).toEqual([['C1', '8.00']]);
  });

  it.each([
    ['the decision is missing', { decided: null, confirmed: confirmedOn }],
    [
      'the decision leads elsewhere',
      { decided: { ...decidedOn, chain: { ...rows, cwos: [] } }, confirmed: confirmedOn },
    ],
    ['the confirmation is missing', { decided: decidedOn, confirmed: null }],
    [
      'the confirmation leads elsewhere',
      { decided: decidedOn, confirmed: { ...confirmedOn, chain: { ...rows, cwos: [] } } },
    ],
  ])('does not agree where the evidence of %s', (_, found) => {
    expect(auditConfirmed(found).recomputedAgrees).toBe(false);
  });

  it('says of one that nothing has confirmed that nothing has', () => {
    const view = audit(revision, null, decidedOn);

    expect(view).toMatchObject({ confirmed: null, timesheet: { version: 1 }, decidedOn: { version: 1 } });
  });
});

describe('an older timesheet that an operator has accepted', () => {
  const accepted = { insteadOf: 'decision', by: 'E-9001', why: 'created anew', at: '2026-11-24T10:00:00.000Z' };
  const told = { by: 'E-9001', why: 'created anew', at: '2026-11-24T10:00:00.000Z' };
  const [revision, plain] = decided({
    usage: source('45.00', 900n),
    answer: known({ entries: [entry('T1', '20')] }),
    rows: ROWS,
  }) as [Revision, Evidence];
  const evidence = {
    ...plain,
    employees: { E1: { ...(plain.employees.E1 as Evidence['employees'][string]), accepted } },
  };

  it('is told with the revision that it led to, which is computed again from it', () => {
    expect(audit(revision, null, evidence)).toMatchObject({ accepted: told, recomputedAgrees: true });
    expect(audit(revision, null, plain).accepted).toBeNull();
  });

  it('is told where it has led to the same lines again', () => {
    const confirmation = inputs({ runId: 'run-2' });
    const view = openView(auditRevision({ revision, confirmation }, null, { decided: plain, confirmed: evidence }));

    expect(view).toMatchObject({ accepted: told, recomputedAgrees: true });
  });

  it('is nothing that a PM is told', () => {
    const audited = auditRevision({ revision, confirmation: null }, null, { decided: evidence, confirmed: null });
    expect(JSON.stringify(managerView([audited], new Set(['C1'])), bigintText)).not.toContain('anew');
  });
});

function bigintText(_: string, member: unknown): unknown {
  return typeof member === 'bigint' ? member.toString() : member;
}
