import { describe, expect, it } from 'vitest';
import { resourcesOf, STAGES, variantOf } from './stacks.ts';

describe.each(STAGES)('the Athena workgroup of the stage %s', (stage) => {
  const workGroups = resourcesOf(variantOf(stage), 'AWS::Athena::WorkGroup');

  it('lets no query choose another engine, another place for its result, or to scan without end', () => {
    expect(workGroups).toHaveLength(1);
    expect(workGroups[0]?.[1].Properties.WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      BytesScannedCutoffPerQuery: 10_000_000_000,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
  });
});
