import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Deployment } from '../cli/deployment.ts';
import { writeUnits } from './cost-model.ts';
import { itemBytes } from './item-bytes.ts';
import type { LedgerUse, ObjectUse } from './measures.ts';

/** What a run leaves at rest: items in the tables, objects in the buckets. */

/** The sizes of a week's heads and lines in the ledger. */
export async function measureLedger(deployment: Deployment, monday: string): Promise<LedgerUse> {
  const heads = new Sizes();
  const lines = new Sizes();
  for await (const item of itemsOf(deployment, 'AllocationTableName')) {
    if (String(item.pk).startsWith(`WEEK#${monday}#`)) heads.add(itemBytes(item));
    if (String(item.pk).startsWith('CWO#') && String(item.sk).startsWith(`${monday}#`)) lines.add(itemBytes(item));
  }
  let cwos = 0;
  for await (const _ of itemsOf(deployment, 'CwoTableName')) cwos += 1;
  const { meanUnits: headWriteUnits, meanBytes: headBytes } = heads;
  const { meanUnits: lineWriteUnits, meanBytes: lineBytes } = lines;
  return { cwos, headWriteUnits, headBytes, lineWriteUnits, lineBytes };
}

class Sizes {
  #count = 0;
  #bytes = 0;
  #units = 0;

  add(bytes: number): void {
    this.#count += 1;
    this.#bytes += bytes;
    this.#units += writeUnits(bytes, true);
  }

  get meanBytes(): number {
    return this.#bytes / this.#count;
  }

  get meanUnits(): number {
    return this.#units / this.#count;
  }
}

export interface ObjectCount {
  readonly objects: number;
  readonly bytes: number;
  /** By the first part of the key behind the prefix. */
  readonly byFolder: Readonly<Record<string, number>>;
}

const FOLDERS_OF_BATCHES = ['batches', 'fetched', 'decided', 'receipts'];

/**
 * The objects that the functions wrote in a run.
 * @param evidenceBefore what there was before the run: evidence objects do not name theirs
 */
export async function measureObjects(
  deployment: Deployment,
  runId: string,
  evidenceBefore: ObjectCount,
): Promise<ObjectUse> {
  const runs = await countObjects(deployment, 'RunBucketName', `runs/${runId}/`);
  const evidence = await countEvidence(deployment);
  const inFolders = FOLDERS_OF_BATCHES.reduce((sum, folder) => sum + (runs.byFolder[folder] ?? 0), 0);
  return {
    ofBatches: inFolders + evidence.objects - evidenceBefore.objects,
    others: runs.objects - inFolders,
    runBytes: runs.bytes,
    evidenceBytes: evidence.bytes - evidenceBefore.bytes,
  };
}

export function countEvidence(deployment: Deployment): Promise<ObjectCount> {
  return countObjects(deployment, 'EvidenceBucketName', 'evidence/');
}

async function countObjects(deployment: Deployment, bucket: string, prefix: string): Promise<ObjectCount> {
  const byFolder: Record<string, number> = {};
  let objects = 0;
  let bytes = 0;
  const list = { Bucket: deployment.output(bucket), Prefix: prefix };
  for await (const page of paginateListObjectsV2({ client: deployment.s3 }, list)) {
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      const folder = Key.slice(prefix.length).split('/')[0] as string;
      byFolder[folder] = (byFolder[folder] ?? 0) + 1;
      objects += 1;
      bytes += Size;
    }
  }
  return { objects, bytes, byFolder };
}

async function* itemsOf(deployment: Deployment, table: string): AsyncGenerator<Record<string, unknown>> {
  const scan = { TableName: deployment.output(table) };
  for await (const page of paginateScan({ client: deployment.dynamodb }, scan)) yield* page.Items ?? [];
}
