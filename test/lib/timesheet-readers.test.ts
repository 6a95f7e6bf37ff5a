import { describe, expect, it } from 'vitest';
import { ENV } from '../../functions/names.ts';
import { grantsOf } from './grants.ts';
import { print, propertiesOf, STAGES, variantOf } from './stacks.ts';

/** What a function that reads timesheets is given beside what concerns them. */
const OTHERS = {
  StepsFetchTimesheets: [ENV.allocationTable, ENV.runBucket],
  SweepCollector: [ENV.allocationTable, ENV.runBucket, ENV.timeZone, ENV.recheckWeeks],
  CwoRefreshRefresher: [
    ...[ENV.cwoTable, ENV.allocationTable, ENV.budgetTable],
    ...[ENV.evidenceBucket, ENV.benchmarkSettings],
  ],
} as const;
const READERS = Object.keys(OTHERS) as (keyof typeof OTHERS)[];

const OF_SYSTEM = [ENV.timesheetTokenSecret, ENV.timesheetBaseUrl, ENV.timesheetTimeoutSeconds];
const OF_MIRROR = {
  StepsFetchTimesheets: [ENV.timesheetKind, ENV.mirrorTable],
  SweepCollector: [ENV.timesheetKind, ENV.mirrorTable],
  // Of the plans of its mapping, those of today or later.
  CwoRefreshRefresher: [ENV.timesheetKind, ENV.mirrorTable, ENV.timeZone],
};

const MIRROR_RIGHTS = {
  StepsFetchTimesheets: { 'TimesheetMirror of WEEK#*': 'dynamodb:BatchGetItem dynamodb:Query' },
  SweepCollector: {
    'TimesheetMirror of STATE*': 'dynamodb:GetItem',
    'TimesheetMirror of SYNC* FEED#*': 'dynamodb:Query',
  },
  CwoRefreshRefresher: {
    'TimesheetMirror of STATE*': 'dynamodb:GetItem',
    'StorageEvidence/mappings/*': 's3:GetObject',
  },
};

describe.each(STAGES)('a function that reads timesheets, in the stage %s', (stage) => {
  const variant = variantOf(stage);
  const isMirrored = variant.configuration.timesheet.kind === 'MIRROR';

  it.each(READERS)('%s is given what names their origin, and nothing of the other kind', (name) => {
    const { Variables } = propertiesOf(variant, 'AWS::Lambda::Function', name).Environment;
    const { NODE_OPTIONS: _, POWERTOOLS_SERVICE_NAME: __, ...variables } = Variables;

    const expected = [...OTHERS[name], ...(isMirrored ? OF_MIRROR[name] : OF_SYSTEM)];

    expect(Object.keys(variables).sort()).toEqual(expected.toSorted());
    expect(variables[ENV.timesheetKind]).toBe(isMirrored ? 'MIRROR' : undefined);
  });

  it.each(READERS)('%s may read the mirror where there is one, and else the token', (name) => {
    const grants = grantsOf(variant, print(propertiesOf(variant, 'AWS::Lambda::Function', name).Role));

    const ofTimesheets = Object.entries(grants).filter(([target]) => /^Timesheet|mappings/.test(target));

    expect(Object.fromEntries(ofTimesheets)).toEqual(
      isMirrored ? MIRROR_RIGHTS[name] : { TimesheetToken: 'secretsmanager:GetSecretValue' },
    );
  });
});
