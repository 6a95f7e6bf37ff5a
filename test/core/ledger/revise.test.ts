import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../../core/allocation/chain.ts';
import { decideRevision, type EmployeeWeek, type RevisionDecision } from '../../../core/ledger/revise.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import { anyWorld } from '../../worlds/arbitrary-worlds.ts';
import { headOf, inputs, source } from '../../worlds/heads.ts';
import { chainOf, cwo, entry, known, plan, role, tell, WEEK, type WeekStory } from '../../worlds/rule-weeks.ts';

const MORNING = '2026-11-23T06:00:00.000Z';
const NOON = '2026-11-23T12:00:00.000Z';
const EVENING = '2026-11-23T18:00:00.000Z';

const logged: WeekStory = { entries: [entry('T1', '20'), entry('T2', '10')], plans: [plan('R3', '8')] };
const unknown = { kind: 'UNKNOWN' } as const;

function decide(changes: Partial<EmployeeWeek>, chain = chainOf()): RevisionDecision {
  const sources = [source('45.00')];
  const before = { employeeId: 'E1', sources, usageAsOf: NOON, answer: known(logged), head: null };
  return decideRevision({ ...before, ...changes }, WEEK, chain);
}

/** The head that a decision would leave behind. */
function headAfter(decision: RevisionDecision, decided = inputs({ usageAsOf: MORNING })): Head {
  if (!('allocation' in decision)) throw new Error(`no allocation: ${decision.kind}`);
  return headOf(decision.allocation, decided);
}

function told(decision: RevisionDecision): string {
  if (decision.kind === 'SUPERSEDED') return decision.kind;
  if (decision.kind === 'SET_ASIDE') return tell(decision);
  return `${decision.kind} ${tell({ kind: 'ALLOCATED', allocation: decision.allocation, weights: [] })}`;
}

const head = headAfter(decide({}));
const headOfUnknown = headAfter(decide({ answer: unknown }), inputs({ isKnownEmployee: false, timesheet: null }));

describe('a result', () => {
  it('is a revision where there was none', () => {
    expect(told(decide({}))).toBe('REVISE ACTUAL LOGGED_HOURS: C1 30.0000 by 20.00 h, C2 15.0000 by 10.00 h');
  });

  it.each<[string, Partial<EmployeeWeek>, string]>([
    ['other hours', { answer: known({ entries: [entry('T1', '30')] }) }, 'ACTUAL LOGGED_HOURS: C1 45.0000 by 30.00 h'],
    [
      'other usage',
      { sources: [source('46.00')] },
      'ACTUAL LOGGED_HOURS: C1 30.6667 by 20.00 h, C2 15.3333 by 10.00 h',
    ],
    [
      'a reopened timesheet',
      { answer: known({ ...logged, status: 'REOPENED' }) },
      'ESTIMATED SUBMITTED_HOURS: C1 30.0000 by 20.00 h, C2 15.0000 by 10.00 h',
    ],
    ['usage that became 0', { sources: [source('0', 0n)] }, 'ACTUAL LOGGED_HOURS: no lines'],
    ['usage that disappeared', { sources: [] }, 'ACTUAL LOGGED_HOURS: no lines'],
  ])('is a further revision after %s', (_, changes, outcome) => {
    expect(told(decide({ ...changes, head }))).toBe(`REVISE ${outcome}`);
  });

  it.each<[string, Parameters<typeof chainOf>[0], string]>([
    ['renamed', { cwos: [cwo('C1', { name: 'Renamed' }), cwo('C2')] }, 'CONFIRM'],
    ['moved to another project', { cwos: [cwo('C1', { projectId: 'P2' }), cwo('C2')] }, 'CONFIRM'],
    ['of a project that is no longer told', { projects: [] }, 'CONFIRM'],
    ['no longer billable', { cwos: [cwo('C1', { billable: false }), cwo('C2')] }, 'REVISE'],
    ['worked on in a role of another name', { cwoRoles: [role('R1', 'C1', 'TESTER'), role('R2', 'C2')] }, 'REVISE'],
    ['no longer known', { cwos: [cwo('C2')] }, 'REVISE'],
  ])('of a CWO %s: %j is a %s', (_, rows, kind) => {
    expect(decide({ head }, chainOf(rows)).kind).toBe(kind);
  });

  it.each<[string, Partial<EmployeeWeek>]>([
    ['the very same inputs', {}],
    ['usage of the same instant', { usageAsOf: MORNING }],
    ['the same usage from other sources', { sources: [source('40.00', 800n, 'a'), source('5.00', 100n, 'b')] }],
    ['a cost that rounds to the same', { sources: [source('45.000049')] }],
    [
      'the same sums in other entries',
      { answer: known({ entries: [entry('T1', '12'), entry('T2', '10'), entry('T1', '8')] }) },
    ],
  ])('is a confirmation after %s', (_, changes) => {
    expect(decide({ ...changes, head }).kind).toBe('CONFIRM');
  });

  it('without lines is confirmed without lines, whatever the timesheet says by then', () => {
    const gone = headAfter(decide({ sources: [] }));

    expect(told(decide({ sources: [], head: gone, answer: known({ status: null }) }))).toMatch(/^CONFIRM .*no lines$/);
    expect(decide({ head: gone }).kind).toBe('REVISE');
  });

  it.each<[string, Partial<EmployeeWeek>, string]>([
    ['a record that breaks the contract', { answer: { kind: 'MALFORMED', detail: 'status' } }, 'MALFORMED_TIMESHEET'],
    ['a credit above the charges', { sources: [source('1.00'), source('-1.01')] }, 'NEGATIVE_TOTAL'],
    ['hours below 0', { answer: known({ entries: [entry('T1', '-1')] }) }, 'NEGATIVE_HOURS'],
  ])('is set aside for %s, with a head or without', (_, changes, reason) => {
    expect(told(decide(changes))).toBe(`SET ASIDE ${reason}`);
    expect(told(decide({ ...changes, head }))).toBe(`SET ASIDE ${reason}`);
  });
});

