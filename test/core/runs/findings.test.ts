import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFindings, type EmployeeFindings, FindingsTally, findingsAfter } from '../../../core/runs/findings.ts';
import { NO_TOTALS, type RunSummary } from '../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import { headFor, outcomeOf, RUN } from '../../worlds/runs.ts';

const FULL: RunSummary = {
  ...RUN,
  status: 'PARTIAL',
  endedAt: null,
  read: NO_USAGE_READ,
  totals: NO_TOTALS,
  awsCalls: 0,
  invocations: 0,
  failure: null,
  batchFailures: [],
};
const PART: RunSummary = { ...FULL, trigger: 'WEBHOOK' };
const found = (changes: Partial<EmployeeFindings> = {}) => ({ named: {}, more: 0, settled: [], ...changes });
const outcome = (employeeId: string, changes: Parameters<typeof outcomeOf>[1] = {}) =>
  outcomeOf(headFor(employeeId), changes);

describe('what a run has to tell of its employees', () => {
  it('is why they were set aside or failed, and who has vanished', () => {
    const tally = new FindingsTally('WEEKLY');

    tally.add(outcome('E1'));
    tally.add(outcome('E2', { kind: 'QUARANTINED', reason: 'MALFORMED_TIMESHEET' }));
    tally.add(outcome('E3', { kind: 'FAILED', reason: 'CONTENDED' }));
    tally.add(outcome('E4', { kind: 'CONFIRMED', hasVanished: true }));
    tally.add(outcome('E5', { kind: 'SUPERSEDED' }));

    const named = { E2: 'QUARANTINED MALFORMED_TIMESHEET', E3: 'FAILED CONTENDED', E4: 'VANISHED' };
    expect(tally.result()).toEqual({ named, more: 0, settled: [] });
  });

  it('has whom a recalculation settled, since it speaks of nobody else', () => {
    const tally = new FindingsTally('SWEEP');

    tally.add(outcome('E1'));
    tally.add(outcome('E2', { kind: 'FAILED', reason: 'CONTENDED' }));

    expect(tally.result()).toEqual({ named: { E2: 'FAILED CONTENDED' }, more: 0, settled: ['E1'] });
  });

  it('names a thousand and counts the others', () => {
    const tally = new FindingsTally('WEEKLY');

    for (let index = 0; index < 1003; index += 1)
      tally.add(outcome(`E${index}`, { kind: 'FAILED', reason: 'CONTENDED' }));
    const { named, more } = tally.result();

    expect([Object.keys(named).length, more]).toEqual([1000, 3]);
    expect(findingsAfter({}, FULL, found({ named, more }))).toMatchObject({ '#MORE': '3' });
  });
});

describe('what there is to know of a week', () => {
  const before = { E1: 'VANISHED', '#ROWS': '2 rows', '#RUN': 'NO_USAGE', '#RECALCULATION': 'PHASE_FAILED' };

  it('is what the last full run found, and nothing from before', () => {
    const setAside = { rows: 1, amount: { tokens: 7n, costUsd4: 5n } };
    const run = { ...FULL, read: { ...NO_USAGE_READ, setAside } };

    expect(findingsAfter(before, run, found({ named: { E2: 'VANISHED' } }))).toEqual({
      E2: 'VANISHED',
      '#ROWS': '1 of 7 tokens, 0.0005 USD',
    });
  });

  it('keeps beside a recalculation whatever it was not about', () => {
    expect(findingsAfter(before, PART, found({ named: { E2: 'VANISHED' }, settled: ['E3'] }))).toEqual({
      E1: 'VANISHED',
      E2: 'VANISHED',
      '#ROWS': '2 rows',
      '#RUN': 'NO_USAGE',
    });
  });

  it.each([
    ['a full run', FULL, '#RUN'],
    ['a recalculation', PART, '#RECALCULATION'],
  ])('has the failure of %s that was not reconciled beside all the rest', (_, run, about) => {
    const failed = { ...run, status: 'FAILED' as const, failure: { code: 'USAGE_QUERY_FAILED' as const, message: '' } };

    expect(findingsAfter(before, failed, null)).toEqual({ ...before, [about]: 'USAGE_QUERY_FAILED' });
  });

  it('has how many employee-weeks were lost with their batches', () => {
    const run = { ...FULL, totals: { ...NO_TOTALS, employeesFailed: 100 }, batchFailures: ['batch 0: 401'] };

    expect(findingsAfter({}, run, found())).toEqual({ '#RUN': '100 employee-weeks of batches that failed' });
  });

  it('keeps of a full run with failed batches what is known of employees, who may be theirs', () => {
    const run = { ...FULL, totals: { ...NO_TOTALS, employeesFailed: 100 }, batchFailures: ['batch 0: 401'] };
    const known = { ...before, E2: 'QUARANTINED NEGATIVE_HOURS' };

    expect(findingsAfter(known, run, found({ named: { E2: 'VANISHED' } }))).toEqual({
      E1: 'VANISHED',
      E2: 'VANISHED',
      '#RUN': '100 employee-weeks of batches that failed',
    });
  });

  it('never outgrows its item, however many full runs with failed batches find something', () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`E${index}`, 'VANISHED']));
    const run = { ...FULL, batchFailures: ['batch 0: 401'] };

    expect(Object.keys(findingsAfter(many, run, found({ named: { A: 'VANISHED' } })))).toHaveLength(2000);
  });

  it('never outgrows its item, however many recalculations find something', () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, index) => [`E${index}`, 'VANISHED']));

    expect(Object.keys(findingsAfter(many, PART, found({ named: { A: 'VANISHED' } })))).toHaveLength(2000);
  });
});

describe('findings compared', () => {
  const findings = fc.dictionary(fc.constantFrom('E1', 'E2', 'E3', '#RUN'), fc.constantFrom('a', 'b'));

  it('show a change or an end exactly where they differ', () => {
    fc.assert(
      fc.property(findings, findings, (before, after) => {
        const { open, changed, ended } = compareFindings(before, after);

        expect(open).toBe(Object.keys(after).length);
        expect(changed + ended === 0).toBe(fc.stringify(sorted(before)) === fc.stringify(sorted(after)));
      }),
    );
  });
});

function sorted(findings: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(findings).sort(([a], [b]) => (a < b ? -1 : 1));
}
