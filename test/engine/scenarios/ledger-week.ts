import { mkdir, writeFile } from 'node:fs/promises';
import { expect, inject } from 'vitest';
import type { Fault } from '../../doubles/foreign-timesheets.ts';
import { type CwoChanges, companyWeek, type People } from '../../worlds/company-week.ts';
import { ForeignWeek } from '../../worlds/foreign-week.ts';
import { micros, type RawUsage, toCsv } from '../../worlds/usage-files.ts';
import type { AuditJson, LineJson, QuarantineJson, RunJson, ShowJson, VerifyJson } from './json-forms.ts';
import { ledger, ledgerJson } from './ledger-cli.ts';

/** A week as its scenario works with it: what the timesheet system says, and the commands of a user. */
export class LedgerWeek {
  readonly monday: string;
  readonly timesheets: ForeignWeek;

  constructor(monday: string) {
    this.monday = monday;
    this.timesheets = new ForeignWeek(inject('timesheets'), monday);
  }

  /** What the timesheet system says of these people from now on. */
  async say(people: People, cwos?: CwoChanges, ...faults: Fault[]): Promise<void> {
    await this.timesheets.script(companyWeek(this.monday, people, cwos), ...faults);
  }

  /** Puts the rows into the lake as the file of that name. */
  async load(file: string, rows: readonly RawUsage[]): Promise<void> {
    await this.loadFiles({ [file]: toCsv(rows, this.monday) });
  }

  async loadFiles(contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    const { exitCode, stderr } = await ledger([
      'usage',
      'load',
      ...(await this.write(contents)),
      '--week',
      this.monday,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  }

  /** Writes files for `usage load`. @returns their paths */
  async write(contents: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
    const folder = `${inject('localFolder')}/usage/${this.monday}`;
    await mkdir(folder, { recursive: true });
    const files = Object.entries(contents);
    for (const [name, content] of files) await writeFile(`${folder}/${name}`, content);
    return files.map(([name]) => `${folder}/${name}`);
  }

  /** Runs the week, and checks what every run must hold: all that was read is accounted for. */
  async run(): Promise<RunJson & { readonly exitCode: number | null }> {
    const { json, exitCode } = await ledgerJson<RunJson>('run', '--week', this.monday);
    const { usage, allocated, overhead, unallocated, superseded, failed, quarantined } = json;
    const ends = [allocated, overhead, unallocated, superseded, failed, quarantined];
    const accounted = {
      tokens: ends.reduce((sum, { tokens }) => sum + tokens, 0n),
      micros: ends.reduce((sum, { costUsd }) => sum + micros(costUsd), 0n),
    };
    expect(accounted).toEqual({ tokens: usage.tokens, micros: micros(usage.costUsd) });
    expect(json.weekStartDate).toBe(this.monday);
    return { ...json, exitCode };
  }

  async show<Row = LineJson>(...options: string[]): Promise<ShowJson<Row>> {
    return (await ledgerJson<ShowJson<Row>>('show', '--week', this.monday, ...options)).json;
  }

  /** The lines of one employee, or of all. */
  async lines(employeeId?: string): Promise<readonly LineJson[]> {
    return (await this.show(...(employeeId === undefined ? [] : ['--employee', employeeId]))).rows;
  }

  async audit(employeeId: string): Promise<AuditJson['revisions']> {
    const { json } = await ledgerJson<AuditJson>('audit', '--employee', employeeId, '--week', this.monday);
    return json.revisions;
  }

  /** What checking every byte of the week counts and finds. */
  async verify(): Promise<Omit<VerifyJson, 'weekStartDate' | 'wasRun' | 'seals'>> {
    const {
      weekStartDate: _week,
      wasRun: _wasRun,
      seals: _seals,
      ...found
    } = (await ledgerJson<VerifyJson>('verify', '--week', this.monday)).json;
    return found;
  }

  async quarantine(): Promise<QuarantineJson['rows']> {
    return (await ledgerJson<QuarantineJson>('quarantine', '--week', this.monday)).json.rows;
  }
}
