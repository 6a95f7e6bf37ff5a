import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { systemClock } from '../../../adapters/system/clock.ts';
import type { Deployment } from '../../../cli/deployment.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { addDays } from '../../../core/values/week.ts';
import type { MappingRows } from '../../../local/demo/mapping-files.ts';
import { employeeIdOf } from '../../../local/sample/people.ts';
import type { StandIn } from '../../../local/stand-ins/stand-in.ts';
import { TimesheetCompany } from '../../../local/stand-ins/timesheets/company.ts';
import { NOTE_CANARY } from '../../../local/stand-ins/timesheets/draw-week.ts';
import {
  STAND_IN_SYSTEMS,
  standInTimesheets,
  startTimesheetStandIn,
} from '../../../local/stand-ins/timesheets/systems.ts';
import { tablesOf, writeTables } from '../../worlds/table-files.ts';
import { toCsv } from '../../worlds/usage-files.ts';
import type { RunJson, ShowJson } from '../scenarios/json-forms.ts';
import { type Ended, ledger, ledgerJsonIn } from '../scenarios/ledger-cli.ts';
import { type DecidedLine, expectedLines, usageOf } from './expected-lines.ts';
import { companyOf } from './one-company.ts';
import { storedTexts } from './stored-texts.ts';

interface SyncJson {
  readonly sources: readonly {
    readonly source: string;
    readonly weeks: readonly { readonly status: string; readonly people: number; readonly setAsideCount: number }[];
  }[];
}
interface ExplainJson {
  readonly source: string;
  readonly entries: readonly {
    readonly date: string;
    readonly seconds: number;
    readonly kind: string;
    readonly hours: string | null;
    readonly line: number | null;
    readonly target: string | null;
  }[];
  readonly seconds: number;
  readonly hours: string;
}

const BROUGHT_UP_MS = 900_000;
const FOLDER = `${inject('localFolder')}/seven-ways`;
const WEEK = '2025-11-17';
const IMPORT = 'import';
const PEOPLE = 40;
/** Some weeks are drafts, some handed in, some approved; of each, somebody was away for a day. */
const SEED = 8;
const SYSTEMS = Object.entries(STAND_IN_SYSTEMS).map(([name, system]) => ({ ...system, name }));
const company = new TimesheetCompany({ seed: SEED, people: PEOPLE, clock: systemClock });
/** Of people who are disabled the plugin of Kimai tells nothing: they are set aside, until somebody says what that means. */
const KIMAI = 'kimai';
/** Each way has employees of its own: nobody is in two sources. */
const idsOf = (way: string) => (person: number) => employeeIdOf(person).replace('E-', `${way.toUpperCase()}-`);
const untold = company.people.filter(({ isArchived }) => isArchived).map(({ index }) => idsOf(KIMAI)(index));
const recordsOf = (way: string) => companyOf(company, WEEK, idsOf(way));

/** All that commands printed. */
const printed: string[] = [];
const standIns: StandIn[] = [];
let deployment: Deployment;
let mapped: MappingRows;
let lines: ShowJson['rows'];
let run: Ended & { readonly json: RunJson };
const synced: (Ended & { readonly json: SyncJson })[] = [];

beforeAll(async () => {
  await bringUp();
  await sync();
  const usage = [IMPORT, ...SYSTEMS.map(({ name }) => name)].flatMap((way) => usageOf(recordsOf(way), WEEK));
  writeFileSync(`${FOLDER}/usage.csv`, toCsv(usage, WEEK));
  await ledger(['usage', 'load', `${FOLDER}/usage.csv`, '--week', WEEK], FOLDER);
  run = await told<RunJson>('run', '--week', WEEK);
  lines = (await told<ShowJson>('show', '--week', WEEK)).json.rows;
}, BROUGHT_UP_MS);

afterAll(async () => {
  const { down } = await import('../../../cli/commands/local/up.ts');
  await down();
  for (const standIn of standIns) await standIn.close();
  vi.unstubAllEnvs();
}, BROUGHT_UP_MS);

describe('one company by every way', () => {
  it('is taken whole, and nobody is set aside of whom a system tells', () => {
    for (const { exitCode, json } of synced) {
      const isPart = json.sources.some(({ source }) => source === KIMAI);
      expect(exitCode).toBe(isPart ? 3 : 0);
      for (const { source, weeks } of json.sources) {
        expect(weeks).toMatchObject([{ status: 'APPLIED', setAsideCount: source === KIMAI ? untold.length : 0 }]);
      }
    }
    expect(untold).toHaveLength(1);
    expect(run).toMatchObject({ exitCode: 0, json: { status: 'SUCCEEDED' } });
    expect(run.json.employees).toBe(PEOPLE * (SYSTEMS.length + 1));
    const methods = new Set(lines.filter(isTold).map(({ method }) => method));
    expect([...methods].sort()).toEqual(['LOGGED_HOURS', 'PLANNED_HOURS', 'SUBMITTED_HOURS']);
  });

  it.each([IMPORT, ...SYSTEMS.map(({ name }) => name)])(
    'comes to the lines of the reference service by %s',
    async (way) => {
      const own = lines.filter(({ employeeId }) => employeeId.startsWith(`${way.toUpperCase()}-`));
      const expected = await expectedLines(recordsOf(way), WEEK);

      expect(own.filter(isTold).map(decided)).toEqual(expected.filter(isTold).map(decided));
    },
  );
});

