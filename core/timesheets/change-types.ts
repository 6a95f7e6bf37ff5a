/** What a change feed says of an employee-week (contract 2). */
export const CHANGE_TYPES = ['APPROVED', 'REOPENED', 'AMENDED', 'LEAVE_CHANGED', 'PLAN_CHANGED'] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];
