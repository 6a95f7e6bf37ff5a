import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepState, SweepStates } from '../../../core/recalculation/sweep-states.ts';
import { SWEEP_STATE_KEY } from '../keys.ts';

const BEGINNING: SweepState = { cursor: null, recheckAfter: null };

/** How far the sweep has come: one item of the allocation table. */
export class DynamoSweepStates implements SweepStates {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<SweepState> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: SWEEP_STATE_KEY, ConsistentRead: true }),
    );
    return Item ? JSON.parse(Item.state) : BEGINNING;
  }

  async advance(before: SweepState, next: SweepState): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...SWEEP_STATE_KEY, state: encode(next) },
          ConditionExpression: 'attribute_not_exists(pk) OR #state = :before OR #state = :next',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':before': encode(before), ':next': encode(next) },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function encode({ cursor, recheckAfter }: SweepState): string {
  const after = recheckAfter && { employeeId: recheckAfter.employeeId, mondayDate: recheckAfter.mondayDate };
  return JSON.stringify({ cursor, recheckAfter: after });
}
