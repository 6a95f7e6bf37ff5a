import type { Acknowledgement } from '../base/acknowledgement.ts';

export const ISSUED_BY_TIMESHEETS =
  'The timesheet system issues it and cannot be asked for another; an operator replaces it there and here.';

/** Of a stack that asks a system of contract 2. */
export const OF_SYSTEM: readonly Acknowledgement[] = [
  { at: ['TimesheetToken'], findings: ['SMG4'], reason: ISSUED_BY_TIMESHEETS },
];

const MAPPINGS = 'IAM5[Resource::<{Storage/Evidence}.Arn>/mappings/*]';

/** Of one that has a mirror. */
export const OF_MIRROR: readonly Acknowledgement[] = [
  {
    at: ['TimesheetSync/Steps/ApplyWeek'],
    findings: ['IAM5[Resource::<{Storage/Runs}.Arn>/mirror/*]', MAPPINGS],
    reason: 'Snapshots and mappings are named by the hash of what is in them, which nobody knows beforehand.',
  },
  {
    at: ['TimesheetSync/Steps/PullWeek'],
    findings: [
      'IAM5[Resource::<{Storage/Runs}.Arn>/mirror/*]',
      'IAM5[Resource::<{Storage/Runs}.Arn>/runs/timesheets/*]',
    ],
    reason: 'Snapshots are named by the hash of what is in them, and what they are made of by execution and number.',
  },
  {
    at: ['CwoRefresh/Refresher'],
    findings: [MAPPINGS],
    reason: 'Mappings are named by the hash of what is in them, which nobody knows beforehand.',
  },
  {
    at: ['TimesheetSync/Watch/DeadLetters'],
    findings: ['SQS3'],
    reason: 'It is itself the dead-letter queue of a schedule.',
  },
];
