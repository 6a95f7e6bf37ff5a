import type { ToldDay, ToldFigures, ToldState } from '../../../core/timesheets/mirror/told-figures.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { type Column, renderTable } from '../../view/table.ts';
import type { CheckedSource } from './check.ts';

const GOOD = 0;
const FAILED = 1;
const WARNED = 3;

export function exitCodeOfCheck({ failure, warnings }: CheckedSource): number {
  if (failure !== null) return FAILED;
  return warnings.length === 0 ? GOOD : WARNED;
}

/** A check as programs read it: `docs/contracts/cli-timesheets-check.schema.json`. */
export function toCheckJson({ figures, ...check }: CheckedSource) {
  return { ...check, told: figures && toFiguresJson(figures) };
}

function toFiguresJson({ hours, days, ...figures }: ToldFigures) {
  return {
    ...figures,
    hours: formatHours(hours),
    days: days.map((day) => ({ ...day, hours: formatHours(day.hours) })),
  };
}

export function renderCheck(check: CheckedSource): string {
  const { source, weekStartDate, requests, figures, failure, warnings } = check;
  const asked = requests === null ? '' : `, ${requests} requests`;
  return [
    ...(figures === null ? [] : figureLines(figures)),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(failure === null ? [] : [`failed: ${failure}`]),
    `${source}, week ${weekStartDate}${asked}: ${failure === null ? 'can be connected' : 'CANNOT BE CONNECTED as it is'}`,
  ].join('\n');
}

function figureLines(figures: ToldFigures): string[] {
  const { users, addresses, people, entries, hours, running, states, days } = figures;
  return [
    ...(days.length > 0 ? [renderTable(days, DAY_COLUMNS)] : []),
    ...(states.length > 0 ? [renderTable(states, STATE_COLUMNS)] : []),
    `${users} users, ${addresses} of them with an address; ${people} with entries`,
    `${grouped(BigInt(entries))} entries, ${grouped(formatHours(hours))} hours; ${running} clocks that still run`,
    `${figures.sheets} sheets, ${figures.leaveDays} days of leave, ${figures.plans} plans`,
  ];
}

const DAY_COLUMNS: Column<ToldDay>[] = [
  { title: 'day', of: ({ date }) => date },
  { title: 'entries', of: ({ entries }) => grouped(BigInt(entries)), isNumber: true },
  { title: 'hours', of: ({ hours }) => grouped(formatHours(hours)), isNumber: true },
];

const STATE_COLUMNS: Column<ToldState>[] = [
  { title: 'state', of: ({ state }) => state },
  { title: 'is', of: ({ isKnown }) => (isKnown ? 'known' : 'UNKNOWN') },
  { title: 'how often', of: ({ count }) => grouped(BigInt(count)), isNumber: true },
];
