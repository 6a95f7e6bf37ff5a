import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { STAGES, variantOf } from './stacks.ts';

/** Outputs that other teams and the command line build on. */
const OUTPUTS = [
  'AlertTopicArn',
  'AllocationTableName',
  'AthenaWorkGroup',
  'AuditUrl',
  'BudgetSettings',
  'BudgetTableName',
  'BudgetUrl',
  'ChangeDeadLettersUrl',
  'ChangeQueueUrl',
  'CollectionArn',
  'CollectionSettings',
  'CwoDeadLettersUrl',
  'CwoQueueUrl',
  'CwoTableName',
  'DecisionPageUrl',
  'DrainerName',
  'EvidenceBucketName',
  'FinancePolicyArn',
  'FinanceSettings',
  'FinanceWorkGroup',
  'GlueDatabase',
  'IdentityTableName',
  'LakeBucketName',
  'LinkKeySecretName',
  'OperatorTopicArn',
  'ReceiverName',
  'RootBucketName',
  'RunBucketName',
  'SendAlertsName',
  'SweepArn',
  'WebhookSecretName',
  'WebhookUrl',
  'WorkflowArn',
];

/** Those that follow from where timesheets come from. */
const OF_SYSTEM = ['TimesheetTokenSecretName'];
const OF_MIRROR = ['MirrorSettings', 'MirrorTableName', 'TimesheetSyncArn'];

describe.each(STAGES)('the stack of the stage %s', (stage) => {
  const { template, stack, app, configuration } = variantOf(stage);

  it('belongs to the account and region of the configuration', () => {
    const { account, region } = configuration;

    expect(stack.environment).toBe(`aws://${account}/${region}`);
  });

  it('is protected from deletion where its data is kept', () => {
    const { terminationProtection } = app.synth().getStackByName(configuration.stackName);

    expect(terminationProtection ?? false).toBe(configuration.retention.keepData);
  });

  it('puts out what is listed here, and nothing else', () => {
    const ofTimesheets = configuration.timesheet.kind === 'MIRROR' ? OF_MIRROR : OF_SYSTEM;

    expect(Object.keys(template.Outputs).sort()).toEqual([...OUTPUTS, ...ofTimesheets].sort());
  });

  it('is as it was when it was last looked at', async () => {
    const text = stringify(template).replaceAll(/[0-9a-f]{64}/g, '<hash of the asset>');

    await expect(text).toMatchFileSnapshot(`snapshots/${stage}.yaml`);
  });
});
