import { describe, expect, it } from 'vitest';
import type {
  AllocationBasis,
  AllocationFlag,
  AllocationMethod,
  LineReason,
  SetAsideReason,
} from '../../core/allocation/allocation.ts';
import type { RunTrigger } from '../../core/ledger/revision.ts';
import type { FailureReason, OutcomeKind } from '../../core/runs/outcome.ts';
import type { RunFailureCode, RunStatus } from '../../core/runs/run.ts';
import type { UsageRowReason } from '../../core/usage/usage-source.ts';
import { CONTRACTS } from './contract-files.ts';
import { readPage } from './markdown.ts';

/** All words of a type; the compiler tells when one is missing or one too many. */
function words<Word extends string>(all: Record<Word, true>): string[] {
  return Object.keys(all).sort();
}

const BASES = words<AllocationBasis>({ ACTUAL: true, ESTIMATED: true });
const METHODS = words<AllocationMethod>({
  LOGGED_HOURS: true,
  SUBMITTED_HOURS: true,
  PLANNED_HOURS: true,
  EQUAL_SPLIT: true,
  FULL_WEEK_LEAVE: true,
  NONE: true,
});
const LINE_REASONS = words<LineReason>({
  NO_WORKING_TIME: true,
  BENCH: true,
  INTERNAL_TASK: true,
  BROKEN_CHAIN: true,
  NO_TIMESHEET_NO_ALLOCATION: true,
  UNKNOWN_EMPLOYEE: true,
});
const FLAGS = words<AllocationFlag>({ LEAVE_WITH_HOURS: true, FEW_HOURS: true, ENTRY_OUTSIDE_WEEK: true });
const ROW_REASONS = words<UsageRowReason>({
  MISSING_COST: true,
  NEGATIVE_TOKENS: true,
  MALFORMED_EMPLOYEE: true,
  NOT_A_MONDAY: true,
});
const WEEK_REASONS = words<SetAsideReason>({
  NEGATIVE_TOTAL: true,
  AMOUNT_TOO_LARGE: true,
  MALFORMED_TIMESHEET: true,
  NEGATIVE_HOURS: true,
  IMPLAUSIBLE_HOURS: true,
  EMPLOYEE_VANISHED: true,
});
const TRIGGERS = words<RunTrigger>({ WEEKLY: true, LOOKBACK: true, MANUAL: true, WEBHOOK: true, SWEEP: true });
const STATUSES = words<RunStatus>({ RUNNING: true, SUCCEEDED: true, PARTIAL: true, FAILED: true });
const FAILURES = words<RunFailureCode>({
  NO_USAGE: true,
  USAGE_QUERY_FAILED: true,
  USAGE_TOTALS_DIFFER: true,
  RUN_TOTALS_DIFFER: true,
  NOTHING_COMMITTED: true,
  PHASE_FAILED: true,
});
/** A batch that failed is told as a whole. */
const WEEK_FAILURES = words<Exclude<FailureReason, 'BATCH_FAILED'>>({
  CONTENDED: true,
  STALE_TIMESHEET: true,
  TOO_MANY_TARGETS: true,
});
const OUTCOMES = words<OutcomeKind>({
  COMMITTED: true,
  CONFIRMED: true,
  SUPERSEDED: true,
  QUARANTINED: true,
  FAILED: true,
});

describe('the words of the contracts', () => {
  const line = CONTRACTS.get('allocation-line.schema.json')?.properties;
  const run = CONTRACTS.get('cli-run.schema.json')?.properties;
  const setAside = CONTRACTS.get('cli-quarantine.schema.json')?.$defs;

  it.each([
    ['bases', line.allocationBasis.enum, BASES],
    ['methods', line.method.enum, METHODS],
    ['reasons of lines, or none', line.reason.enum.slice(0, -1), LINE_REASONS],
    ['flags', line.flags.items.enum, FLAGS],
    ['reasons of usage rows', setAside.rowReason.enum, ROW_REASONS],
    ['reasons of employee-weeks', setAside.weekReason.enum, WEEK_REASONS],
    ['triggers', run.trigger.enum, TRIGGERS],
    ['statuses', run.status.enum, STATUSES],
    ['failures', run.failure.properties.code.enum, FAILURES],
  ])('are those of the code: %s', (_, inContract, inCode) => {
    expect([...inContract].sort()).toEqual(inCode);
  });
});

describe('the pages explain every word', () => {
  it.each([
    ['docs/allocation.md', [...BASES, ...METHODS, ...LINE_REASONS, ...FLAGS, ...ROW_REASONS, ...WEEK_REASONS]],
    ['docs/architecture.md', [...TRIGGERS, ...STATUSES, ...OUTCOMES]],
    ['docs/runbook.md', [...FAILURES, ...WEEK_FAILURES]],
  ])('%s', (path, all) => {
    const { text } = readPage(path);

    expect(all.filter((word) => !new RegExp(`\\b${word}\\b`).test(text))).toEqual([]);
  });
});
