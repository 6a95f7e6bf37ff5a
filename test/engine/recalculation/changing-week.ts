import { expect } from 'vitest';
import type { SweepReport } from '../../../cli/commands/recalculation/sweep.ts';
import type { Fault } from '../../doubles/foreign-timesheets.ts';
import type { CwoChanges, People, Person } from '../../worlds/company-week.ts';
import { usage } from '../../worlds/usage-files.ts';
import { deliver, timesheetEvent } from '../../worlds/webhooks/deliveries.ts';
import { ledgerJson } from '../scenarios/ledger-cli.ts';
import { LedgerWeek } from '../scenarios/ledger-week.ts';
import { deployment, post, webhookSecret } from './intake.ts';

/** A week that was run, and whose timesheets change then. Everybody spent 10 USD. */
export class ChangingWeek extends LedgerWeek {
  readonly stack = deployment();
  readonly #cwos: CwoChanges;
  #people: People = {};

  /** @param cwos what is out of the ordinary of its CWOs */
  constructor(monday: string, cwos: CwoChanges = {}) {
    super(monday);
    this.#cwos = cwos;
  }

  /** Runs the week with these people. */
  async begin(people: People): Promise<void> {
    await this.change(people);
    await this.load(
      'spend.csv',
      Object.keys(people).map((id) => usage(id, '10.00')),
    );
    const { status } = await this.run();
    expect(status).toBe('SUCCEEDED');
  }

  /** The timesheet system says something else of these people from now on, and tells nobody. */
  async change(people: People): Promise<void> {
    this.#people = { ...this.#people, ...people };
    await this.say(this.#people, this.#cwos);
  }

  /** What a timesheet system would deliver now. */
  async deliveries(...employeeIds: readonly string[]) {
    const secret = await webhookSecret(this.stack);
    return employeeIds.map((employeeId) =>
      deliver({ body: timesheetEvent({ employeeId, mondayDate: this.monday }) }, secret),
    );
  }

  /** Tells of a change of each by webhook. */
  async tell(...employeeIds: readonly string[]): Promise<void> {
    for (const delivery of await this.deliveries(...employeeIds)) {
      expect(await post(this.stack.output('WebhookUrl'), delivery)).toBe(202);
    }
  }

  /** What the change feed tells of these. */
  changes(...employeeIds: readonly string[]): object[] {
    const occurredAt = new Date().toISOString();
    return employeeIds.map((employeeId) => {
      return { employeeId, weekStartDate: this.monday, version: 2, type: 'AMENDED', occurredAt };
    });
  }

  /** The timesheet system answers so, until something is changed. */
  async fail(fault: Fault): Promise<void> {
    await this.say(this.#people, this.#cwos, fault);
  }

  /** `ledger sweep` */
  async sweep(): Promise<{ readonly exitCode: number | null; readonly report: SweepReport }> {
    const { exitCode, json } = await ledgerJson<SweepReport>('sweep');
    return { exitCode, report: json };
  }

  /** Current lines by employee: `<CWO> <hours> r<revision>`. */
  async state(): Promise<Record<string, string[]>> {
    const lines = Object.groupBy(await this.lines(), ({ employeeId }) => employeeId);
    return Object.fromEntries(
      Object.entries(lines).map(([id, of = []]) => [
        id,
        of.map(({ cwoId, hours, revision, isRecalculated }) => {
          expect(isRecalculated).toBe(revision > 1);
          return `${cwoId} ${hours} r${revision}`;
        }),
      ]),
    );
  }
}

/** A person who worked 40 hours on one CWO, as the version of the sheet has it. */
export function on(cwo: string, version = 1): Person {
  return { version, logs: { [cwo]: '40.00' } };
}

/** So many ids, `<prefix>-00` … */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}`);
}

/** The same of each. */
export function each<T>(ids: readonly string[], of: T): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [id, of]));
}
