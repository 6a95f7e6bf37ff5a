import type { KnownCwo } from '../timesheets/cwo-registry.ts';
import { grouped } from '../values/decimal.ts';
import type { Sha256 } from '../values/hash.ts';
import { cut, shown } from './alert-view.ts';
import type { BudgetMessage } from './budget-message.ts';
import type { BudgetSuggestion } from './suggestion.ts';
import { type SuggestionText, toSuggestionText } from './suggestion-view.ts';

/** Of roles that have no history, in a text. */
const ROLES_SHOWN = 5;

/** Where a suggestion is looked at, and where it is decided on. */
export interface SuggestionPlaces {
  /** Of the API that shows a CWO's budget, without a slash at the end. */
  readonly budgetUrl: string;
  /** Whoever opens it decides in the PM's name; null where there is none, and operators are told. */
  readonly decision: { readonly recipient: string; readonly url: string; readonly until: string } | null;
}

/** For programs: `docs/contracts/budget-suggestion.schema.json`. Like a message of alerts, with none of them. */
export type SuggestionMessageBody = ReturnType<typeof toBody>;

/**
 * A suggestion as its PM is asked to decide on it. The link by which they do so is in the text alone: what other
 * subscribers receive may be read by more than one person.
 */
export function toSuggestionMessage(
  { suggestion, cwo }: AskedSuggestion,
  { budgetUrl, decision }: SuggestionPlaces,
  sha256: Sha256,
): BudgetMessage<SuggestionMessageBody> {
  const audience = decision ? 'PM' : 'OPERATORS';
  const messageId = sha256([audience, decision?.recipient ?? '', suggestion.suggestionId].join('|'));
  const link = `${budgetUrl}/cwos/${cwo.cwoId}/budget-suggestion`;
  return {
    messageId,
    subject: `AI budget: ${decision ? 'a suggestion for' : 'no PM decides on'} ${cwo.cwoId}`,
    text: textOf(cwo, toSuggestionText(suggestion), decision, link),
    body: toBody(messageId, { suggestion, cwo }, link),
    attributes: {
      audience,
      level: null,
      pmEmail: decision?.recipient ?? null,
      cwoIds: [cwo.cwoId],
      projectIds: [cwo.projectId],
      provisional: null,
    },
  };
}

export interface AskedSuggestion {
  readonly suggestion: BudgetSuggestion;
  readonly cwo: KnownCwo;
}

function toBody(messageId: string, { suggestion, cwo }: AskedSuggestion, link: string) {
  const { roles, projectHistory, sum, ...told } = toSuggestionText(suggestion);
  const { name, projectId, clientId } = cwo;
  return {
    messageId,
    runId: null,
    alerts: [],
    suggestion: { ...told, cwoName: cut(name), projectId, clientId, link },
  };
}

function textOf(
  { cwoId, name }: KnownCwo,
  suggestion: SuggestionText,
  decision: SuggestionPlaces['decision'],
  link: string,
): string {
  const parts = [
    ['You manage this work order. An AI budget is suggested for it, from what such roles used in the last weeks.'],
    [`${cwoId}  ${shown(name)}`, ...figureLines(suggestion), ...rolesLeftOut(suggestion)],
    ...(decision ? [decisionLines(decision)] : []),
    ['How it came about:', link],
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function decisionLines({ url, until }: NonNullable<SuggestionPlaces['decision']>): string[] {
  return [
    'Confirm, change or skip it here, without signing in:',
    url,
    `Whoever opens this link decides in your name, once, until ${until.slice(0, 10)}: keep it to yourself.`,
  ];
}

/** What is suggested in all; or why nothing is. */
function totalText({ weeks, tokensTotal, usdTotal }: SuggestionText): string {
  if (weeks === null) return 'no total, as it has no end date';
  const total = amounts(tokensTotal, usdTotal);
  return total === '' ? 'no total, as no week lies within its dates' : `${total} in ${weeks} weeks`;
}

function figureLines(suggestion: SuggestionText): string[] {
  const { tokensPerWeek, usdPerWeek } = suggestion;
  return [`  ${amounts(tokensPerWeek, usdPerWeek)} a week`, `  ${totalText(suggestion)}`];
}

function amounts(tokens: bigint | null, usd: string | null): string {
  const parts = [tokens !== null && `${grouped(tokens)} tokens`, usd !== null && `${grouped(usd)} USD`];
  return parts.filter(Boolean).join(' and ');
}

function rolesLeftOut({ roles }: SuggestionText): string[] {
  const left = roles.filter(({ hasHistory }) => !hasHistory).map(({ role }) => shown(role));
  if (left.length === 0) return [];
  const more = left.length > ROLES_SHOWN ? ` and ${left.length - ROLES_SHOWN} more` : '';
  return [`  without enough history, and left out: ${left.slice(0, ROLES_SHOWN).join(', ')}${more}`];
}
