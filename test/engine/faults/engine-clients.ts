import { PutObjectCommand } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { engineEnvironment } from '../../../local/engine/start.ts';
import type { UsageRow } from '../../../local/sample/usage.ts';
import { lakeParquet } from '../../worlds/lake-parquet.ts';
import { watchable } from './watch.ts';
import type { Clients } from './week-run.ts';

/** Clients of the engine as the functions have them, each of whose requests a watcher may see. */
export function connect(): { readonly clients: Clients; readonly outputs: Readonly<Record<string, string>> } {
  const outputs = inject('outputs');
  Object.assign(process.env, engineEnvironment(outputs.EndpointUrl as string));
  const meter = new RequestMeter();
  const aws = new AwsClients(meter);
  const clients = {
    meter,
    athena: watchable(aws.athena()),
    dynamodb: watchable(aws.dynamodb()),
    s3: watchable(aws.s3()),
    secrets: watchable(aws.secrets()),
    sns: watchable(aws.sns()),
    sqs: watchable(aws.sqs()),
  };
  return { clients, outputs };
}

/** Makes these rows the whole usage of the week in the lake. */
export async function fillLake(
  { clients, outputs }: ReturnType<typeof connect>,
  mondayDate: string,
  rows: readonly UsageRow[],
): Promise<void> {
  const typed = rows.map(({ cost_usd, ...row }) => ({ ...row, cost_usd: parseDecimal(cost_usd ?? '', 6) ?? null }));
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: outputs.LakeBucketName as string,
      Key: `ai_usage_weekly/week_start_date=${mondayDate}/faults.parquet`,
      Body: lakeParquet(typed),
    }),
  );
}
