import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { changeTypeOf } from '../../../../core/timesheets/mirror/change-type.ts';
import { EMPTY_BODY } from '../../../../core/timesheets/mirror/mirror-body.ts';
import type { MirrorRecord } from '../../../../core/timesheets/mirror/mirror-record.ts';
import type { Snapshot } from '../../../../core/timesheets/mirror/normal-form.ts';
import { settleWeek } from '../../../../core/timesheets/mirror/settle.ts';
import {
  ANN,
  bodyIn,
  cwoRow,
  entry,
  type MirrorWorld,
  MONDAY,
  mapping,
  personRow,
  sheet,
  workItem,
} from '../../../worlds/mirror-weeks.ts';

const SEEN_AT = '2026-11-24T02:00:00.000Z';
const LATER = '2026-11-25T02:00:00.000Z';
const [A, S, R, D] = ['APPROVED', 'SUBMITTED', 'REJECTED', 'DRAFT'] as const;

function settle(
  told: Partial<Snapshot>,
  before: MirrorRecord | null = null,
  world: MirrorWorld = {},
  seenAt = SEEN_AT,
) {
  return settleWeek({ employeeId: ANN, body: bodyIn(told, world) }, before, { seenAt, sha256 });
}

/** What becomes of a week whose only entry has these states, one after the other. */
function history(...states: readonly string[]): (string | undefined)[] {
  let record: MirrorRecord | null = null;
  return states.map((state) => {
    record = settle({ entries: [entry({ state })] }, record);
    return record.body.timesheet?.status;
  });
}

describe('a week that was approved before', () => {
  it.each([
    [
      [S, A, S],
      [S, A, 'REOPENED'],
    ],
    [
      [A, D],
      [A, 'REOPENED'],
    ],
    [
      [A, R],
      [A, R],
    ],
    [
      [A, R, D],
      [A, R, 'REOPENED'],
    ],
    [
      [A, S, S, A],
      [A, 'REOPENED', 'REOPENED', A],
    ],
    [
      [D, S, R, D, S],
      [D, S, R, D, S],
    ],
  ])('through %j is %j', (states, statuses) => {
    expect(history(...states)).toEqual(statuses);
  });

  it('has no timesheet where it has no work any more, and is reopened by the next', () => {
    const approved = settle({ entries: [entry()] });
    const empty = settle({}, approved);

    expect([empty.body.timesheet, empty.everApproved]).toEqual([null, true]);
    expect(settle({ entries: [entry({ state: D })] }, empty).body.timesheet).toEqual({
      status: 'REOPENED',
      approvedAt: null,
    });
  });
});

describe('the instant of approval', () => {
  const at = (record: MirrorRecord) => record.body.timesheet?.approvedAt;

  it('is the one of the source', () => {
    const sheets = [sheet({ approvedAt: '2026-11-23T08:00:00Z' })];

    expect(at(settle({ entries: [entry()], sheets }, null, { rules: { approval: ['PERIOD'] } }))).toBe(
      '2026-11-23T08:00:00Z',
    );
  });

  it('is else when it was first seen, and again after it was withdrawn', () => {
    const first = settle({ entries: [entry()] });
    const second = settle({ entries: [entry()] }, first, {}, LATER);
    const reopened = settle({ entries: [entry({ state: S })] }, second, {}, LATER);
    const again = settle({ entries: [entry()] }, reopened, {}, LATER);

    expect([first, second, reopened, again].map(at)).toEqual([SEEN_AT, SEEN_AT, null, LATER]);
    expect(second.fullHash).toBe(first.fullHash);
  });
});

