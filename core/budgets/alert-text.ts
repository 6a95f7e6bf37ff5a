import { grouped } from '../values/decimal.ts';
import { formatUsd4 } from '../values/money.ts';
import type { BudgetAlert } from './alert.ts';
import { type AlertedCwo, type AlertView, changePct, shown, topRoles, wholePct } from './alert-view.ts';
import type { BudgetUnit } from './figures.ts';
import { isProvisional } from './thresholds.ts';

/** Of roles in a text; the JSON has more. */
const ROLES_SHOWN = 5;

/** Whom a message is for. */
export const AUDIENCES = ['PM', 'ESCALATION', 'OPERATORS'] as const;
export type Audience = (typeof AUDIENCES)[number];

const OPENING: Readonly<Record<Audience, string>> = {
  PM: 'You manage these work orders. What their AI use comes to has crossed a threshold of its budget.',
  ESCALATION: 'The AI use of these work orders has crossed a threshold at which more than their managers hear of it.',
  OPERATORS: 'Nobody else hears of these work orders: the timesheet system tells no usable address of a manager.',
};

/**
 * One line of ASCII, at most 99 characters: `AI budget: 2 work orders need a look (highest 93 %)`. It counts work orders
 * with something raised, or, of a message of recoveries alone, those that are back.
 */
export function subjectOf(audience: Audience, alerts: readonly BudgetAlert[]): string {
  const raised = alerts.filter(({ direction }) => direction === 'UP');
  const counted = new Set((raised.length > 0 ? raised : alerts).map(({ cwoId }) => cwoId)).size;
  const orders = `${counted} work order${counted === 1 ? '' : 's'}`;
  const whose = audience === 'OPERATORS' ? ' without a manager' : '';
  if (raised.length === 0) return `AI budget: ${orders}${whose} back below a threshold`;
  const highest = raised.toSorted(byUtilization)[0] as BudgetAlert;
  const share = wholePct(highest.actual, highest.budget);
  return `AI budget: ${orders}${whose} need${counted === 1 ? 's' : ''} a look (highest ${share} %)`;
}

/** Descending, on exact ratios; those of one share by name. */
export function byUtilization(a: BudgetAlert, b: BudgetAlert): number {
  const difference = b.actual * a.budget - a.actual * b.budget;
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return a.alertId < b.alertId ? -1 : 1;
}

interface Told {
  readonly alert: BudgetAlert;
  readonly view: AlertView;
}

/** What a person can act on: per work order what was used of which budget, and where to look. */
export function textOf(audience: Audience, told: readonly Told[], cwos: ReadonlyMap<string, AlertedCwo>): string {
  const byCwo = Map.groupBy(told, ({ alert }) => alert.cwoId);
  const parts = [...byCwo].map(([cwoId, ofCwo]) => {
    const name = cwos.get(cwoId)?.name;
    const title = name === undefined ? cwoId : `${cwoId}  ${shown(name)}`;
    return [title, ...ofCwo.map(({ alert, view }) => alertText(alert, view.elapsedPct)), `  ${ofCwo[0]?.view.link}`];
  });
  return [OPENING[audience], ...parts.map((lines) => lines.join('\n'))].join('\n\n');
}

function alertText(alert: BudgetAlert, elapsed: string | null): string {
  const { unit, scope, mondayDate, direction, pct, actual, budget } = alert;
  const period = scope === 'WEEK' ? `Week of ${mondayDate}` : 'In total';
  const crossed = direction === 'UP' ? `has reached ${pct} % of the budget` : `is back below ${pct} % of the budget`;
  const lines = [
    `${period}, ${unit === 'TOKENS' ? 'tokens' : 'USD'}: ${crossed}`,
    `  ${amountText(unit, actual)} of ${amountText(unit, budget)} used, ${remainderText(unit, budget - actual)}`,
    `  ${paceText(alert, elapsed)}`,
    ...provisionalText(alert),
    ...changeText(alert),
    ...(unit === 'TOKENS' ? [`  cost ${amountText('USD', alert.costUsd4)}`] : []),
    ...rolesText(alert),
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}

function amountText(unit: BudgetUnit, amount: bigint): string {
  return unit === 'TOKENS' ? `${grouped(amount)} tokens` : `${grouped(formatUsd4(amount))} USD`;
}

function remainderText(unit: BudgetUnit, rest: bigint): string {
  return rest < 0n ? `${amountText(unit, -rest)} too many` : `${amountText(unit, rest)} remain`;
}

/** A week that is told is over: only the whole budget has a pace. */
function paceText({ actual, budget, scope }: BudgetAlert, elapsed: string | null): string {
  const used = `${wholePct(actual, budget)} % used`;
  if (elapsed === null) return used;
  const [whole] = elapsed.split('.');
  return scope === 'TOTAL'
    ? `${used}, ${whole} % of the time has passed`
    : `${used}; ${whole} % of the work order's time has passed`;
}

function provisionalText(alert: BudgetAlert): string[] {
  if (!isProvisional(alert)) return [];
  return ['  provisional: more than half of it rests on timesheets that are not approved yet'];
}

function changeText(alert: BudgetAlert): string[] {
  const change = changePct(alert);
  if (change === null) return [];
  return [`  week of ${alert.newestWeek} against the one before: ${change.startsWith('-') ? '' : '+'}${change} %`];
}

function rolesText(alert: BudgetAlert): string[] {
  const roles = topRoles(alert).slice(0, ROLES_SHOWN);
  if (roles.length === 0) return [];
  const uses = roles.map(({ role, tokens, people }) => `${shown(role)} ${grouped(tokens)} tokens (${people} people)`);
  return [`  by role in the week of ${alert.newestWeek}: ${uses.join('; ')}`];
}