describe('older usage', () => {
  const confirmed = headOf(head.revision.allocation, head.revision.inputs, inputs({ usageAsOf: NOON }));

  it.each<[string, Head, string, string]>([
    ['than the revision is superseded', head, '2026-11-23T05:59:59.999Z', 'SUPERSEDED'],
    ['than the confirmation is superseded', confirmed, MORNING, 'SUPERSEDED'],
    ['as old as the revision is not', head, MORNING, 'CONFIRM'],
    ['as old as the confirmation is not', confirmed, NOON, 'CONFIRM'],
    ['newer than both is not', confirmed, EVENING, 'CONFIRM'],
  ])('%s', (_, current, usageAsOf, kind) => {
    expect(decide({ head: current, usageAsOf }).kind).toBe(kind);
  });

  it.each<[string, Partial<EmployeeWeek>]>([
    ['other usage', { sources: [] }],
    ['an unknown employee', { answer: unknown }],
    ['a record that breaks the contract', { answer: { kind: 'MALFORMED', detail: 'status' } }],
    ['a negative total', { sources: [source('-1.00')] }],
  ])('goes before %s', (_, changes) => {
    expect(decide({ ...changes, head: confirmed, usageAsOf: MORNING }).kind).toBe('SUPERSEDED');
  });
});

describe('an employee the timesheet system no longer knows', () => {
  it('keeps what was decided when it did', () => {
    const decision = decide({ head, answer: unknown });

    expect(decision).toEqual({ kind: 'KEEP_VANISHED', allocation: head.revision.allocation });
  });

  it('keeps it every time, although the newest confirmation is from after the disappearance', () => {
    const kept = headOf(
      head.revision.allocation,
      head.revision.inputs,
      inputs({ usageAsOf: NOON, isKnownEmployee: false, timesheet: null }),
    );

    expect(decide({ head: kept, answer: unknown, usageAsOf: EVENING }).kind).toBe('KEEP_VANISHED');
  });

  it('keeps it where the same usage comes from other sources', () => {
    const sources = [source('40.00', 0n, 'a'), source('5.00', 900n, 'b')];

    expect(decide({ head, answer: unknown, sources }).kind).toBe('KEEP_VANISHED');
  });

  it.each([
    ['a token more', [source('45.00', 901n)]],
    ['a millionth of a dollar less', [source('44.999999')]],
    ['none any more', []],
    ['a negative total', [source('-45.00')]],
  ])('is set aside where the usage changed too: %s', (_, sources) => {
    expect(told(decide({ head, answer: unknown, sources }))).toBe('SET ASIDE EMPLOYEE_VANISHED');
  });

  it('is asked against the newest usage, that of the confirmation', () => {
    const sources = [source('45.000049')];
    const confirmed = headOf(head.revision.allocation, head.revision.inputs, inputs({ usageAsOf: NOON, sources }));

    expect(decide({ head: confirmed, answer: unknown, sources }).kind).toBe('KEEP_VANISHED');
    expect(decide({ head: confirmed, answer: unknown }).kind).toBe('SET_ASIDE');
  });

  it('goes on as usual once it is known again', () => {
    expect(decide({ head }).kind).toBe('CONFIRM');
  });
});

describe('an employee the timesheet system never knew', () => {
  it.each<[string, Partial<EmployeeWeek>, string]>([
    ['is allocated to nobody', {}, 'REVISE ESTIMATED NONE: UNALLOCATED 45.0000 UNKNOWN_EMPLOYEE'],
    ['is confirmed so', { head: headOfUnknown }, 'CONFIRM ESTIMATED NONE: UNALLOCATED 45.0000 UNKNOWN_EMPLOYEE'],
    [
      'has further usage',
      { head: headOfUnknown, sources: [source('50.00')] },
      'REVISE ESTIMATED NONE: UNALLOCATED 50.0000 UNKNOWN_EMPLOYEE',
    ],
  ])('%s', (_, changes, outcome) => {
    expect(told(decide({ answer: unknown, ...changes }))).toBe(outcome);
  });

  it('gets a revision once it is known', () => {
    expect(told(decide({ head: headOfUnknown }))).toMatch(/^REVISE ACTUAL LOGGED_HOURS/);
  });
});

it('the same inputs again change nothing, in any world', () => {
  fc.assert(
    fc.property(anyWorld, ({ usage, answer, rows }) => {
      const week = { employeeId: 'E1', sources: [{ source: 's', ...usage }], usageAsOf: NOON, answer };
      const first = decideRevision({ ...week, head: null }, WEEK, new Chain(rows));
      fc.pre(first.kind === 'REVISE');
      const decided = inputs({ usageAsOf: NOON, sources: week.sources, isKnownEmployee: answer.kind === 'KNOWN' });
      const stored = decodeJson<Head>(encodeJson(headAfter(first, decided)));

      const again = decideRevision({ ...week, head: stored }, WEEK, new Chain(rows));

      expect(again).toEqual({ ...first, kind: 'CONFIRM' });
    }),
    { numRuns: 1000 },
  );
});
