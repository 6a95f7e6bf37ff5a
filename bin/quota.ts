import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Lambda reserves nothing that would leave the account's other functions fewer. */
const LEFT_TO_OTHERS = 100;

/**
 * Why Lambda would refuse the concurrency that the stack reserves: new accounts may have a quota as low as 10.
 * @param reserved invocations at the same time that all functions of the stack reserve together
 * @returns null where the quota of the client's account and region is large enough
 */
export async function findQuotaFault(client: LambdaClient, reserved: number): Promise<string | null> {
  const needed = reserved + LEFT_TO_OTHERS;
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const quota = AccountLimit?.ConcurrentExecutions ?? 0;
    return quota >= needed
      ? null
      : `is ${quota}, and ${needed} are needed: ask for more, or lower timesheet.requestsAtOnce`;
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}
