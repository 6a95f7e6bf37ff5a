import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Deployment } from '../../../cli/deployment.ts';
import { MIRROR_PARTITIONS } from '../../../functions/names.ts';

/** All that a deployment keeps where nothing personal may be, as texts by where it is kept. */
export async function storedTexts(deployment: Deployment): Promise<Readonly<Record<string, string[]>>> {
  return {
    objects: await objectsOf(deployment),
    rows: await rowsOf(deployment),
    histories: await historiesOf(deployment.stepFunctions),
    logs: await logsOf(deployment.output('EndpointUrl')),
  };
}

/** Snapshots, parts of pulls, receipts. */
async function objectsOf({ s3, ...deployment }: Deployment): Promise<string[]> {
  const Bucket = deployment.outputs.RunBucketName as string;
  const texts: string[] = [];
  for await (const { Contents } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    for (const { Key = '' } of Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      texts.push(`${Key}\n${isZipped(bytes) ? gunzipSync(bytes) : bytes}`);
    }
  }
  return texts;
}

function isZipped(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Of the mirror, but for the erasable ones. */
async function rowsOf({ dynamodb, outputs }: Deployment): Promise<string[]> {
  const texts: string[] = [];
  for await (const { Items } of paginateScan({ client: dynamodb }, { TableName: outputs.MirrorTableName as string })) {
    const kept = (Items ?? []).filter(({ pk }) => pk !== MIRROR_PARTITIONS.people);
    texts.push(...kept.map((item) => JSON.stringify(item)));
  }
  return texts;
}

async function historiesOf(client: SFNClient): Promise<string[]> {
  const texts: string[] = [];
  for await (const { stateMachines } of paginateListStateMachines({ client }, {})) {
    for (const { stateMachineArn } of stateMachines ?? []) {
      for await (const { executions } of paginateListExecutions({ client }, { stateMachineArn })) {
        for (const { executionArn } of executions ?? [])
          texts.push(...(await eventsOf(client, executionArn as string)));
      }
    }
  }
  return texts;
}

async function eventsOf(client: SFNClient, executionArn: string): Promise<string[]> {
  const texts: string[] = [];
  const asked = { executionArn, includeExecutionData: true };
  for await (const { events } of paginateGetExecutionHistory({ client }, asked)) {
    texts.push(...(events ?? []).map((event) => JSON.stringify(event)));
  }
  return texts;
}

/** What functions wrote, by the engine's own hand: the project has no client for logs. */
async function logsOf(endpoint: string): Promise<string[]> {
  const { logGroups } = (await askLogs(endpoint, 'DescribeLogGroups', {})) as LogGroups;
  const texts: string[] = [];
  for (const { logGroupName } of logGroups) {
    for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken; isFirst = false) {
      const page = (await askLogs(endpoint, 'FilterLogEvents', { logGroupName, nextToken })) as LogEvents;
      texts.push(...page.events.map(({ message }) => message));
      nextToken = page.nextToken;
    }
  }
  return texts;
}

interface LogGroups {
  readonly logGroups: readonly { readonly logGroupName: string }[];
}

interface LogEvents {
  readonly events: readonly { readonly message: string }[];
  readonly nextToken?: string;
}

async function askLogs(endpoint: string, action: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${action}` };
  const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the engine's logs answered ${answer.status}`);
  return answer.json();
}
