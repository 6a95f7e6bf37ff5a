import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { SWEEP_BEGINNING, type SweepState, type SweepStates } from '../../../core/recalculation/sweep-states.ts';
import { conditionHolds } from '../condition-holds.ts';
import { getItem } from '../get-item.ts';
import { SWEEP_STATE_KEY } from '../keys.ts';

/** How far the sweep has come: one item of the allocation table. */
export class DynamoSweepStates implements SweepStates {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<SweepState> {
    const item = await getItem<{ state: string }>(this.#client, this.#table, SWEEP_STATE_KEY);
    // A state of before there were such fields has none of them.
    return item ? { ...SWEEP_BEGINNING, ...JSON.parse(item.state) } : SWEEP_BEGINNING;
  }

  async advance(before: SweepState, next: SweepState): Promise<boolean> {
    return conditionHolds(
      this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...SWEEP_STATE_KEY, state: encode(next) },
          ConditionExpression: 'attribute_not_exists(pk) OR #state = :before OR #state = :next',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':before': encode(before), ':next': encode(next) },
        }),
      ),
    );
  }
}

/** The same state is the same text: conditions compare it. */
function encode({ cursor, recheckAfter, caughtUpTo, troubles }: SweepState): string {
  const after = recheckAfter && { employeeId: recheckAfter.employeeId, mondayDate: recheckAfter.mondayDate };
  const named = troubles.map(({ employeeId, mondayDate, sweeps, reason, parkedAt }) => {
    return { employeeId, mondayDate, sweeps, reason, parkedAt };
  });
  return JSON.stringify({
    cursor,
    recheckAfter: after,
    ...(caughtUpTo !== null && { caughtUpTo }),
    ...(named.length > 0 && { troubles: named }),
  });
}