describe.each(SYSTEMS)('an employee by $name', ({ name }) => {
  const days = { from: WEEK, to: addDays(WEEK, 6) };
  const person = company.people.find(({ index }) => {
    return company.leaveOf(index, days).length > 0 && company.approvalOf(index, days).state === 'APPROVED';
  });
  const index = person?.index ?? 0;

  it('has a week that is derived again, entry by entry', async () => {
    const { json } = await told<ExplainJson>('timesheets', 'explain', '--employee', idsOf(name)(index), '--week', WEEK);

    const work = json.entries.filter(({ kind }) => kind === 'WORK');
    const logged = company.entriesOf(index, days);
    expect(json.source).toBe(name);
    expect(sums(work)).toEqual(
      sums(logged.map(({ date, seconds, task }) => ({ date, seconds, target: task.account }))),
    );
    for (const { seconds, hours, line, target } of work) {
      expect(hours).toBe(formatHours(seconds / 36));
      expect(mapped['work-items']?.[(line ?? 0) - 2]).toMatchObject({ source: name, cwo_id: target });
    }
    const seconds = work.reduce((sum, one) => sum + one.seconds, 0);
    expect({ seconds: json.seconds, hours: json.hours }).toEqual({ seconds, hours: formatHours(seconds / 36) });
  });
});

it('leaves notes, tokens and addresses nowhere but where they may be', async () => {
  const texts = { ...(await storedTexts(deployment)), printed };
  const tokens = SYSTEMS.map(({ secret }) => secret.split(':').at(-1) as string);
  const canaries = [NOTE_CANARY, ...new Set(tokens), ...company.people.map(({ email }) => email.toLowerCase())];

  for (const [place, of] of Object.entries(texts)) {
    expect(of.length, place).toBeGreaterThan(0);
    const whole = of.join('\n').toLowerCase();
    expect(
      canaries.filter((canary) => whole.includes(canary)),
      place,
    ).toEqual([]);
  }
});

function isTold({ employeeId }: Pick<DecidedLine, 'employeeId'>): boolean {
  return !untold.includes(employeeId);
}

async function bringUp(): Promise<void> {
  vi.stubEnv('TOKENLEDGER_LOCAL', FOLDER);
  const { up } = await import('../../../cli/commands/local/up.ts');
  const sources = [];
  const secrets: Record<string, string> = {};
  for (const system of SYSTEMS) {
    const standIn = await startTimesheetStandIn(system, { company, week: WEEK }, systemClock);
    standIns.push(standIn);
    const source = standInTimesheets(system.name, system, standIn);
    sources.push(source);
    secrets[source.secretName] = system.secret;
  }
  deployment = await up({ timesheets: { sources, secrets } }, (line) => console.error(`  … ${line}`));
}

/**
 * All systems are pulled by a mapping without files of plans and leave, since such a file would hold for all of them; then
 * those that cannot tell either are applied again by a mapping that does.
 */
async function sync(): Promise<void> {
  mapped = await putMapping('mapping', []);
  synced.push(await told<SyncJson>('timesheets', 'sync', '--week', WEEK));
  const byFiles = Map.groupBy(
    SYSTEMS.filter((system) => system.byFiles.length > 0),
    (system) => system.byFiles.join('-and-'),
  );
  for (const [files, systems] of byFiles) {
    const names = systems.map(({ name }) => name);
    await putMapping(files, names);
    for (const name of names) {
      synced.push(await told<SyncJson>('timesheets', 'sync', '--week', WEEK, '--source', name, '--remap'));
    }
  }
  writeTables(`${FOLDER}/tables`, tablesOf(recordsOf(IMPORT)));
  synced.push(await told<SyncJson>('timesheets', 'import', `${FOLDER}/tables`, '--week', WEEK, '--complete'));
}

/** Of all systems, with the files of plans and leave of some. */
async function putMapping(folder: string, withFiles: readonly string[]): Promise<MappingRows> {
  const { mappingRows, writeRows } = await import('../../../local/demo/mapping-files.ts');
  const rows = SYSTEMS.map((system) => {
    const { name, byFiles } = system;
    const of = { company, week: WEEK, employeeIdOf: idsOf(name) };
    const told = { ...system, byFiles: withFiles.includes(name) ? byFiles : [] };
    const { people, 'work-items': items, ...rest } = mappingRows(of, told, recordsOf(name));
    const sourced = (list: MappingRows[string] = []) => list.map((row) => ({ source: name, ...row }));
    return { ...rest, people: sourced(people), 'work-items': sourced(items) } as MappingRows;
  });
  const names = [...new Set(rows.flatMap((one) => Object.keys(one)))];
  const all = Object.fromEntries(names.map((file) => [file, rows.flatMap((one) => one[file] ?? [])]));
  const whole = { ...all, cwos: rows[0]?.cwos ?? [] };
  writeRows(`${FOLDER}/${folder}`, whole);
  await told('timesheets', 'mapping', 'put', `${FOLDER}/${folder}`);
  return whole;
}

async function told<Form>(...args: readonly string[]): Promise<Ended & { readonly json: Form }> {
  const ended = await ledgerJsonIn<Form>(FOLDER, args);
  printed.push(ended.stdout, ended.stderr);
  return ended;
}

/** What money says, and why. */
function decided({ employeeId, cwoId, hours, method, ...line }: DecidedLine): object {
  const { allocatedTokens, allocatedCostUsd, allocationBasis } = line;
  return { employeeId, cwoId, hours, method, allocatedTokens, allocatedCostUsd, allocationBasis };
}

/** Some systems sum up entries of a day. */
function sums(entries: readonly { readonly date: string; readonly seconds: number; readonly target: string | null }[]) {
  const byKey = Map.groupBy(entries, ({ date, target }) => `${date} ${target}`);
  return new Map([...byKey].map(([key, of]) => [key, of.reduce((sum, { seconds }) => sum + seconds, 0)]));
}
