import { sha256 } from '../../../adapters/system/hash.ts';
import { addCost, type ForeseenCost, foreseeCost, NO_COST } from '../../../core/ledger/foreseen-cost.ts';
import type { LedgerReader } from '../../../core/ledger/ledger.ts';
import { type ForeseenWeek, foreseenRecords } from '../../../core/timesheets/mirror/foreseen-records.ts';
import type { Mapping } from '../../../core/timesheets/mirror/mapping.ts';
import { answerOf } from '../../../core/timesheets/mirror/mirrored-answer.ts';
import { chunksFrom } from '../../../core/values/chunks.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { type MondayDate, weekOf } from '../../../core/values/week.ts';
import { builtWeeks, type KeptSource, type KeptWeek } from './kept-weeks.ts';

/** The AI cost of a week that is kept; of no employee-weeks where the ledger has no run of it. */
export interface CostOfWeek extends ForeseenCost {
  readonly mondayDate: MondayDate;
}

type Source = KeptSource & { readonly ledger: Pick<LedgerReader, 'listWeek'> };

/** Employees of an answer, as a sweep asks for them. */
const ANSWER_MAX = 100;

/** What the usage in the ledger would cost whom if the mapping held, week by week, the newest first. */
export async function foresee(mapping: Mapping, source: Source, clock: Clock): Promise<CostOfWeek[]> {
  const weeks: CostOfWeek[] = [];
  for await (const kept of builtWeeks(source, mapping, clock)) {
    const [{ mondayDate }] = kept;
    const told = toldIn(kept);
    let cost = NO_COST;
    for await (const heads of chunksFrom(source.ledger.listWeek(mondayDate), ANSWER_MAX)) {
      const ids = heads.map(({ revision }) => revision.employeeId);
      const before = await source.mirrorStore.readRecords(mondayDate, ids);
      const records = foreseenRecords(
        ids.flatMap((id) => told.get(id) ?? []),
        before,
        { at: clock.now(), sha256 },
      );
      cost = addCost(cost, foreseeCost(heads, answerOf(ids, records), weekOf(mondayDate)));
    }
    weeks.push({ mondayDate, ...cost });
  }
  return weeks;
}

/** By employee; whom two sources tell, as the first one does. */
function toldIn(kept: readonly KeptWeek[]): Map<string, ForeseenWeek> {
  const told = new Map<string, ForeseenWeek>();
  for (const { source, built } of kept) {
    for (const week of built.weeks) if (!told.has(week.employeeId)) told.set(week.employeeId, { source, week });
  }
  return told;
}
