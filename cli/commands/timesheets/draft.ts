import { mkdir, readdir } from 'node:fs/promises';
import { draftMapping } from '../../../core/timesheets/mirror/draft-mapping.ts';
import { MappingIndex } from '../../../core/timesheets/mirror/mapping-index.ts';
import type { Snapshot } from '../../../core/timesheets/mirror/normal-form.ts';
import { plainDateAt } from '../../../core/values/week.ts';
import type { LookedWeek } from '../../../functions/messages/timesheets.ts';
import type { Mirror } from '../../mirror.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { type DraftedFolder, writeDraft } from './draft-files.ts';
import { mappingOf } from './kept-weeks.ts';
import { lookAt } from './look.ts';
import type { SyncMachine, Waiting } from './sync-execution.ts';

export interface DraftOptions {
  readonly source: string;
  /** So many of the last weeks, the current one included. */
  readonly weeks: number;
  /** A folder that is empty, or not there yet. */
  readonly out: string;
}

export interface Draft extends DraftedFolder {
  readonly weeks: readonly LookedWeek[];
  /** Whether a mapping holds already. */
  readonly isHolding: boolean;
}

type Source = { readonly deployment: SyncMachine } & Pick<
  Mirror,
  'rules' | 'snapshots' | 'mirrorPeople' | 'mappings' | 'currentMapping' | 'timeZone'
>;

/**
 * Writes the files of a mapping from what a system told of its last weeks. The mirror stays as it is.
 * @throws WrongUseError where the folder holds anything
 * @throws Error where no week could be pulled
 */
export async function draft({ source, weeks, out }: DraftOptions, from: Source, waiting: Waiting): Promise<Draft> {
  await checkFolder(out);
  const looked = await lookAt({ source, weeks }, from, waiting);
  const snapshots = await snapshotsOf(looked, from);
  if (snapshots.length === 0) {
    const [failure = 'nothing was asked for'] = looked.flatMap((week) => ('failure' in week ? week.failure : []));
    throw new Error(`no week of ${source} could be pulled: ${failure}: "ledger timesheets check" says what to do`);
  }
  const hash = await from.currentMapping.read();
  const mapping = await mappingOf(from, hash);
  const localDate = plainDateAt(waiting.clock.now(), from.timeZone);
  const emails = await from.mirrorPeople.emailsOf(source);
  const drafted = draftMapping(snapshots, { source, emails, mapping: new MappingIndex(mapping), localDate });
  await mkdir(out, { recursive: true });
  const folder = { source, out, drafted, cwos: mapping.cwos };
  await writeDraft(folder);
  return { ...folder, weeks: looked, isHolding: hash !== null };
}

async function checkFolder(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new WrongUseError(`${out} is no folder to write to: ${error.message}`);
  });
  if (names.length > 0) throw new WrongUseError(`${out} is not empty: name a folder that is not there yet`);
}

async function snapshotsOf(looked: readonly LookedWeek[], { snapshots }: Pick<Source, 'snapshots'>) {
  const told: Snapshot[] = [];
  for (const week of looked) {
    const kept = 'failure' in week ? null : await snapshots.read(week.snapshotKey);
    if (kept) told.push(kept.snapshot);
  }
  return told;
}
