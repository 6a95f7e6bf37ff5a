import { describe, expect, it } from 'vitest';
import type { Allocation, AllocationLine } from '../../../core/allocation/allocation.ts';
import { isRecalculated, latestInputs, sameAllocation } from '../../../core/ledger/revision.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import { allocationOf, headOf, inputs, line } from '../../worlds/heads.ts';

const second = line({ target: 'C2', cwoName: 'Work order C2' });
const before = allocationOf([line(), second], { flags: ['FEW_HOURS', 'ENTRY_OUTSIDE_WEEK'] });

describe('two results', () => {
  it.each<[string, Partial<AllocationLine>]>([
    ['target', { target: 'C3' }],
    ['tokens', { tokens: 901n }],
    ['cost', { costUsd4: 450_001n }],
    ['reason', { reason: 'BROKEN_CHAIN' }],
    ['billable', { billable: false }],
    ['role id', { cwoRoleId: 'R2' }],
    ['role id, now none', { cwoRoleId: null }],
    ['role', { role: 'ARCHITECT' }],
    ['hours', { hours: 3999 }],
    ['hours, now none', { hours: null }],
  ])('differ by the %s of any line', (_, change) => {
    const first = { ...before, lines: [line(change), second] };
    const last = { ...before, lines: [line(), { ...second, ...change }] };

    expect(sameAllocation(before, first)).toBe(false);
    expect(sameAllocation(first, before)).toBe(false);
    expect(sameAllocation(before, last)).toBe(false);
  });

  it.each<[string, Partial<Allocation>]>([
    ['basis', { basis: 'ESTIMATED' }],
    ['method', { method: 'SUBMITTED_HOURS' }],
    ['flags, one fewer', { flags: ['FEW_HOURS'] }],
    ['flags, none', { flags: [] }],
    ['flags, another', { flags: ['LEAVE_WITH_HOURS', 'ENTRY_OUTSIDE_WEEK'] }],
    ['number of lines, one fewer', { lines: [line()] }],
    ['number of lines, none', { lines: [] }],
    ['number of lines, one more', { lines: [line(), second, line({ target: 'C3' })] }],
  ])('differ by their %s', (_, change) => {
    const after = { ...before, ...change };

    expect(sameAllocation(before, after)).toBe(false);
    expect(sameAllocation(after, before)).toBe(false);
  });

  it.each<[string, Partial<AllocationLine>]>([
    ['nothing', {}],
    ['the name of the CWO', { cwoName: 'Renamed' }],
    ['the project', { projectId: 'P2', projectName: 'Cards' }],
    ['the client', { clientId: 'CL2', clientName: 'Insurer' }],
    ['the name of the project', { projectName: null }],
  ])('are the same where %s differs', (_, change) => {
    const after = { ...before, lines: [line(change), { ...second, ...change }] };

    expect(sameAllocation(before, after)).toBe(true);
  });

  it('without lines are the same however they came about', () => {
    const bench = allocationOf([], { method: 'NONE', flags: ['ENTRY_OUTSIDE_WEEK'] });
    const unknown = allocationOf([], { basis: 'ESTIMATED', method: 'NONE' });

    expect(sameAllocation(bench, unknown)).toBe(true);
  });

  it('are the same after a way through JSON', () => {
    const back = decodeJson<Allocation>(encodeJson(before));

    expect(sameAllocation(before, back)).toBe(true);
  });
});

describe('a head', () => {
  const first = inputs();
  const later = inputs({ runId: 'run-2', usageAsOf: '2026-11-24T06:00:00.000Z' });

  it('rests on the inputs of its revision, and on the confirmation where there is one', () => {
    expect(latestInputs(headOf(before, first))).toBe(first);
    expect(latestInputs(headOf(before, first, later))).toBe(later);
  });

  it.each([
    [1, false],
    [2, true],
    [17, true],
  ])('of revision %i is recalculated: %s', (number, expected) => {
    const { revision } = headOf(before);

    expect(isRecalculated({ ...revision, revision: number })).toBe(expected);
  });
});
