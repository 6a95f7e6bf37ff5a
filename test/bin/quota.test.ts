import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { findQuotaFault } from '../../bin/quota.ts';

describe('the quota of concurrent functions', () => {
  const lambda = mockClient(LambdaClient);
  const faultAt = (ConcurrentExecutions: number, reserved: number) => {
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions } });
    return findQuotaFault(lambda as unknown as LambdaClient, reserved);
  };

  it('is large enough where 100 are left to others', async () => {
    expect(await faultAt(110, 10)).toBeNull();
  });

  it.each([
    [109, 10, 'is 109, and 110 are needed'],
    [10, 2, 'is 10, and 102 are needed'],
  ])('of %d is too small to reserve %d', async (quota, reserved, fault) => {
    expect(await faultAt(quota, reserved)).toContain(fault);
  });

  it('that may not be read is a fault', async () => {
    lambda.on(GetAccountSettingsCommand).rejects(new Error('not authorized'));

    expect(await findQuotaFault(lambda as unknown as LambdaClient, 10)).toBe('cannot be read: not authorized');
  });
});
