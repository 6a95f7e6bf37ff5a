import { readFolder } from '../../../adapters/timesheets/mapping/read-folder.ts';
import { type CheckedMapping, readMapping } from '../../../adapters/timesheets/mapping/read-mapping.ts';
import { addCost, NO_COST } from '../../../core/ledger/foreseen-cost.ts';
import { addCoverage, type Coverage, coverageOf, NO_COVERAGE } from '../../../core/timesheets/mirror/coverage.ts';
import type { Mapping } from '../../../core/timesheets/mirror/mapping.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped, percentage } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Mirror } from '../../mirror.ts';
import type { CostOfWeek } from './foresee.ts';
import { builtWeeks, type KeptSource } from './kept-weeks.ts';

export interface CheckedFolder extends CheckedMapping {
  /** Of the last weeks that are kept. */
  readonly coverage: Coverage;
}

type Target = KeptSource & Pick<Mirror, 'mappings' | 'currentMapping'>;

/**
 * Checks the files of a mapping as a whole, and against what is kept.
 * @throws MappingFilesError with every fault
 */
export async function checkMapping(folder: string, target: Target, clock: Clock): Promise<CheckedFolder> {
  const checked = await readMapping(await readFolder(folder));
  let coverage = NO_COVERAGE;
  for await (const weeks of builtWeeks(target, checked.mapping, clock)) {
    for (const { built, snapshot } of weeks) coverage = addCoverage(coverage, coverageOf(built, snapshot));
  }
  return { ...checked, coverage };
}

/** From now on the mapping holds. @returns its hash */
export async function putMapping(
  mapping: Mapping,
  { mappings, currentMapping }: Pick<Target, 'mappings' | 'currentMapping'>,
): Promise<string> {
  const hash = await mappings.put(mapping);
  await currentMapping.set(hash);
  return hash;
}

/**
 * @param hash null of a dry run
 * @param cost of a dry run
 */
export function toPutJson(
  { mapping, warnings, coverage }: CheckedFolder,
  hash: string | null,
  cost: readonly CostOfWeek[] | null,
) {
  const { hours, mappedHours, people, mappedPeople } = coverage;
  return {
    hash,
    rows: rowsOf(mapping),
    warnings,
    coverage: {
      people: { all: people, mapped: mappedPeople, pct: percentage(BigInt(mappedPeople), BigInt(people)) },
      hours: {
        all: formatHours(hours),
        mapped: formatHours(mappedHours),
        pct: percentage(BigInt(mappedHours), BigInt(hours)),
      },
    },
    aiCost: cost && toCostJson(cost),
  };
}

function toCostJson(weeks: readonly CostOfWeek[]) {
  const { costUsd4, unallocatedUsd4 } = weeks.reduce(addCost, NO_COST);
  return {
    costUsd: formatUsd4(costUsd4),
    unallocatedCostUsd: formatUsd4(unallocatedUsd4),
    unallocatedPct: percentage(unallocatedUsd4, costUsd4),
    weeks: weeks.map(({ mondayDate, employeeWeeks, ...cost }) => ({
      ...{ weekStartDate: mondayDate, employeeWeeks },
      ...{ costUsd: formatUsd4(cost.costUsd4), unallocatedCostUsd: formatUsd4(cost.unallocatedUsd4) },
    })),
  };
}

export function renderPut(checked: CheckedFolder, hash: string | null, cost: readonly CostOfWeek[] | null): string {
  const { coverage, aiCost } = toPutJson(checked, hash, cost);
  const { people, hours } = coverage;
  return [
    renderRows(checked.mapping),
    ...checked.warnings.map((warning) => `warning: ${warning}`),
    checked.coverage.people === 0
      ? 'no week with entries is kept, so nobody can say what it would map'
      : `of the weeks that are kept it maps ${hours.pct} % of ${hours.all} hours and ${people.pct} % of ${people.all} people-weeks`,
    ...(aiCost ? costLines(aiCost) : []),
    hash === null
      ? 'dry run: nothing was written'
      : `put as ${hash.slice(0, 12)}; the next sync applies it: "ledger timesheets sync"`,
  ].join('\n');
}

function costLines({ costUsd, unallocatedCostUsd, unallocatedPct, weeks }: ReturnType<typeof toCostJson>): string[] {
  const isRun = ({ employeeWeeks }: { readonly employeeWeeks: number }) => employeeWeeks > 0;
  const notRun = weeks.filter((week) => !isRun(week)).map(({ weekStartDate }) => weekStartDate);
  return [
    ...(weeks.some(isRun)
      ? [
          `of ${grouped(costUsd)} USD of AI cost in the ledger ${grouped(unallocatedCostUsd)} would be UNALLOCATED, ${unallocatedPct} %`,
        ]
      : []),
    ...(notRun.length > 0 ? [`not in the ledger, so that nobody can say their AI cost: ${notRun.join(', ')}`] : []),
  ];
}

export function rowsOf({ people, cwos, workItems, plans, holidays, leave }: Mapping) {
  return {
    people: people.length,
    cwos: cwos.length,
    workItems: workItems.length,
    plans: plans?.length ?? null,
    holidays: holidays.length,
    leave: leave?.length ?? null,
  };
}

export function renderRows(mapping: Mapping): string {
  const rows = rowsOf(mapping);
  const told = [`${rows.people} people`, `${rows.cwos} CWOs`, `${rows.workItems} work items`];
  const plans = rows.plans === null ? "plans as the source's" : `${rows.plans} plans`;
  const leave = rows.leave === null ? "leave as the source's" : `${rows.leave} days of leave`;
  return [...told, plans, `${rows.holidays} holidays`, leave].join(', ');
}
