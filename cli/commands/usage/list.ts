import { S3LakeFiles } from '../../../adapters/lake/usage-files/lake-files.ts';
import { type ListedFile, listUsageFiles } from '../../../adapters/lake/usage-files/list.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** What is loaded for a week: each file with its rows, and when it was loaded. */
export async function listUsage(deployment: Deployment, week: string, isJson: boolean): Promise<string> {
  const lake = new S3LakeFiles(deployment.s3, deployment.output('LakeBucketName'));
  const { files, more } = await listUsageFiles(lake, week);
  if (isJson) return toJson({ weekStartDate: week, files: files.map(toJsonFile), more });
  if (files.length === 0) return `Nothing is loaded for week ${week}.`;
  const table = renderTable(files, COLUMNS);
  return more === 0 ? table : `${table}\nand ${more} more files`;
}

const COLUMNS: Column<ListedFile>[] = [
  { title: 'file', of: ({ file }) => visibleText(file) },
  { title: 'day', of: ({ weekStartDate }) => weekStartDate },
  { title: 'rows', of: ({ rows }) => orUnknown(rows, String), isNumber: true },
  { title: 'tokens', of: ({ tokens }) => orUnknown(tokens, grouped), isNumber: true },
  { title: 'USD', of: ({ costUsd6 }) => orUnknown(costUsd6, (cost) => grouped(formatUsd6(cost))), isNumber: true },
  { title: 'bytes', of: ({ bytes }) => grouped(BigInt(bytes)), isNumber: true },
  { title: 'loaded at', of: ({ loadedAt }) => loadedAt },
];

function orUnknown<T>(value: T | null, text: (value: T) => string): string {
  return value === null ? '?' : text(value);
}

function toJsonFile({ costUsd6, ...file }: ListedFile) {
  return { ...file, costUsd: costUsd6 === null ? null : formatUsd6(costUsd6) };
}
