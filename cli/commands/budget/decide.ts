import { userInfo } from 'node:os';
import { systemClock } from '../../../adapters/system/clock.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { decideAndAlert } from '../../../core/budgets/decide-and-alert.ts';
import { DecisionConflictError } from '../../../core/budgets/decide-budget.ts';
import type { DecisionKind } from '../../../core/budgets/decision.ts';
import { type DecisionText, toDecisionText } from '../../../core/budgets/decision-view.ts';
import { type BudgetFigures, FIGURE_NAMES, FIGURES_BY_NAME, type FigureName } from '../../../core/budgets/figures.ts';
import { UnknownCwoError } from '../../../core/budgets/propose-budget.ts';
import { grouped } from '../../../core/values/decimal.ts';
import type { Deployment } from '../../deployment.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

export interface DecideOptions extends Partial<Readonly<Record<FigureName, bigint>>> {
  readonly cwo: string;
  /** The suggestion it answers; without it, the last one. */
  readonly suggestion?: string;
  /** Figures to be emptied, as `--tokens-per-week` is spelt. */
  readonly clear?: readonly string[];
  readonly from?: string;
  readonly note?: string;
  /** The version the writer saw; without it, that which is there. */
  readonly version?: number;
}

type Source = Pick<
  Deployment,
  'cwos' | 'budgets' | 'lines' | 'decisions' | 'suggestions' | 'publications' | 'alertPhase' | 'budgetSettings'
>;

/**
 * Decides on the budget of a CWO in the name of who runs the command, and has told at once what that crosses.
 * @param tell what is to be known beside the decision
 * @throws WrongUseError where an option names no figure
 */
export async function decide(
  kind: DecisionKind,
  options: DecideOptions,
  deployment: Source,
  tell: (text: string) => void,
): Promise<DecisionText> {
  const { cwo: cwoId, from, note, version } = options;
  const { cwos, budgets, lines, decisions, suggestions, alertPhase } = deployment;
  const { publications, budgetSettings: settings } = deployment;
  if (!(await cwos.readCwos([cwoId])).has(cwoId)) throw new UnknownCwoError(cwoId);
  const latest = await suggestions.latest(cwoId);
  const seenVersion = version ?? (await budgets.read(cwoId)).decisions.at(-1)?.version ?? 0;
  const request = {
    kind,
    figures: figuresOf(options),
    effectiveFrom: from ?? null,
    suggestionId: options.suggestion ?? latest?.suggestionId ?? null,
    decidedBy: `cli:${userInfo().username}`,
    note: note ?? null,
  };
  const report = { warn: tell };
  const ports = {
    budgets,
    lines,
    decisions,
    suggestions,
    alertPhase,
    publications,
    report,
    settings,
    clock: systemClock,
    sha256,
  };
  const command = { cwoId, seenVersion, request };
  return toDecisionText(await decideAndAlert(command, ports).catch((error) => withCurrent(cwoId, error)));
}

/** Who lost is shown what stands. */
function withCurrent(cwoId: string, error: unknown): never {
  if (!(error instanceof DecisionConflictError) || !error.current) throw error;
  const current = renderDecision(cwoId, toDecisionText(error.current));
  throw new Error(`${error.message}\n${current}`, { cause: error });
}

function figuresOf(options: DecideOptions): Partial<BudgetFigures> {
  const named = FIGURE_NAMES.flatMap((name) =>
    options[name] === undefined ? [] : [[FIGURES_BY_NAME[name], options[name]]],
  );
  const cleared = (options.clear ?? []).map((text) => [FIGURES_BY_NAME[nameOf(text)], null]);
  return Object.fromEntries([...named, ...cleared]);
}

/** `tokens-per-week` is `tokensPerWeek`. */
function nameOf(text: string): FigureName {
  const name = text.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (Object.hasOwn(FIGURES_BY_NAME, name)) return name as FigureName;
  throw new WrongUseError(`--clear ${text} names no figure: tokens-per-week, tokens-total, usd-per-week or usd-total`);
}

export function renderDecision(cwoId: string, decision: DecisionText): string {
  const { version, kind, effectiveFrom, tokensPerWeek, tokensTotal, usdPerWeek, usdTotal } = decision;
  const of = (figure: bigint | string | null, unit: string) =>
    figure === null ? 'none' : `${grouped(figure)} ${unit}`;
  return [
    `${kind}: the budget of ${cwoId} stands at version ${version}, from week ${effectiveFrom} on`,
    `  a week ${of(tokensPerWeek, 'tokens')}, ${of(usdPerWeek, 'USD')}`,
    `  in all ${of(tokensTotal, 'tokens')}, ${of(usdTotal, 'USD')}`,
  ].join('\n');
}
