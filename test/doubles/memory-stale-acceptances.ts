import type { EmployeeWeekKey } from '../../core/ledger/ledger.ts';
import type { StaleAcceptance, StaleAcceptances } from '../../core/ledger/stale-acceptance.ts';
import { keyOf } from '../../core/recalculation/troubles.ts';

export class MemoryStaleAcceptances implements StaleAcceptances {
  readonly #given = new Map<string, StaleAcceptance>();
  /** Of whom was asked, request by request. */
  readonly asked: (readonly string[])[] = [];

  async read(mondayDate: string, employeeIds: readonly string[]): Promise<Map<string, StaleAcceptance>> {
    this.asked.push(employeeIds);
    const found = employeeIds.flatMap((employeeId) => {
      const acceptance = this.#given.get(keyOf({ employeeId, mondayDate }));
      return acceptance ? [[employeeId, acceptance] as const] : [];
    });
    return new Map(found);
  }

  async put(employeeWeek: EmployeeWeekKey, acceptance: StaleAcceptance): Promise<void> {
    this.#given.set(keyOf(employeeWeek), acceptance);
  }
}
