import { describe, expect, it } from 'vitest';
import {
  ALLOCATION_BASES,
  ALLOCATION_FLAGS,
  ALLOCATION_METHODS,
  LINE_REASONS,
  SET_ASIDE_REASONS,
} from '../../core/allocation/allocation.ts';
import { RUN_TRIGGERS } from '../../core/ledger/revision.ts';
import { FAILURE_REASONS, OUTCOME_KINDS } from '../../core/runs/outcome.ts';
import { RUN_FAILURE_CODES, RUN_STATUSES } from '../../core/runs/run.ts';
import { TIMESHEET_STATUSES } from '../../core/timesheets/timesheets.ts';
import { USAGE_ROW_REASONS } from '../../core/usage/usage-source.ts';
import { CWO_EVENTS, TIMESHEET_EVENTS } from '../../functions/messages/webhook.ts';
import { CONTRACTS } from './contract-files.ts';
import { readPage } from './markdown.ts';

describe('the words of the contracts', () => {
  const line = CONTRACTS.get('allocation-line.schema.json')?.properties;
  const run = CONTRACTS.get('cli-run.schema.json')?.properties;
  const timesheet = CONTRACTS.get('timesheet-system.openapi.yaml')?.components.schemas.EmployeeWeek.properties
    .timesheet;
  const audit = CONTRACTS.get('cli-audit.schema.json')?.$defs;
  const webhooks = CONTRACTS.get('webhook.openapi.yaml')?.components.schemas.Event.allOf;
  const setAside = CONTRACTS.get('cli-quarantine.schema.json')?.$defs;

  it.each([
    ['bases', line.allocationBasis.enum, ALLOCATION_BASES],
    ['methods', line.method.enum, ALLOCATION_METHODS],
    ['reasons of lines, or none', line.reason.enum.slice(0, -1), LINE_REASONS],
    ['flags', line.flags.items.enum, ALLOCATION_FLAGS],
    ['reasons of usage rows', setAside.rowReason.enum, USAGE_ROW_REASONS],
    ['reasons of employee-weeks, or given up by the sweep', setAside.weekReason.enum, [...SET_ASIDE_REASONS, 'PARKED']],
    ['triggers', run.trigger.enum, RUN_TRIGGERS],
    ['statuses', run.status.enum, RUN_STATUSES],
    ['statuses of timesheets, as asked for', timesheet.properties.status.enum, TIMESHEET_STATUSES],
    ['statuses of timesheets, as audited', audit.timesheet.properties.status.enum, TIMESHEET_STATUSES],
    ['webhooks of timesheets', webhooks[0].if.properties.type.enum, TIMESHEET_EVENTS],
    ['webhooks of CWOs', webhooks[1].if.properties.type.enum, CWO_EVENTS],
    ['failures', run.failure.properties.code.enum, RUN_FAILURE_CODES],
  ])('are those of the code: %s', (_, inContract, inCode) => {
    expect([...inContract].sort()).toEqual([...inCode].sort());
  });
});

describe('the pages explain every word', () => {
  it.each([
    [
      'docs/allocation.md',
      [
        ...ALLOCATION_BASES,
        ...ALLOCATION_METHODS,
        ...LINE_REASONS,
        ...ALLOCATION_FLAGS,
        ...USAGE_ROW_REASONS,
        ...SET_ASIDE_REASONS,
      ],
    ],
    ['docs/architecture.md', [...RUN_TRIGGERS, ...RUN_STATUSES, ...OUTCOME_KINDS]],
    ['docs/runbook.md', [...RUN_FAILURE_CODES, ...FAILURE_REASONS]],
  ])('%s', (path, all) => {
    const { text } = readPage(path);

    expect(all.filter((word) => !new RegExp(`\\b${word}\\b`).test(text))).toEqual([]);
  });
});
