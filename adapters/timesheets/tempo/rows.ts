import type { NormalEntry, NormalPlan, NormalSheet } from '../../../core/timesheets/mirror/normal-form.ts';
import type { PulledLine } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { type ConnectorSettings, type StateTable, stateOf } from '../connector.ts';
import type { Approval, Plan, Worklog } from './schema.ts';

const STATES: StateTable = { OPEN: 'DRAFT', IN_REVIEW: 'SUBMITTED', APPROVED: 'APPROVED' };
const SOMEBODY = 'USER';

export function userLine(user: string): PulledLine {
  return { user: { user, isUnstable: false } };
}

/** A sheet that tells no status has the empty word for it. */
export function sheetOf(
  { user, period, status, requiredSeconds, timeSpentSeconds }: Approval,
  settings: Pick<ConnectorSettings, 'states'>,
): NormalSheet {
  const state = stateOf(status?.key ?? '', STATES, settings);
  return {
    user: user.accountId,
    project: null,
    ...period,
    state,
    approvedAt: state === 'APPROVED' ? (status?.updatedAt ?? null) : null,
    requiredSeconds,
    totalSeconds: timeSpentSeconds,
  };
}

/** @param accountKeys of the work attributes that hold an account, the first with a value counts */
export function entryOf(worklog: Worklog, accountKeys: readonly string[]): NormalEntry {
  const values = new Map((worklog.attributes?.values ?? []).map(({ key, value }) => [key, value]));
  return {
    id: worklog.tempoWorklogId,
    user: worklog.author.accountId,
    date: worklog.startDate,
    seconds: worklog.timeSpentSeconds,
    project: null,
    task: worklog.issue.id,
    activity: null,
    account: accountKeys.flatMap((key) => values.get(key) ?? [])[0] ?? null,
    tags: [],
    billable: worklog.billableSeconds == null ? null : worklog.billableSeconds > 0,
    kind: null,
    state: null,
  };
}

/** A plan for each day of the week: the breakdown says which days are worked. Resources that are nobody plan for nobody. */
export function plansOf({ assignee, planItem, plannedTime }: Plan, days: readonly PlainDate[]): NormalPlan[] {
  if (assignee.type !== SOMEBODY) return [];
  const item = {
    project: planItem.type === 'PROJECT' ? planItem.id : null,
    task: planItem.type === 'ISSUE' ? planItem.id : null,
    account: null,
  };
  return plannedTime.days.values
    .filter(({ date }) => days.includes(date))
    .map(({ date, plannedSeconds }) => ({
      user: assignee.id,
      from: date,
      to: date,
      secondsPerDay: plannedSeconds,
      ...item,
    }));
}
