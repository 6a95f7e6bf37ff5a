import { S3LakeFiles } from '../../../adapters/lake/usage-files/lake-files.ts';
import { type LoadedFile, loadUsageFiles } from '../../../adapters/lake/usage-files/load.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import type { Deployment } from '../../deployment.ts';

/** Puts usage files into the lake; nothing is put unless all of them can be read. */
export async function loadUsage(deployment: Deployment, files: readonly string[], week: string): Promise<string> {
  const lake = new S3LakeFiles(deployment.s3, deployment.output('LakeBucketName'));
  const loaded = await loadUsageFiles(lake, files, week);
  const rows = loaded.reduce((sum, file) => sum + file.rows, 0);
  const replaced = loaded.flatMap((file) => tellReplaced(file) ?? []);
  return [`loaded ${rows} rows of ${loaded.length} files for week ${week}`, ...replaced].join('\n');
}

function tellReplaced({ name, replaced }: LoadedFile): string | null {
  if (!replaced) return null;
  const rows = replaced.rows === null ? 'an unknown number of rows' : `${replaced.rows} rows`;
  return `  replaces ${rows} of ${visibleText(name)}`;
}
