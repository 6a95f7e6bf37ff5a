import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Findings } from '../../../core/runs/findings.ts';
import type { SWEEP, ToldFindings } from '../../../core/runs/told-findings.ts';
import { compareIds } from '../../../core/values/ids.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { conditionHolds } from '../condition-holds.ts';
import { getItem } from '../get-item.ts';
import { toldKey } from '../keys.ts';

/** One item beside the run records of each week that had anything to tell, and one beside the state of the sweep. */
export class DynamoToldFindings implements ToldFindings {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(of: MondayDate | typeof SWEEP): Promise<Findings> {
    const item = await getItem<{ findings: string }>(this.#client, this.#table, toldKey(of));
    return item ? JSON.parse(item.findings) : {};
  }

  async replace(of: MondayDate | typeof SWEEP, before: Findings, after: Findings): Promise<boolean> {
    const isFirst = Object.keys(before).length === 0;
    return conditionHolds(
      this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...toldKey(of), findings: encode(after) },
          ConditionExpression: isFirst ? 'attribute_not_exists(pk) OR findings = :before' : 'findings = :before',
          ExpressionAttributeValues: { ':before': encode(before) },
        }),
      ),
    );
  }
}

/** By key ascending, so that the same findings are the same text. */
function encode(findings: Findings): string {
  return JSON.stringify(Object.fromEntries(Object.entries(findings).sort(([a], [b]) => compareIds(a, b))));
}
