import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** @returns whether the condition of the write held; where it did not, nothing was written */
export async function conditionHolds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
