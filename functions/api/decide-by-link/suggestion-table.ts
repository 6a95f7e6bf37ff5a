import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import {
  type SuggestedRoleText,
  type SuggestionText,
  toSuggestionText,
} from '../../../core/budgets/suggestion-view.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import { type Html, html } from './html.ts';

const SURE = {
  OK: 'All roles have enough history.',
  PARTIAL: 'Roles without enough history are left out of the sum: think of them yourself.',
  INSUFFICIENT_HISTORY: 'There is not enough history for a figure: set one yourself, or leave it for now.',
} as const;

/** How the figures came about: a row for each role, and what they come to. */
export function suggestionTable(suggestion: BudgetSuggestion): Html {
  const { roles, sum, bufferPct, weeks, sureness, benchmarksAsOf, range, ...figures } = toSuggestionText(suggestion);
  const { tokensPerWeek, tokensTotal, usdPerWeek, usdTotal } = figures;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="How the suggestion came about">
<table>
<caption>From what such roles used in the last weeks${benchmarksAsOf === null ? null : `, as of ${benchmarksAsOf.slice(0, 10)}`}</caption>
<thead>
<tr><th scope="col">Role</th><th scope="col" class="number">People</th>
<th scope="col" class="number">Tokens per person and week</th><th scope="col" class="number">Tokens per week</th>
<th scope="col" class="number">USD per week</th></tr>
</thead>
<tbody>
${roles.map(roleRow)}
</tbody>
<tfoot>
${sum && totalRow('Sum per week', grouped(sum.tokens), grouped(sum.costUsd))}
${sum && totalRow('Buffer', `${bufferPct} %`, `${bufferPct} %`)}
${proposedRow('Proposed per week', tokensPerWeek, usdPerWeek)}
${proposedRow(weeks === null ? 'Proposed in total' : `Proposed for ${weeks} weeks`, tokensTotal, usdTotal)}
</tfoot>
</table>
</div>
<p>${SURE[sureness]} ${rangeText(range)}</p>`;
}

function roleRow({ role, people, tokensPerWeek, perWeek }: SuggestedRoleText): Html {
  const figures = [tokensPerWeek, perWeek?.tokens ?? null, perWeek?.costUsd ?? null];
  const cells = figures.map(
    (figure) => html`<td class="number">${figure === null ? 'too little history' : grouped(figure)}</td>`,
  );
  return html`<tr><th scope="row">${visibleText(role)}</th><td class="number">${people}</td>${cells}</tr>
`;
}

function totalRow(title: string, tokens: string, usd: string): Html {
  return html`<tr><th scope="row" colspan="3">${title}</th><td class="number">${tokens}</td><td class="number">${usd}</td></tr>
`;
}

function proposedRow(title: string, tokens: bigint | null, usd: string | null): Html {
  const figure = (value: bigint | string | null) => (value === null ? 'none' : grouped(value));
  return html`<tr class="proposed"><th scope="row" colspan="3">${title}</th><td class="number">${figure(tokens)}</td>
<td class="number">${figure(usd)}</td></tr>
`;
}

function rangeText(range: SuggestionText['range']): string {
  if (range === null) return '';
  return `If all used as the median does it were ${grouped(range.lowTokens)} tokens a week, as the heaviest tenth does ${grouped(range.highTokens)}.`;
}
