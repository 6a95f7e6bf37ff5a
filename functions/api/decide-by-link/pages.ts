import type { BudgetDecision } from '../../../core/budgets/decision.ts';
import { toFiguresText } from '../../../core/budgets/decision-view.ts';
import type { BudgetFigures } from '../../../core/budgets/figures.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';

/** Pages beside the one with the form. */

/** The same for every link that leads nowhere, whatever the reason. */
export const NOT_FOUND_PAGE = page(
  'This link leads nowhere',
  html`<h1>This link leads nowhere</h1>
<p>It may have been used already, it may be older than 14 days, or a newer suggestion may have taken its place.</p>
<p>What was decided with it holds. To look at the budget or to change it, use the newest message, or ask finance.</p>`,
);

export const TOO_LARGE_PAGE = page(
  'This is too much',
  html`<h1>This is too much</h1>
<p>The form that was sent is larger than any decision. Nothing was decided. Go back and shorten the note.</p>`,
);

const DONE = { CONFIRMED: 'confirmed', ADJUSTED: 'set', SET: 'set', SKIPPED: 'left as it is' } as const;

/** What holds now. */
export function decidedPage(cwo: KnownCwo, { kind, figures, effectiveFrom, version }: BudgetDecision): string {
  const title = `The budget is ${DONE[kind]}`;
  const since =
    kind === 'SKIPPED' ? 'The suggestion was declined and no figure has changed.' : `From ${effectiveFrom} on:`;
  return page(
    title,
    html`<h1>${title}</h1>
<p>${visibleText(cwo.name)} (${cwo.cwoId}), version ${version}</p>
<section>
<h2>What holds now</h2>
<p>${since}</p>
${figuresList(figures)}
</section>
<p>You can close this page. The link has been used and does not work again.</p>`,
  );
}

/** All four, those that are empty too. */
export function figuresList(figures: BudgetFigures): Html {
  const { tokensPerWeek, tokensTotal, usdPerWeek, usdTotal } = toFiguresText(figures);
  return html`<ul>
<li>Each week: ${tokensText(tokensPerWeek)}, ${usdText(usdPerWeek)}</li>
<li>In total: ${tokensText(tokensTotal)}, ${usdText(usdTotal)}</li>
</ul>`;
}

export function tokensText(tokens: bigint | null): string {
  return tokens === null ? 'no budget of tokens' : `${grouped(tokens)} tokens`;
}

export function usdText(usd: string | null): string {
  return usd === null ? 'no budget in USD' : `${grouped(usd)} USD`;
}
