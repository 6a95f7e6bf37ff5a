import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import type { StaleAcceptance, StaleAcceptances } from '../../../core/ledger/stale-acceptance.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { type BatchSource, batchRead } from '../batch-read.ts';
import { acceptanceKey, type Key } from '../keys.ts';

type Item = Key & StaleAcceptance;

/** One item for each employee-week of which a lower version was ever accepted. */
export class DynamoStaleAcceptances implements StaleAcceptances {
  readonly #source: BatchSource;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#source = { client, table, clock };
  }

  async read(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, StaleAcceptance>> {
    const keys = employeeIds.map((employeeId) => acceptanceKey(employeeId, mondayDate));
    const items = await batchRead<Item>(this.#source, keys);
    return new Map(items.map(({ sk, insteadOf, by, why, at }) => [sk, { insteadOf, by, why, at }]));
  }

  async put({ employeeId, mondayDate }: EmployeeWeekKey, acceptance: StaleAcceptance): Promise<void> {
    const { client, table } = this.#source;
    const Item = { ...acceptanceKey(employeeId, mondayDate), ...acceptance };
    await client.send(new PutCommand({ TableName: table, Item }));
  }
}
