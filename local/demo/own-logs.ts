import { basename } from 'node:path';
import { ListPriceBook } from '../../adapters/prices/price-book.ts';
import { readClaudeCodeLogs } from '../../adapters/providers/claude-code-local/reader.ts';
import { findFiles } from '../../adapters/providers/log-files/find-files.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import { addIdentities } from '../../cli/commands/identity/add.ts';
import { show } from '../../cli/commands/run/show.ts';
import { collect, renderCollection } from '../../cli/commands/usage/collect.ts';
import { renderImport } from '../../cli/commands/usage/import-report.ts';
import type { Deployment } from '../../cli/deployment.ts';
import { renderTable } from '../../cli/view/table.ts';
import { WrongUseError } from '../../cli/wrong-use-error.ts';
import { type ImportReport, importUsage } from '../../core/collection/import-usage.ts';
import { TOKEN_CLASSES } from '../../core/collection/usage-fact.ts';
import type { ImportSettings, ReadUsageFiles } from '../../core/collection/usage-import.ts';
import { type MondayDate, mondayOf } from '../../core/values/week.ts';
import { employeeOf } from '../sample/people.ts';
import { SITUATIONS } from '../sample/situations.ts';
import { runWeek, tell, title } from './steps.ts';

/** The logs of a reader, and which sample employee stands for each folder that was worked in. */
export interface OwnLogs {
  readonly files: readonly string[];
  readonly bytes: number;
  readonly week: MondayDate;
  /** Indexes of sample employees by the name of the folder. */
  readonly people: ReadonlyMap<string, number>;
}

const SOURCE = 'claude_code_local';
const BY = 'demo';
/** Sample employees of ordinary weeks: two CWOs or more, approved hours. */
const ORDINARY = 12;
const TIME_ZONE = 'UTC';
const NO_FOLDER = '(no folder)';

/** The source that the demo counts: logs tell tokens, and what they would cost by the list. */
export const OWN_LOGS_USAGE = { sources: [{ source: SOURCE, role: 'COST' }], notional: 'COST', key: '' };

/**
 * Looks through the logs below a folder: the last of their weeks that is over, else the last, and the folders that were
 * worked in. The rule: folders by name, each stands for the next of twelve sample employees, then from the first again.
 * @throws WrongUseError where there is no usage
 */
export async function lookThrough(folder: string): Promise<OwnLogs> {
  const { files, bytes } = findFiles([folder], { endings: ['.jsonl'] });
  const folders = new Set<string>();
  const tokens = new Map<MondayDate, bigint>();
  for await (const record of readClaudeCodeLogs(files, settingsOf())) {
    if (record.kind !== 'COUNTED') continue;
    const { usageDate, attributes, tokens: counts } = record.fact;
    folders.add(attributes.folder ?? NO_FOLDER);
    const sum = TOKEN_CLASSES.reduce((total, name) => total + (counts[name] ?? 0n), 0n);
    tokens.set(mondayOf(usageDate), (tokens.get(mondayOf(usageDate)) ?? 0n) + sum);
  }
  const thisMonday = mondayOf(systemClock.now().slice(0, 10));
  const weeks = [...tokens.keys()].toSorted();
  const week = weeks.findLast((monday) => monday < thisMonday) ?? weeks.at(-1);
  if (week === undefined) throw new WrongUseError(`there is no usage of Claude Code in ${folder}`);
  const people = [...folders].toSorted().map((name, index): [string, number] => [name, personOf(index)]);
  return { files, bytes, week, people: new Map(people) };
}

/** The reader's week, allocated to the work orders of the sample company. */
export async function demoOwnLogs(deployment: Deployment, { files, bytes, week, people }: OwnLogs): Promise<void> {
  title('Your folders, and the sample employees who stand for them');
  console.log('Folders by name: each stands for the next of twelve employees, then from the first again.\n');
  console.log(renderTable([...people], FOLDER_COLUMNS));
  const employees = [...new Set(people.values())].map(employeeOf);
  const identities = employees.map(({ employeeId, email: id }) => ({
    ...{ source: '*', actor: { kind: 'EMAIL', id } as const, target: 'employee' as const, employeeId },
    ...{ validFrom: '2020-01-01', validTo: null, by: BY },
  }));
  await addIdentities(deployment, identities, systemClock);

  title('Your logs, as facts of days');
  const usage = {
    source: SOURCE,
    reporter: BY,
    files,
    bytes,
    skipped: [],
    read: readAs(people),
    settings: settingsOf(),
  };
  const began = Date.parse(systemClock.now());
  const report: ImportReport = await importUsage(usage, deployment.facts);
  console.log(renderImport({ ...report, seconds: (Date.parse(systemClock.now()) - began) / 1000 }));
  console.log(renderCollection(await collect(deployment, { weeks: [week] }, tell)));

  title(`The weekly run of ${week}: the cost is the list price of your tokens`);
  await runWeek(deployment, week);
  console.log(await show(deployment, { week, by: 'line' }));
  console.log(await show(deployment, { week, by: 'cwo' }));
}

const FOLDER_COLUMNS = [
  { title: 'folder', of: ([name]: [string, number]) => basename(name) },
  { title: 'employee', of: ([, person]: [string, number]) => employeeOf(person).employeeId },
];

function personOf(index: number): number {
  return SITUATIONS.length + (index % ORDINARY);
}

/** The logs with the folder's employee as who used the tool; nothing of the folder is kept. */
function readAs(people: OwnLogs['people']): ReadUsageFiles {
  return async function* (files, settings) {
    for await (const record of readClaudeCodeLogs(files, settings)) {
      if (record.kind !== 'COUNTED') {
        yield record;
        continue;
      }
      const { folder = NO_FOLDER, branch: _, ...attributes } = record.fact.attributes;
      const actor = { kind: 'EMAIL', id: employeeOf(people.get(folder) as number).email } as const;
      yield { ...record, fact: { ...record.fact, actor, attributes } };
    }
  };
}

function settingsOf(): ImportSettings {
  const prices = new ListPriceBook([], sha256);
  const actor = { kind: 'OS_USER', id: BY } as const;
  return { actor, timeZone: TIME_ZONE, prices, keepsContext: true, now: systemClock.now() };
}
