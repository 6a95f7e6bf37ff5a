import { describe, expect, it } from 'vitest';
import { type Json, print, propertiesOf, STAGES, variantOf } from './stacks.ts';

/** What a managed policy may hold, without blanks. */
const POLICY_CHARACTERS_MAX = 6144;
const TABLES = [
  'client',
  'cwo',
  'project',
  'token_budget_total',
  'token_budget_tracking',
  'token_cost_allocation',
  'token_cost_allocation_month',
  'token_cost_allocation_revision',
  'token_cost_allocation_source',
];

describe.each(STAGES)('the policy of finance in the stage %s', (stage) => {
  const variant = variantOf(stage);
  const { PolicyDocument, Roles, Users, Groups } = propertiesOf(variant, 'AWS::IAM::ManagedPolicy', 'FinancePolicy');
  const statements: Json[] = PolicyDocument.Statement;

  /** Resources on which an action is allowed, sorted. */
  const allowedFor = (action: string) =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => [Resource].flat().map(print))
      .sort();

  it('queries in the workgroup of finance and in no other', () => {
    const { stackName } = variant.configuration;

    for (const action of ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'StopQueryExecution']) {
      expect(allowedFor(`athena:${action}`), action).toEqual([`athena:workgroup/${stackName}-finance`]);
    }
  });

  it('reads the published tables, and beside them only results of finance', () => {
    const tables = TABLES.map((table) => `LakeBucket/${table}/*`);

    expect(allowedFor('s3:GetObject')).toEqual([...tables, 'StorageRuns/finance-results/*']);
    expect(allowedFor('glue:GetTable')).toEqual([
      'glue:catalog',
      'glue:database/tokenledger',
      ...TABLES.map((table) => `glue:table/tokenledger/${table}`),
    ]);
  });

  it('writes results and nothing else', () => {
    const writing = statements
      .flatMap(({ Action }) => [Action].flat())
      .filter((action) => !/:(Get|BatchGet|List|Describe|StartQuery|StopQuery)/.test(action));

    expect(writing.sort()).toEqual(['s3:AbortMultipartUpload', 's3:PutObject']);
    expect(allowedFor('s3:PutObject')).toEqual(['StorageRuns/finance-results/*']);
  });

  it('lists no key beyond those prefixes', () => {
    const listing = statements.filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));
    const below = listing.flatMap(({ Condition }) => Condition?.StringLike['s3:prefix']);

    expect(below.sort()).toEqual([...TABLES.map((table) => `${table}/*`), 'finance-results/*'].sort());
  });

  it('allows on every resource but the lists of names', () => {
    const everywhere = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);

    expect(everywhere).toEqual(['athena:ListDataCatalogs', 'athena:ListWorkGroups']);
  });

  it('is attached to nobody and fits a managed policy, names of buckets being as long as they may be', () => {
    const text = JSON.stringify(PolicyDocument, (_, part) => resolved(part));

    expect([Roles, Users, Groups]).toEqual([undefined, undefined, undefined]);
    expect(text.length).toBeLessThan(POLICY_CHARACTERS_MAX);
  });
});

/** An intrinsic function as the longest text that it may become. */
function resolved(part: Json): Json {
  if (part?.Ref !== undefined) return part.Ref === 'AWS::Partition' ? 'aws-us-gov' : 's'.repeat(128);
  if (part?.['Fn::GetAtt'] !== undefined) return `arn:aws-us-gov:s3:::${'b'.repeat(63)}`;
  return part?.['Fn::Join'] ? part['Fn::Join'][1].map(resolved).join('') : part;
}
