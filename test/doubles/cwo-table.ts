import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type CwoRow = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: requests of two commands, each read where its handler stands
type Request = any;

const NEWER = 'attribute_not_exists(seenAt) OR seenAt < :seenAt';

/** The table `Cwo` in memory, for the real adapter: the condition decides, and a batch read may leave keys for later. */
export class CwoTable {
  readonly rows = new Map<string, CwoRow>();
  /** Keys that a batch read answers at most. */
  answeredMax = 100;
  /** The requests met, by command. */
  readonly met: { readonly command: string; readonly input: Request }[] = [];

  get client(): DynamoDBDocumentClient {
    return this as unknown as DynamoDBDocumentClient;
  }

  async send(command: { readonly input: Request }): Promise<object> {
    const { input } = command;
    this.met.push({ command: command.constructor.name, input });
    switch (command.constructor.name) {
      case 'BatchGetCommand':
        return this.#batchGet(input);
      case 'UpdateCommand':
        return this.#update(input);
      default:
        throw new Error(`the table in memory knows no ${command.constructor.name}`);
    }
  }

  #batchGet({ RequestItems }: Request): object {
    const [[table, { Keys, ...options }]] = Object.entries<Request>(RequestItems) as [[string, Request]];
    if (Keys.length > 100) throw new Error('a batch read takes 100 keys at most');
    const later = Keys.slice(this.answeredMax);
    return {
      Responses: { [table]: Keys.slice(0, this.answeredMax).flatMap(({ cwoId }: CwoRow) => this.#found(cwoId)) },
      UnprocessedKeys: later.length === 0 ? {} : { [table]: { Keys: later, ...options } },
    };
  }

  #found(cwoId: unknown): readonly CwoRow[] {
    const row = this.rows.get(String(cwoId));
    return row ? [row] : [];
  }

  #update({ Key, ConditionExpression, UpdateExpression, ...request }: Request): object {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
    if (ConditionExpression !== undefined && ConditionExpression !== NEWER) throw new Error(ConditionExpression);
    const row = this.rows.get(Key.cwoId) ?? Key;
    const isNewer = row.seenAt === undefined || row.seenAt < values[':seenAt'];
    if (ConditionExpression === NEWER && !isNewer) {
      throw new ConditionalCheckFailedException({ message: 'condition', $metadata: {} });
    }
    const sets = [...UpdateExpression.matchAll(/(#?\w+) = (?:if_not_exists\((\w+), )?(:\w+)/g)].map(
      ([, name, kept, value]) => [
        names[name] ?? name,
        kept === undefined ? values[value] : (row[kept] ?? values[value]),
      ],
    );
    this.rows.set(Key.cwoId, { ...row, ...Object.fromEntries(sets) });
    return {};
  }
}
