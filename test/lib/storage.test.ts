import { describe, expect, it } from 'vitest';
import { print, propertiesOf, type Resource, resourcesOf, STAGES, variantOf } from './stacks.ts';

const BUCKET = 'AWS::S3::Bucket';
const BUCKETS = resourcesOf(variantOf('local'), BUCKET).map(([name]) => name);
const TABLES = resourcesOf(variantOf('local'), 'AWS::DynamoDB::GlobalTable').map(([name]) => name);
/** Whatever holds data that a deletion of the stack would lose. */
const HOLDERS = [BUCKET, 'AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret'];

describe.each(STAGES)('data that rests in the stage %s', (stage) => {
  const variant = variantOf(stage);
  const { keepData, rootDays, runDays } = variant.configuration.retention;

  it.each(BUCKETS)('is encrypted, private and owned by the account in the bucket %s', (name) => {
    expect(propertiesOf(variant, BUCKET, name)).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  const statementsOf = (name: string) =>
    resourcesOf(variant, 'AWS::S3::BucketPolicy')
      .filter(([, { Properties }]) => print(Properties.Bucket) === name)
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

  it.each(BUCKETS)('travels by TLS only to and from the bucket %s', (name) => {
    const statements = statementsOf(name);

    expect(statements).toHaveLength(name === 'StorageRoots' ? 2 : 1);
    expect(statements[0]).toMatchObject({
      Effect: 'Deny',
      Action: 's3:*',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(statements[0].Resource.map(print)).toEqual([name, `${name}/*`]);
  });

  it('cannot be hidden in the bucket of the roots by anybody', () => {
    const { Resource, ...statement } = statementsOf('StorageRoots')[1];

    expect(statement).toStrictEqual({ Effect: 'Deny', Action: 's3:DeleteObject', Principal: { AWS: '*' } });
    expect(print(Resource)).toBe('StorageRoots/*');
  });

  it('expires with the runs, but evidence, roots and lake stay, without what was never uploaded whole', () => {
    const lifecycles = Object.fromEntries(
      resourcesOf(variant, BUCKET).map(([name, { Properties }]) => [name, Properties.LifecycleConfiguration?.Rules]),
    );

    expect(lifecycles).toStrictEqual({
      StorageRuns: [{ ExpirationInDays: runDays, Status: 'Enabled' }],
      StorageEvidence: undefined,
      StorageRoots: undefined,
      LakeBucket: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }],
    });
  });

  it.each(['StorageEvidence', 'StorageRoots'])('keeps every version in the bucket %s', (name) => {
    const { VersioningConfiguration } = propertiesOf(variant, BUCKET, name);

    expect(VersioningConfiguration).toEqual({ Status: 'Enabled' });
  });

  it('is locked in the bucket of the roots for as long as configured, and there alone', () => {
    const locks = Object.fromEntries(
      resourcesOf(variant, BUCKET).map(([name, { Properties }]) => [name, Properties.ObjectLockConfiguration]),
    );

    expect(locks).toStrictEqual({
      StorageRuns: undefined,
      StorageEvidence: undefined,
      StorageRoots: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: keepData ? 'COMPLIANCE' : 'GOVERNANCE', Days: rootDays } },
      },
      LakeBucket: undefined,
    });
    expect(propertiesOf(variant, BUCKET, 'StorageRoots').ObjectLockEnabled).toBe(true);
  });

  it.each(TABLES)('can be brought back to any point in time in the table %s, which is paid by use', (name) => {
    const { BillingMode, Replicas } = propertiesOf(variant, 'AWS::DynamoDB::GlobalTable', name);

    expect(BillingMode).toBe('PAY_PER_REQUEST');
    expect(Replicas).toHaveLength(1);
    expect(Replicas[0]).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it.each(TABLES)('is not kept from the rollback of its own creation in the table %s', (name) => {
    const [replica] = propertiesOf(variant, 'AWS::DynamoDB::GlobalTable', name).Replicas;

    expect(replica.DeletionProtectionEnabled ?? false).toBe(false);
  });

  it.each(HOLDERS)(`${keepData ? 'outlives' : 'goes with'} the stack as %s`, (type) => {
    const holders: [string, Resource][] = resourcesOf(variant, type);

    const policies = holders.map(([, resource]) => `${resource.DeletionPolicy} ${resource.UpdateReplacePolicy}`);

    expect(policies).not.toEqual([]);
    expect(new Set(policies)).toEqual(new Set([keepData ? 'RetainExceptOnCreate Retain' : 'Delete Delete']));
  });
});

describe('the stages', () => {
  it.each([
    ['local', false],
    ['production', true],
  ] as const)('%s keeps its data: %s', (stage, keepData) => {
    expect(variantOf(stage).configuration.retention.keepData).toBe(keepData);
  });
});

describe('the usage table of the lake', () => {
  const { TableInput } = propertiesOf(variantOf('production'), 'AWS::Glue::Table', 'LakeUsage');

  it('has the columns of the contract', () => {
    expect(TableInput.Name).toBe('ai_usage_weekly');
    expect(TableInput.StorageDescriptor.Columns).toEqual([
      { Name: 'employee_id', Type: 'string' },
      { Name: 'source', Type: 'string' },
      { Name: 'total_tokens', Type: 'bigint' },
      { Name: 'cost_usd', Type: 'decimal(18,6)' },
    ]);
    expect(TableInput.PartitionKeys).toEqual([{ Name: 'week_start_date', Type: 'string' }]);
  });

  it('finds its partitions by projection, every day from the first Monday on', () => {
    expect(TableInput.Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.week_start_date.type': 'date',
      'projection.week_start_date.format': 'yyyy-MM-dd',
      'projection.week_start_date.range': '2023-01-02,NOW+13DAYS',
    });
    expect(print(TableInput.Parameters['storage.location.template'])).toBe(
      `s3://LakeBucket/ai_usage_weekly/week_start_date=\${week_start_date}`,
    );
  });
});
