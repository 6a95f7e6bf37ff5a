import { hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import { ListPriceBook } from '../../../adapters/prices/price-book.ts';
import { type FoundFiles, findFiles } from '../../../adapters/providers/log-files/find-files.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { CollectionRecords } from '../../../core/collection/collection-records.ts';
import { contractRateFaults } from '../../../core/collection/contract-rates.ts';
import { API_REPORTER, type FactTable } from '../../../core/collection/fact-table.ts';
import { type ImportReport, importUsage } from '../../../core/collection/import-usage.ts';
import type { Actor } from '../../../core/collection/usage-fact.ts';
import type { ImportSettings } from '../../../core/collection/usage-import.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { IDENTIFIER } from '../../../core/values/ids.ts';
import { isVisible } from '../../../core/values/visible-text.ts';
import { addDays } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { type ImportSourceName, sourceOf } from './readers.ts';

export interface ImportOptions {
  readonly source: ImportSourceName;
  readonly reporter?: string;
  readonly actor?: string;
  /** Path of a mapping of columns. */
  readonly map?: string;
  readonly dryRun?: boolean;
  readonly context?: boolean;
  readonly timeZone?: string;
}

/** Where what is read goes. */
export interface ImportTarget {
  readonly collectionSettings: Pick<Deployment['collectionSettings'], 'timeZone' | 'contractRates'>;
  readonly facts: FactTable;
  readonly collectionRecords: Pick<CollectionRecords, 'noteCollected'>;
}

/** What an import works with beside the files. */
export interface ImportPorts {
  /** Not asked for in a dry run, which needs nothing deployed. */
  readonly find: () => Promise<ImportTarget>;
  readonly clock: Clock;
  readonly tell: (line: string) => void;
}

export interface TimedReport extends ImportReport {
  readonly seconds: number;
}

const ACTOR_CHARACTERS_MAX = 200;
const REPORTER_CHARACTERS_MAX = 64;
/** Between two lines of progress. */
const TOLD_EVERY_MS = 5_000;
const MEGABYTE = 1_000_000;
const REFUSED_SAMPLE_MAX = 10;

/**
 * Reads files of a source and replaces what was imported of their days before, by the same reporter.
 * @throws WrongUseError naming the option that is wrong; ImportPathError; CsvMappingError
 */
export async function importFiles(
  paths: readonly string[],
  options: ImportOptions,
  { find, clock, tell }: ImportPorts,
): Promise<TimedReport> {
  const startedMs = Date.parse(clock.now());
  const source = sourceOf(options.source, options.map);
  const reporter = reporterOf(options.reporter);
  const actor = actorOf(options.actor);
  const target = options.dryRun ? null : await realTarget(options, find);
  const rates = target?.collectionSettings.contractRates ?? [];
  const faults = contractRateFaults(rates);
  if (faults.length > 0) throw new WrongUseError(`usage.contractRates of the stack: ${faults.join('; ')}`);
  const timeZone =
    target?.collectionSettings.timeZone ?? options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found = findFiles(paths, source);
  if (found.files.length === 0) {
    throw new WrongUseError(`no file ending in ${source.endings.join(' or ')} is in ${paths.join(', ')}`);
  }
  const settings: ImportSettings = {
    actor,
    timeZone,
    prices: new ListPriceBook(rates, sha256),
    keepsContext: options.context ?? false,
    now: clock.now(),
    onRead: progress(found, clock, tell),
  };
  const usage = { ...found, source: options.source, reporter, read: source.read, settings };
  const report = await importUsage(usage, target?.facts ?? null);
  if (target) await note(report, target, settings.now);
  return { ...report, seconds: (Date.parse(clock.now()) - startedMs) / 1000 };
}

/** The days of what is written are the company's, for whoever imports, wherever that is. */
async function realTarget({ timeZone }: ImportOptions, find: ImportPorts['find']): Promise<ImportTarget> {
  if (timeZone === undefined) return find();
  throw new WrongUseError('--time-zone is for --dry-run alone: what is written has the days of the company');
}

/** That the source was collected, as `usage status` tells it; of files it says their names alone. */
async function note(
  { source, written, skipped, skippedCount }: ImportReport,
  { collectionRecords }: ImportTarget,
  at: string,
): Promise<void> {
  const days = (written ?? []).map(({ date }) => date).toSorted();
  const [from, last] = [days.at(0), days.at(-1)];
  if (from === undefined || last === undefined) return;
  const facts = (written ?? []).reduce((sum, { after }) => sum + after.rows, 0);
  const refusedSample = skipped.slice(0, REFUSED_SAMPLE_MAX).map(({ file, line, reason }) => {
    return { place: line === null ? basename(file) : `${basename(file)}, line ${line}`, reason };
  });
  const collected = { at, from, to: addDays(last, 1), facts, refused: skippedCount, refusedSample };
  await collectionRecords.noteCollected(source, collected);
}

/** Who used the tool where its files do not say: an e-mail address, or the name of a user of the machine. */
function actorOf(told: string | undefined): Actor {
  const id = told ?? userInfo().username;
  if (!isVisible(id, ACTOR_CHARACTERS_MAX)) {
    throw new WrongUseError(`--actor needs 1 to ${ACTOR_CHARACTERS_MAX} visible characters on one line`);
  }
  return id.includes('@') ? { kind: 'EMAIL', id: id.toLowerCase() } : { kind: 'OS_USER', id };
}

/** Whose import it is: another one of the same name replaces it. */
function reporterOf(told: string | undefined): string {
  if (told === API_REPORTER) throw new WrongUseError(`--reporter ${API_REPORTER} is kept for what is pulled`);
  if (told === undefined) return reporterOfHost(hostname());
  if (IDENTIFIER.test(told)) return told;
  throw new WrongUseError('--reporter is no name: 1 to 64 of A-Z a-z 0-9 . _ @ -');
}

/** The name of a machine as that of a reporter. */
export function reporterOfHost(host: string): string {
  const name = host.replace(/[^A-Za-z0-9._@-]+/g, '-').slice(0, REPORTER_CHARACTERS_MAX);
  return name === '' || name === API_REPORTER ? 'this-machine' : name;
}

function progress({ bytes }: FoundFiles, clock: Clock, tell: (line: string) => void): (read: number) => void {
  let [done, toldMs] = [0, Date.parse(clock.now())];
  return (read) => {
    done += read;
    const now = Date.parse(clock.now());
    if (now - toldMs < TOLD_EVERY_MS) return;
    toldMs = now;
    tell(`${Math.floor(done / MEGABYTE)} of ${Math.ceil(bytes / MEGABYTE)} MB read`);
  };
}
