import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { usage } from '../../worlds/usage-files.ts';
import { ledger } from '../scenarios/ledger-cli.ts';
import { LedgerWeek } from '../scenarios/ledger-week.ts';

const MONDAY = '2025-03-17';

describe('ledger verify', () => {
  const week = new LedgerWeek(MONDAY);
  const outputs = inject('outputs');
  const connection = {
    endpoint: outputs.EndpointUrl as string,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(connection));
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  const TableName = outputs.AllocationTableName as string;
  const verify = () => ledger(['verify', '--week', MONDAY]);

  beforeAll(async () => {
    await week.say({ 'VE-1': { logs: { 'VE-A': '30.00', 'VE-B': '10.00' } } });
    await week.load('spend.csv', [usage('VE-1', '40.00', 400n)]);
    await week.run();
    await week.say({ 'VE-1': { version: 2, logs: { 'VE-A': '20.00', 'VE-B': '20.00' } } });
    await week.run();
  });

  it('finds nothing in a week that nobody touched', async () => {
    expect(await verify()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 revisions') });
  });

  it.each([
    ['a superseded revision', `EW#VE-1#${MONDAY}`, 'body', /revision 1 (is not what its hash says|cannot be read)/],
    ['a line', 'CWO#VE-A', 'allocatedCostUsd', /is not what the head says/],
  ])('names %s of which one character or byte was changed', async (_, pk, attribute, fault) => {
    const { Items } = await table.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    );
    const [item] = Items as [Record<string, string | Uint8Array>];
    const value = item[attribute] as string | Uint8Array;
    const changed = { ...item, [attribute]: typeof value === 'string' ? value.replace('20', '11') : turnedByte(value) };
    await table.send(new PutCommand({ TableName, Item: changed }));

    const found = await verify();

    await table.send(new PutCommand({ TableName, Item: item }));
    expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(fault) });
    expect((await verify()).exitCode).toBe(0);
  });

  it('names evidence of which one character was changed', async () => {
    const { stdout } = await ledger(['audit', '--employee', 'VE-1', '--week', MONDAY, '--json']);
    const place = {
      Bucket: outputs.EvidenceBucketName as string,
      Key: `evidence/${JSON.parse(stdout).revisions[0].evidence}`,
    };
    const text = (await (await s3.send(new GetObjectCommand(place))).Body?.transformToString()) as string;
    await s3.send(new PutObjectCommand({ ...place, Body: text.replace('VE-1', 'VE-2') }));

    const found = await verify();

    await s3.send(new PutObjectCommand({ ...place, Body: text }));
    expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('evidence is missing or was changed') });
    expect((await verify()).exitCode).toBe(0);
  });
});

/** The same with another byte in its middle. */
function turnedByte(bytes: Uint8Array): Uint8Array {
  const middle = bytes.length >> 1;
  return bytes.with(middle, (bytes[middle] as number) ^ 1);
}
