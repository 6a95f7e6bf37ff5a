import type { BudgetDecision } from '../../../core/budgets/decision.ts';
import { toFiguresText } from '../../../core/budgets/decision-view.ts';
import { type BudgetFigures, FIGURE_NAMES, type FigureName, NO_FIGURES } from '../../../core/budgets/figures.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import type { FieldFault } from '../../messages/decision.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { figuresList, tokensText, usdText } from './pages.ts';
import { suggestionTable } from './suggestion-table.ts';

export interface FormPage {
  readonly cwo: KnownCwo;
  readonly suggestion: BudgetSuggestion;
  /** What holds until this is decided; null where nobody has decided. */
  readonly last: BudgetDecision | null;
}

/** A form that was sent and not taken: it is shown again as it was filled in. */
export interface RefusedForm {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FieldFault[];
}

const LABELS: Readonly<Record<FigureName, string>> = {
  tokensPerWeek: 'Tokens per week',
  tokensTotal: 'Tokens in total',
  usdPerWeek: 'USD per week',
  usdTotal: 'USD in total',
};
const HINTS: Readonly<Record<FigureName, string>> = {
  tokensPerWeek: 'A whole number without separators, like 30000; empty is no budget',
  tokensTotal: 'A whole number without separators, like 360000; empty is no budget',
  usdPerWeek: 'An amount with at most 4 decimals, like 250 or 99.50; empty is no budget',
  usdTotal: 'An amount with at most 4 decimals, like 3000; empty is no budget',
};
const FIELDS: readonly string[] = [...FIGURE_NAMES, 'note'];

/** The suggestion and the three ways to decide on it, each a form of its own that works without script. */
export function formPage({ cwo, suggestion, last }: FormPage, refused: RefusedForm | null): string {
  const faults = refused?.faults ?? [];
  const title = `AI budget of ${visibleText(cwo.name)}`;
  return page(
    faults.length > 0 ? `Error: ${title}` : title,
    html`<h1>${title}</h1>
<p>${cwo.cwoId}${cwo.projectName && ` · ${visibleText(cwo.projectName)}`} · ${cwo.startDate} to ${cwo.endDate ?? 'open end'}</p>
${faults.length > 0 ? errorSummary(faults) : null}
<section>
<h2>What is suggested</h2>
${suggestionTable(suggestion)}
</section>
${last && html`<section><h2>What holds until you decide</h2>${figuresList(last.figures)}</section>`}
${confirmForm(suggestion.figures)}
${adjustForm(valuesOf(suggestion.figures, last), refused)}
<section>
<h2>Leave it</h2>
<form method="post">
<input type="hidden" name="kind" value="SKIPPED">
<p class="hint">No figure changes. You are asked again when a new suggestion is made.</p>
<button class="plain">Skip the suggestion</button>
</form>
</section>`,
  );
}

function errorSummary(faults: readonly FieldFault[]): Html {
  return html`<section class="errors" role="alert">
<h2>Nothing was decided yet</h2>
<ul>
${faults.map(
  ({ field, message }) => html`<li>${faultLink(field, message)}</li>
`,
)}
</ul>
</section>`;
}

function faultLink(field: string, message: string): Html {
  if (!FIELDS.includes(field)) return html`${field} ${message}`;
  return html`<a href="#${field}">${LABELS[field as FigureName] ?? 'Note'} ${message}</a>`;
}

/** Nothing to confirm where there is no figure. */
function confirmForm(figures: BudgetFigures): Html | null {
  const { tokensPerWeek, tokensTotal, usdPerWeek, usdTotal } = toFiguresText(figures);
  const weekly = [tokensPerWeek && tokensText(tokensPerWeek), usdPerWeek && usdText(usdPerWeek)].filter(Boolean);
  const total = [tokensTotal && tokensText(tokensTotal), usdTotal && usdText(usdTotal)].filter(Boolean);
  if (weekly.length + total.length === 0) return null;
  const all = [
    weekly.length > 0 && `${weekly.join(' and ')} a week`,
    total.length > 0 && `${total.join(' and ')} in total`,
  ];
  return html`<section>
<h2>Take it</h2>
<form method="post">
<input type="hidden" name="kind" value="CONFIRMED">
<p class="hint">From this week on: ${all.filter(Boolean).join(', ')}.</p>
<button>Confirm the suggestion</button>
</form>
</section>`;
}

/** As they are suggested; where nothing is, as they are now. */
function valuesOf(figures: BudgetFigures, last: BudgetDecision | null): Record<FigureName, string> {
  const suggested = toFiguresText(figures);
  const now = toFiguresText(last?.figures ?? NO_FIGURES);
  return Object.fromEntries(
    FIGURE_NAMES.map((name) => [name, (suggested[name] ?? now[name] ?? '').toString()]),
  ) as Record<FigureName, string>;
}

function adjustForm(values: Record<FigureName, string>, refused: RefusedForm | null): Html {
  const shown: Readonly<Record<string, string>> = refused?.values.kind === 'ADJUSTED' ? refused.values : values;
  const faultOf = (field: string) => refused?.faults.find((fault) => fault.field === field)?.message ?? null;
  return html`<section>
<h2>Change it</h2>
<form method="post" novalidate>
<input type="hidden" name="kind" value="ADJUSTED">
${FIGURE_NAMES.map((name) =>
  field(name, {
    label: LABELS[name],
    hint: HINTS[name],
    value: shown[name] ?? '',
    fault: faultOf(name),
    inputMode: name.startsWith('tokens') ? 'numeric' : 'decimal',
  }),
)}
${field('note', { label: 'Note', hint: 'Why, if it helps; at most 500 characters', value: shown.note ?? '', fault: faultOf('note'), inputMode: 'text' })}
<button>Set these figures</button>
</form>
</section>`;
}

interface Field {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly fault: string | null;
  readonly inputMode: string;
}

function field(name: string, { label, hint, value, fault, inputMode }: Field): Html {
  const invalid = fault === null ? null : html` aria-invalid="true"`;
  const described = fault === null ? `${name}-hint` : `${name}-error ${name}-hint`;
  return html`<label for="${name}">${label}</label>
<p class="hint" id="${name}-hint">${hint}</p>
${fault && html`<p class="error" id="${name}-error">${label} ${fault}</p>`}
<input id="${name}" name="${name}" value="${value}" inputmode="${inputMode}" autocomplete="off" aria-describedby="${described}"${invalid}>
`;
}
