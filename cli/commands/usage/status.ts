import { type ConfiguredSource, type SourceStatus, sourceStatus } from '../../../core/collection/source-status.ts';
import { COST_KINDS } from '../../../core/collection/usage-fact.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped, percentage } from '../../../core/values/decimal.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import { addDays } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

export type StatusSource = Pick<Deployment, 'collectionSettings' | 'collectionRecords' | 'resolvedFacts' | 'facts'>;

/** Days looked at of a source that is imported. */
const IMPORTED_DAYS = 30;

/** How every configured source stands: the one page that tells whether the numbers can be trusted. */
export async function usageStatus(deployment: StatusSource, clock: Clock, isJson: boolean): Promise<string> {
  const statuses = await readStatuses(deployment, clock);
  if (isJson) return toJson({ timeZone: deployment.collectionSettings.timeZone, sources: statuses.map(toJsonSource) });
  if (statuses.length === 0) return 'No source of usage is configured: docs/collectors.md says how.';
  return [renderTable(statuses, COLUMNS), ...statuses.flatMap(linesOf), zoneLine(deployment)].join('\n');
}

async function readStatuses(deployment: StatusSource, clock: Clock): Promise<SourceStatus[]> {
  const { sources } = deployment.collectionSettings;
  const all = sources.map(({ source, role, tool, pull }): ConfiguredSource => {
    return { source, role, tool: tool ?? null, windowDays: pull?.windowDays ?? null };
  });
  const to = clock.now().slice(0, 10);
  const longest = Math.max(IMPORTED_DAYS, ...all.map(({ windowDays }) => windowDays ?? 0));
  const signal = new AbortController().signal;
  const names = all.map(({ source }) => source);
  const groups = await deployment.resolvedFacts.groups(names, { from: addDays(to, -longest), to }, signal);
  const records = await deployment.collectionRecords.list();
  const statuses: SourceStatus[] = [];
  for (const of of all) {
    const window = { from: addDays(to, -(of.windowDays ?? IMPORTED_DAYS)), to };
    const days = await deployment.facts.list(of.source, window);
    const record = records.find(({ source }) => source === of.source) ?? null;
    const inWindow = groups.filter(({ usageDate }) => window.from <= usageDate);
    statuses.push(sourceStatus(of, all, { window, groups: inWindow, days, record }));
  }
  return statuses;
}

const COLUMNS: Column<SourceStatus>[] = [
  { title: 'source', of: ({ source }) => source },
  { title: 'role', of: ({ role }) => role },
  { title: 'collected', of: ({ record }) => record?.collected?.at.slice(0, 16) ?? 'never' },
  {
    title: 'days',
    of: ({ daysPresent, daysMissing }) => `${daysPresent} of ${daysPresent + daysMissing.length}`,
    isNumber: true,
  },
  { title: 'final until', of: ({ finalUntil }) => finalUntil ?? '' },
  { title: 'facts', of: ({ facts }) => grouped(BigInt(facts)), isNumber: true },
  { title: 'tokens', of: ({ tokens }) => grouped(tokens), isNumber: true },
  ...COST_KINDS.map((kind) => ({
    title: kind.toLowerCase(),
    of: ({ usd6 }: SourceStatus) => grouped(formatUsd6(usd6[kind])),
    isNumber: true,
  })),
  { title: 'unresolved', of: (status) => `${unresolvedPct(status)} %`, isNumber: true },
];

/** What is wrong, or worth knowing, in a line each. */
function linesOf(status: SourceStatus): string[] {
  const { source, record, daysMissing, unknownCost, unresolvedUsd6, serviceUsd6, difference } = status;
  const failure = record?.failure;
  const refused = record?.collected?.refused ?? 0;
  const usd = (amount: bigint) => `${grouped(formatUsd6(amount))} USD`;
  const told: [boolean, string][] = [
    [failure != null, `failed at ${failure?.at}: ${failure?.code}: ${failure?.message}`],
    [daysMissing.length > 0, `no day ${daysMissing.slice(0, 5).join(', ')}${daysMissing.length > 5 ? ' …' : ''}`],
    [refused > 0, `${refused} records of the last pull were not taken`],
    [unknownCost.facts > 0, `${unknownCost.facts} facts of ${grouped(unknownCost.tokens)} tokens have no known cost`],
    [unresolvedUsd6 !== 0n, `${usd(unresolvedUsd6)} are of actors nobody knows: "ledger identity unresolved"`],
    [serviceUsd6 !== 0n, `${usd(serviceUsd6)} are of services, and no employee's`],
    [difference !== null, `differs from ${difference?.against} by ${usd(difference?.usd6 ?? 0n)}`],
  ];
  return told.flatMap(([is, line]) => (is ? [`${source}: ${line}`] : []));
}

function zoneLine({ collectionSettings }: StatusSource): string {
  return `Events and hours fall to the days of ${collectionSettings.timeZone}; sources that tell days keep their own, those of UTC.`;
}

function unresolvedPct({ unresolvedUsd6, usd6 }: SourceStatus): string {
  return percentage(unresolvedUsd6, usd6.BILLED + usd6.SEAT);
}

function toJsonSource(status: SourceStatus) {
  const { record, daysPresent, daysMissing, usd6, unresolvedUsd6, serviceUsd6, difference, ...told } = status;
  return {
    ...told,
    collected: record?.collected ?? null,
    failure: record?.failure ?? null,
    days: { present: daysPresent, missing: daysMissing },
    usd: Object.fromEntries(COST_KINDS.map((kind) => [kind, formatUsd6(usd6[kind])])),
    unresolved: { usd: formatUsd6(unresolvedUsd6), pct: unresolvedPct(status) },
    serviceUsd: formatUsd6(serviceUsd6),
    difference: difference && { against: difference.against, usd: formatUsd6(difference.usd6) },
  };
}