describe('a new record', () => {
  const WORK = { entries: [entry()] };
  const change = (before: MirrorRecord, now: MirrorRecord) => ({
    type: changeTypeOf(before, now),
    isRewritten: before.fullHash !== now.fullHash,
  });
  const changed = (told: Partial<Snapshot>, world: MirrorWorld) =>
    change(settle(WORK), settle(told, settle(WORK), world));

  it.each([
    ['the name of a CWO', { cwos: [cwoRow({ name: 'Other' })] }],
    ['the code of a CWO', { cwos: [cwoRow({ code: 'C7' })] }],
    ['the name of a project', { cwos: [cwoRow({ projectName: 'Other' })] }],
    ['the name of a client', { cwos: [cwoRow({ clientName: 'Other' })] }],
    ['the PM', { cwos: [cwoRow({ pmEmployeeId: 'E-8' })] }],
  ])('that has only %s new is written, and no decision is new', (_, rows) => {
    expect(changed(WORK, { mapping: rows })).toEqual({ type: null, isRewritten: true });
  });

  it.each([
    [
      'a row that comes before and leads nowhere else',
      { workItems: [workItem({ line: 1, project: '99' }), workItem()] },
    ],
    ['the row by another line', { workItems: [workItem({ line: 9 })] }],
    ['another person', { people: [personRow(), personRow({ userId: 'u2', employeeId: 'E-2' })] }],
  ])('is none where the mapping has %s', (_, rows) => {
    expect(changed(WORK, { mapping: rows })).toEqual({ type: null, isRewritten: false });
  });

  it.each([
    ['left APPROVED', { entries: [entry({ state: S })] }, {}, 'REOPENED'],
    ['is without work', {}, {}, 'REOPENED'],
    ['has another entry', { entries: [entry(), entry({ id: 'e2' })] }, {}, 'AMENDED'],
    ['has other hours', { entries: [entry({ seconds: 7200 })] }, {}, 'AMENDED'],
    ['has an entry on another day', { entries: [entry({ date: '2026-11-17' })] }, {}, 'AMENDED'],
    ['has work for another CWO', WORK, { workItems: [workItem({ cwo: { cwoId: 'CWO-2' } })] }, 'AMENDED'],
    ['has leave', WORK, { leave: [{ employeeId: ANN, date: MONDAY, hours: 8_00 }] }, 'LEAVE_CHANGED'],
    ['has other working hours', WORK, { people: [personRow({ weeklyHours: 20_00 })] }, 'LEAVE_CHANGED'],
    [
      'has a plan',
      WORK,
      { plans: [{ employeeId: ANN, cwoId: 'CWO-2', role: null, hoursPerWeek: 8_00, from: null, to: null }] },
      'PLAN_CHANGED',
    ],
    ['has another role', WORK, { people: [personRow({ role: 'QA' })] }, 'PLAN_CHANGED'],
    ['has a CWO that is not billable', WORK, { cwos: [cwoRow({ billable: false })] }, 'PLAN_CHANGED'],
    ['has a CWO that ends', WORK, { cwos: [cwoRow({ endDate: '2026-11-17' })] }, 'PLAN_CHANGED'],
  ])('that %s says so', (_, told, rows, type) => {
    expect(changed(told, { mapping: rows })).toEqual({ type, isRewritten: true });
  });

  it('says APPROVED before all else', () => {
    const before = settle({ entries: [entry({ state: S })] });
    const now = settle({ entries: [entry({ seconds: 7200 })] }, before);

    expect(changeTypeOf(before, now)).toBe('APPROVED');
  });

  it('says AMENDED where an approved week has another entry, and its approval is still seen', () => {
    const before = settle({ entries: [entry(), entry({ id: 'e2', seconds: 7200 })] });
    const now = settle(WORK, before);

    expect([changeTypeOf(before, now), now.body.timesheet]).toEqual(['AMENDED', { status: A, approvedAt: SEEN_AT }]);
  });

  it.each([
    ['that is approved', { entries: [entry()] }, 'APPROVED'],
    ['that is not', { entries: [entry({ state: D })] }, 'AMENDED'],
    ['of one who did nothing', {}, 'LEAVE_CHANGED'],
  ])('of a week %s is told, as nothing was known before', (_, told, type) => {
    expect(changeTypeOf(null, settle(told))).toBe(type);
  });

  it('of one of whom nothing is known is told too', () => {
    const record = settleWeek({ employeeId: ANN, body: EMPTY_BODY }, null, { seenAt: SEEN_AT, sha256 });

    expect(changeTypeOf(null, record)).toBe('PLAN_CHANGED');
  });

  it('is the same from any order of lines and rows', () => {
    const told = [entry(), entry({ id: 'e2', project: '13' }), entry({ id: 'e3', seconds: 1000 })];
    const rows = { cwos: mapping().cwos.toReversed() };

    const [before, now] = [settle({ entries: told }), settle({ entries: told.toReversed() }, null, { mapping: rows })];

    expect(now).toEqual(before);
  });
});
