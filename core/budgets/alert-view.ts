import { formatUsd4 } from '../values/money.ts';
import { visibleText } from '../values/visible-text.ts';
import type { BudgetAlert } from './alert.ts';
import { elapsedPct } from './elapsed.ts';
import type { BudgetUnit } from './figures.ts';
import { sharePct, utilizationPct } from './percent.ts';

/** What a message tells of a CWO beside its figures. */
export interface AlertedCwo {
  readonly name: string;
  readonly startDate: string;
  readonly endDate: string | null;
  readonly projectId: string;
  readonly clientId: string | null;
}

/** Of names of others, in characters, and of roles: what bounds the size of a message. */
const NAME_MAX = 80;
const ROLES_MAX = 10;

/**
 * An alert in the words of `docs/contracts/budget-alert.schema.json`: tokens are integers, money text with 4 decimals, percentages text
 * with 2, half to even.
 * @param cwo undefined where the registry does not know it
 * @param budgetUrl of the API below which its budget is found
 */
export function toAlertView(alert: BudgetAlert, cwo: AlertedCwo | undefined, budgetUrl: string) {
  const { alertId, level, direction, scope, unit, cwoId, mondayDate, budget, actual, estimated } = alert;
  return {
    alertId,
    level,
    direction,
    scope,
    unit,
    thresholdPct: alert.pct,
    cwoId,
    cwoName: cwo ? cut(cwo.name) : null,
    projectId: cwo?.projectId ?? null,
    clientId: cwo?.clientId ?? null,
    mondayDate,
    budget: amountOf(unit, budget),
    actual: amountOf(unit, actual),
    remaining: amountOf(unit, budget - actual),
    utilizationPct: utilizationPct(actual, budget),
    provisionalPct: actual > 0n ? sharePct(estimated, actual) : null,
    elapsedPct: cwo ? elapsedPct(cwo, alert.newestWeek) : null,
    costUsd: formatUsd4(alert.costUsd4),
    changeSinceLastWeekPct: changePct(alert),
    topRoles: topRoles(alert),
    link: `${budgetUrl}/cwos/${cwoId}/budget`,
  };
}

export type AlertView = ReturnType<typeof toAlertView>;

/** The roles by use, as many as a message has room for. */
export function topRoles({ roles }: BudgetAlert) {
  return roles.slice(0, ROLES_MAX).map(({ role, tokens, people }) => ({ role: cut(role), tokens, people }));
}

/** `-12.50` since the week before; null where that used nothing, or has only credits. */
export function changePct({ change }: BudgetAlert): string | null {
  return change && change.before > 0n ? sharePct(change.after - change.before, change.before) : null;
}

/** A name of no more characters than a message has room for. */
export function cut(name: string): string {
  const characters = [...name];
  return characters.length <= NAME_MAX ? name : `${characters.slice(0, NAME_MAX - 1).join('')}…`;
}

/** The same for a text, where it neither acts nor hides. */
export function shown(name: string): string {
  return cut(visibleText(name));
}

/** In whole per cent, downwards: 89.99 of a hundred is shown as 89 and never as the 90 it does not reach. */
export function wholePct(part: bigint, whole: bigint): string {
  const hundredfold = part * 100n;
  const rest = ((hundredfold % whole) + whole) % whole;
  return ((hundredfold - rest) / whole).toString();
}

/** An amount in the unit as readers are told it: tokens an integer, money text with 4 decimals. */
export function amountOf(unit: BudgetUnit, amount: bigint): bigint | string {
  return unit === 'TOKENS' ? amount : formatUsd4(amount);
}
