import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';

type Item = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: requests of eight commands, each read where its handler stands
type Request = any;

/** What the SDK clients of this process have written. */
export interface MemoryAws {
  /** By table and key. */
  readonly items: ReadonlyMap<string, Item>;
  /** By bucket and key, with a slash between. */
  readonly objects: ReadonlyMap<string, string>;
  readonly messages: readonly { readonly Subject: string; readonly Message: string }[];
}

/** Lets every SDK client of this process write to memory, for a single writer: conditions on writes always hold. */
export function memoryAws(): MemoryAws {
  const items = new Map<string, Item>();
  const objects = new Map<string, string>();
  const messages: MemoryAws['messages'][number][] = [];
  mockTables(items);
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).callsFake(({ Bucket, Key, Body, ContentType }: Request) => {
    const content = ContentType === 'application/json' ? String(Body) : Body;
    return done(objects.set(`${Bucket}/${Key}`, content));
  });
  s3.on(GetObjectCommand).callsFake(({ Bucket, Key }: Request) => {
    const text = objects.get(`${Bucket}/${Key}`);
    if (text === undefined) throw new NoSuchKey({ $metadata: {}, message: Key });
    return { Body: Object.assign(Readable.from([Buffer.from(text)]), { transformToString: async () => text }) };
  });
  s3.on(HeadObjectCommand).callsFake(({ Bucket, Key }: Request) => {
    if (!objects.has(`${Bucket}/${Key}`)) throw new NotFound({ $metadata: {}, message: Key });
    return { ETag: '"1"' };
  });
  const keys = ({ Bucket, Prefix }: Request) => {
    const found = [...objects.keys()].filter((key) => key.startsWith(`${Bucket}/${Prefix}`)).sort();
    return found.map((key) => ({ Key: key.slice(`${Bucket}/`.length) }));
  };
  s3.on(ListObjectsV2Command).callsFake((request: Request) => ({ Contents: keys(request) }));
  s3.on(ListObjectVersionsCommand).callsFake((request: Request) => {
    return { Versions: keys(request).map((key) => ({ ...key, VersionId: '1' })) };
  });
  const sns = mockClient(SNSClient);
  sns.on(PublishCommand).callsFake((message: Request) => done(messages.push(message)));
  return { items, objects, messages };
}

function mockTables(items: Map<string, Item>): void {
  const client = mockClient(DynamoDBDocumentClient);
  const put = (table: string, item: Item) => done(items.set(keyOf(table, item), item));
  const update = ({ TableName, Key, ...request }: Request) => {
    const before = items.get(keyOf(TableName, Key)) ?? {};
    const after: Item = { ...before, ...Key, ...updated(before, request) };
    const [, removed] = request.UpdateExpression.split(' REMOVE ');
    if (removed !== undefined) delete after[removed];
    put(TableName, after);
    return { Attributes: after };
  };
  client.on(PutCommand).callsFake(({ TableName, Item }: Request) => put(TableName, Item));
  client.on(UpdateCommand).callsFake((request: Request) => update(request));
  client.on(GetCommand).callsFake(({ TableName, Key }: Request) => ({ Item: items.get(keyOf(TableName, Key)) }));
  client.on(TransactWriteCommand).callsFake(({ TransactItems }: Request) => {
    for (const { Put, Update, Delete } of TransactItems) {
      if (Put) put(Put.TableName, Put.Item);
      if (Update) update(Update);
      if (Delete) items.delete(keyOf(Delete.TableName, Delete.Key));
    }
    return {};
  });
  client.on(BatchGetCommand).callsFake(({ RequestItems }: Request) => {
    const tables = Object.entries(RequestItems as Record<string, { readonly Keys: readonly Item[] }>);
    const found = tables.map(([table, { Keys }]) => [table, Keys.flatMap((key) => items.get(keyOf(table, key)) ?? [])]);
    return { Responses: Object.fromEntries(found) };
  });
  client.on(ScanCommand).callsFake(({ TableName }: Request) => {
    return { Items: [...items].filter(([key, item]) => key === keyOf(TableName, item)).map(([, item]) => item) };
  });
  client.on(QueryCommand).callsFake(({ TableName, ExpressionAttributeValues, ScanIndexForward, Limit }: Request) => {
    const own = [...items].flatMap(([key, item]) => {
      const isWanted = item.pk === ExpressionAttributeValues[':pk'] && key === keyOf(TableName, item);
      return isWanted ? [item] : [];
    });
    const sorted = own.sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    return { Items: (ScanIndexForward === false ? sorted.reverse() : sorted).slice(0, Limit) };
  });
}

/** The empty answer to what has been done. */
function done(_: unknown): object {
  return {};
}

/** The key is `pk` and `sk`, or the id of a CWO. */
function keyOf(table: string, { pk, sk, cwoId }: Item): string {
  return JSON.stringify(pk === undefined ? [table, cwoId] : [table, pk, sk]);
}

/** What `SET a = :a, #b = :b, c = if_not_exists(c, :c) ADD d :d` gives an item. */
function updated(
  before: Item,
  { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Request,
): Item {
  const sets = UpdateExpression.matchAll(/(#?\w+) = (?:if_not_exists\((\w+), )?(:\w+)/g);
  const values = [...sets].map(([, name, present = '', value]: string[]) => {
    const set = before[present] ?? ExpressionAttributeValues[value as string];
    return [ExpressionAttributeNames?.[name as string] ?? name, set];
  });
  const added = UpdateExpression.matchAll(/ADD (\w+) (:\w+)/g).map(([, name, value]: string[]) => {
    return [name, Number(before[name as string] ?? 0) + ExpressionAttributeValues[value as string]];
  });
  return Object.fromEntries([...values, ...added]);
}
