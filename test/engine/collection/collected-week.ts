import { inject } from 'vitest';
import { systemClock } from '../../../adapters/system/clock.ts';
import { addIdentities } from '../../../cli/commands/identity/add.ts';
import type { toCollectionJson } from '../../../cli/commands/usage/collect.ts';
import type { DayGroup } from '../../../core/collection/source-status.ts';
import { addDays } from '../../../core/values/week.ts';
import { employeeIdOf } from '../../../local/sample/people.ts';
import { peopleOf } from '../../../local/stand-ins/providers/company.ts';
import { standInIdentities } from '../../../local/stand-ins/providers/configured.ts';
import { deployment } from '../recalculation/intake.ts';
import { ledgerJson } from '../scenarios/ledger-cli.ts';
import { LedgerWeek } from '../scenarios/ledger-week.ts';
import { COLLECTED_COMPANY } from './company.ts';

export type CollectionJson = ReturnType<typeof toCollectionJson>;

const FULL_WEEK = '40.00';

/** A week whose usage is collected from the stand-ins; each of the company's people works on a CWO of their own. */
export class CollectedWeek extends LedgerWeek {
  readonly stack = deployment();

  cwoOf(person: number): string {
    return `C-${person}`;
  }

  async approveAll(): Promise<void> {
    const people = peopleOf(COLLECTED_COMPANY).map((person) => [
      employeeIdOf(person),
      { logs: { [this.cwoOf(person)]: FULL_WEEK } },
    ]);
    await this.say(Object.fromEntries(people));
  }

  /** Says who these are, from this week on. */
  async know(people: readonly number[]): Promise<void> {
    const ids = people.map(employeeIdOf);
    const identities = standInIdentities(COLLECTED_COMPANY, this.monday, 'test');
    const wanted = identities.filter(({ employeeId }) => ids.some((id) => id === employeeId));
    await addIdentities(this.stack, wanted, systemClock);
  }

  /** `ledger usage pull` of the week's days. */
  async pull(...options: readonly string[]) {
    const window = ['--from', this.monday, '--to', addDays(this.monday, 6)];
    return ledgerJson<CollectionJson>('usage', 'pull', ...window, ...options);
  }

  async build() {
    return ledgerJson<{ readonly changedEmployees: number; readonly costUsd: string }>(
      'usage',
      'build',
      '--week',
      this.monday,
    );
  }

  /** What lies in the daily table of the week. */
  async dayGroups(): Promise<DayGroup[]> {
    const window = { from: this.monday, to: addDays(this.monday, 7) };
    const signal = new AbortController().signal;
    return this.stack.resolvedFacts.groups(Object.keys(inject('standIns')), window, signal);
  }
}
