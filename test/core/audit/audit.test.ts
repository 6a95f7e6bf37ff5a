import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../core/allocation/allocate.ts';
import type { Allocation } from '../../../core/allocation/allocation.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import { recompute } from '../../../core/audit/audit.ts';
import type { Evidence } from '../../../core/ledger/evidence.ts';
import type { Revision } from '../../../core/ledger/revision.ts';
import type { ChainRows } from '../../../core/timesheets/timesheets.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import { anyWorld } from '../../worlds/arbitrary-worlds.ts';
import { allocationOf, headOf, line, source } from '../../worlds/heads.ts';
import { cwo, entry, known, MONDAY, role, WEEK } from '../../worlds/rule-weeks.ts';

const rows: ChainRows = {
  tasks: [{ taskId: 'T1', allocationId: 'A1' }],
  allocations: [{ allocationId: 'A1', cwoRoleId: 'R1' }],
  cwoRoles: [role('R1', 'C1')],
  cwos: [cwo('C1')],
  projects: [],
};
const forty = {
  usageAsOf: '2026-11-24T05:00:00.000Z',
  sources: [source('45.00')],
  answer: known({ entries: [entry('T1', '40')] }),
};
const evidence: Evidence = { mondayDate: MONDAY, employees: { E1: forty }, chain: rows };
const stored = allocationOf([line({ projectName: null, clientId: null, clientName: null })]);

function revisionOf(allocation: Allocation, employeeId = 'E1'): Revision {
  return { ...headOf(allocation).revision, employeeId };
}

describe('computing a revision again from its evidence', () => {
  it('agrees with what is stored and tells the weights', () => {
    const { agrees, weights } = recompute(revisionOf(stored), evidence, new Chain(evidence.chain));

    expect(agrees).toBe(true);
    expect(weights).toMatchObject([{ destination: { target: 'C1' }, weight: 4000, hours: 4000 }]);
  });

  it.each<[string, Allocation, Evidence]>([
    ['another line', allocationOf([line({ costUsd4: 449_999n })]), evidence],
    ['no line', allocationOf([]), evidence],
    ['other usage', stored, { ...evidence, employees: { E1: { ...forty, sources: [source('44.00')] } } }],
    ['other hours', stored, { ...evidence, employees: { E1: { ...forty, answer: known({}) } } }],
    ['another chain', stored, { ...evidence, chain: { ...rows, cwos: [] } }],
    ['another week', stored, { ...evidence, mondayDate: '2026-11-23' }],
    ['another employee', stored, { ...evidence, employees: { E2: forty } }],
    ['what is set aside', stored, { ...evidence, employees: { E1: { ...forty, sources: [source('-1.00')] } } }],
  ])('does not agree with %s', (_, allocation, rests) => {
    expect(recompute(revisionOf(allocation), rests, new Chain(rests.chain)).agrees).toBe(false);
  });

  it.each(['E2', 'constructor', 'toString', '__proto__'])('does not agree for %s, who is not in it', (employeeId) => {
    expect(recompute(revisionOf(stored, employeeId), evidence, new Chain(evidence.chain))).toEqual({
      weights: [],
      agrees: false,
    });
  });

  it('agrees in any world, after a way through JSON', () => {
    fc.assert(
      fc.property(anyWorld, ({ usage, answer, rows: chain }) => {
        const result = allocate(usage, answer, WEEK, new Chain(chain));
        fc.pre(result.kind === 'ALLOCATED');
        const employees = { E1: { sources: [{ source: 's', ...usage }], answer } };
        const kept = encodeJson([revisionOf(result.allocation), { ...evidence, employees, chain }]);

        const [revision, rests] = decodeJson<[Revision, Evidence]>(kept);
        const recomputed = recompute(revision, rests, new Chain(rests.chain));

        expect(recomputed).toEqual({ weights: result.weights, agrees: true });
      }),
      { numRuns: 500 },
    );
  });
});
