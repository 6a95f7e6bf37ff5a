import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

/** The item of this key by a consistent read; undefined where there is none. */
export async function getItem<Item>(
  client: DynamoDBDocumentClient,
  table: string,
  key: object,
): Promise<Item | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }));
  return Item as Item | undefined;
}
