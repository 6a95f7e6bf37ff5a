import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeConfirmation,
  decodeRevision,
  encodeConfirmation,
  encodeRevision,
  fitsItem,
} from '../../../../adapters/dynamodb/ledger/revision-codec.ts';
import type { AllocationLine } from '../../../../core/allocation/allocation.ts';
import type { DecisionInputs, Revision } from '../../../../core/ledger/revision.ts';
import { revisionOf } from '../../../worlds/commits.ts';
import { inputs, line } from '../../../worlds/heads.ts';

const id = fc.stringMatching(/^[A-Za-z0-9._@-]{1,64}$/);
/** Names may be anything: quotes, brackets, emoji, half an emoji. */
const name = fc.option(fc.string({ unit: 'binary' }));
const bigint = fc.oneof(fc.bigInt(), fc.constantFrom(0n, -1n, 2n ** 63n - 1n, 10n ** 38n));
const instant = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());

const anyLine: Arbitrary<AllocationLine> = fc.record({
  target: id,
  tokens: bigint,
  costUsd4: bigint,
  reason: fc.constantFrom(null, 'BENCH', 'INTERNAL_TASK', 'BROKEN_CHAIN', 'UNKNOWN_EMPLOYEE'),
  billable: fc.boolean(),
  cwoRoleId: fc.option(id),
  role: name,
  hours: fc.option(fc.integer()),
  cwoName: name,
  projectId: fc.option(id),
  projectName: name,
  clientId: fc.option(id),
  clientName: name,
});

const anyInputs: Arbitrary<DecisionInputs> = fc.record({
  runId: id,
  trigger: fc.constantFrom('WEEKLY', 'LOOKBACK', 'MANUAL', 'WEBHOOK', 'SWEEP'),
  decidedAt: instant,
  timesheet: fc.option(
    fc.record({
      status: fc.constantFrom('DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'REOPENED'),
      version: fc.nat(),
    }),
  ),
  isKnownEmployee: fc.boolean(),
  usageAsOf: instant,
  sources: fc.array(fc.record({ source: id, tokens: bigint, costUsd6: bigint }), { maxLength: 4 }),
  evidenceHash: fc.stringMatching(/^[0-9a-f]{64}$/),
});

const anyRevision: Arbitrary<Revision> = fc.record({
  employeeId: id,
  mondayDate: fc.constant('2026-11-16'),
  revision: fc.integer({ min: 1 }),
  inputs: anyInputs,
  allocation: fc.record({
    basis: fc.constantFrom('ACTUAL', 'ESTIMATED'),
    method: fc.constantFrom(
      'LOGGED_HOURS',
      'SUBMITTED_HOURS',
      'PLANNED_HOURS',
      'EQUAL_SPLIT',
      'FULL_WEEK_LEAVE',
      'NONE',
    ),
    flags: fc.subarray(['LEAVE_WITH_HOURS', 'FEW_HOURS', 'ENTRY_OUTSIDE_WEEK'] as const),
    lines: fc.array(anyLine, { maxLength: 5 }),
  }),
  previousHash: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
});

describe('a revision as bytes', () => {
  it('comes back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(anyRevision, (revision) => {
        expect(decodeRevision(encodeRevision(revision))).toEqual(revision);
      }),
    );
  });

  it('is refused where a later version has written it', () => {
    const body = encodeRevision(revisionOf('E1', ['C1']));

    expect(() => decodeRevision(Buffer.from([3, ...body.subarray(1)]))).toThrow(
      new RangeError('a revision of version 3, which this version cannot read'),
    );
  });

  it('is not unpacked past 4 MB, and not written where it would be', () => {
    const revision = revisionOf('E1', ['C1']);
    const named = (bytes: number): Revision => {
      const lines = [line({ cwoName: 'n'.repeat(bytes) })];
      return { ...revision, allocation: { ...revision.allocation, lines } };
    };

    expect(fitsItem(named(4_000_000))).toBe(true);
    expect(fitsItem(named(4_200_000))).toBe(false);
    expect(() => decodeRevision(encodeRevision(named(4_200_000)))).toThrow('Cannot create a Buffer larger than');
  });

  it('is other bytes as soon as a line, a number or a name is another', () => {
    const revision = revisionOf('E1', ['C1', 'C2']);
    const { allocation } = revision;
    const withLine = (changes: Partial<AllocationLine>) => {
      return encodeRevision({ ...revision, allocation: { ...allocation, lines: [line(changes)] } });
    };

    const bodies = [
      encodeRevision(revision),
      encodeRevision({ ...revision, revision: 2 }),
      encodeRevision({ ...revision, previousHash: 'f'.repeat(64) }),
      encodeRevision({ ...revision, inputs: inputs({ usageAsOf: '2026-11-23T06:00:00.001Z' }) }),
      withLine({}),
      withLine({ tokens: 901n }),
      withLine({ costUsd4: 450_001n }),
      withLine({ hours: null }),
      withLine({ cwoName: null }),
      withLine({ billable: false }),
    ];

    expect(new Set(bodies.map((body) => Buffer.from(body).toString('hex'))).size).toBe(bodies.length);
  });
});

describe('inputs as text', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(anyInputs, (some) => {
        expect(decodeConfirmation(encodeConfirmation(some, []), [])).toEqual(some);
        expect(decodeConfirmation(encodeConfirmation(some, some.sources), some.sources)).toEqual(some);
      }),
    );
  });
});
