import {
  accuracyByHistory,
  type Comparison,
  errorPct,
  type HistoryAccuracy,
  type RoleComparison,
  type SuggestionAccuracy,
} from '../../../core/budgets/accuracy.ts';
import { measureAccuracy } from '../../../core/budgets/measure-accuracy.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { divideHalfEven, grouped } from '../../../core/values/decimal.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

type Source = Pick<Deployment, 'suggestions' | 'cwos' | 'budgets' | 'lines' | 'budgetSettings'>;

/** How far suggestions were from what was used, of the CWOs that have ended. */
export async function budgetAccuracy(
  deployment: Source,
  { json }: { readonly json?: boolean },
  clock: Clock,
): Promise<string> {
  const { timeZone } = deployment.budgetSettings;
  const compared = await measureAccuracy({ now: clock.now(), timeZone }, deployment);
  const byHistory = accuracyByHistory(compared);
  if (json) return toJson({ rows: compared.map(toRow), byHistory });
  if (compared.length === 0) return 'No CWO that a budget was suggested for has ended, with its last week approved.';
  const told = compared.flatMap(shownRows);
  return `${renderTable(told, COLUMNS)}\n${LEGEND}\n\n${renderTable(byHistory, HISTORY_COLUMNS)}`;
}

function toRow({ inAll, roles, weeks, ...suggestion }: SuggestionAccuracy) {
  return {
    ...suggestion,
    weeks,
    ...perWeek(inAll, weeks),
    roles: roles.map(({ role, historyWeeks, ...one }) => ({ role, historyWeeks, ...perWeek(one, weeks) })),
  };
}

function perWeek(compared: Comparison, weeks: number) {
  const { suggested, actual } = compared;
  return {
    suggestedTokensPerWeek: divideHalfEven(suggested, BigInt(weeks)),
    actualTokensPerWeek: divideHalfEven(actual, BigInt(weeks)),
    errorPct: errorPct(compared),
  };
}

/** A suggestion in all, then its roles. */
interface ShownRow extends ReturnType<typeof perWeek> {
  readonly cwoId: string;
  readonly madeOn: string;
  readonly role: string;
  readonly historyWeeks: number | null;
}

function shownRows({ cwoId, createdAt, sureness, inAll, roles, weeks }: SuggestionAccuracy): ShownRow[] {
  const all = sureness === 'PARTIAL' ? 'all *' : 'all';
  const ofRole = ({ role, historyWeeks, ...one }: RoleComparison): ShownRow => {
    return { cwoId: '', madeOn: '', role, historyWeeks, ...perWeek(one, weeks) };
  };
  const madeOn = createdAt.slice(0, 10);
  return [{ cwoId, madeOn, role: all, historyWeeks: null, ...perWeek(inAll, weeks) }, ...roles.map(ofRole)];
}

const LEGEND = 'tokens a week, suggested without the buffer; * some roles had too little history to be suggested for';

const COLUMNS: readonly Column<ShownRow>[] = [
  { title: 'CWO', of: ({ cwoId }) => cwoId },
  { title: 'made on', of: ({ madeOn }) => madeOn },
  { title: 'role', of: ({ role }) => role },
  { title: 'weeks of history', of: ({ historyWeeks }) => historyWeeks?.toString() ?? '', isNumber: true },
  { title: 'suggested', of: ({ suggestedTokensPerWeek }) => grouped(suggestedTokensPerWeek), isNumber: true },
  { title: 'used', of: ({ actualTokensPerWeek }) => grouped(actualTokensPerWeek), isNumber: true },
  { title: 'error %', of: (row) => row.errorPct ?? '', isNumber: true },
];

const HISTORY_COLUMNS: readonly Column<HistoryAccuracy>[] = [
  { title: 'weeks of history', of: ({ historyWeeks }) => historyWeeks.toString(), isNumber: true },
  { title: 'roles compared', of: ({ comparisons }) => comparisons.toString(), isNumber: true },
  { title: 'error %', of: (row) => row.errorPct ?? '', isNumber: true },
];
