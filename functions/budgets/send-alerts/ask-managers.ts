import type { AlertOutbox, SuggestionQuestion } from '../../../core/budgets/alert-outbox.ts';
import type { BudgetStore } from '../../../core/budgets/budget-store.ts';
import { type DecisionLink, type DecisionLinks, linkAt } from '../../../core/budgets/decision-link.ts';
import { reachableManager } from '../../../core/budgets/subscribers.ts';
import { type SuggestionPlaces, toSuggestionMessage } from '../../../core/budgets/suggestion-message.ts';
import type { SuggestionStore } from '../../../core/budgets/suggestion-store.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { compareIds } from '../../../core/values/ids.ts';
import type { AlertReport } from './alert-report.ts';
import { type AlertSettings, type TellPorts, tell } from './tell.ts';

export interface AskPorts extends TellPorts {
  readonly outbox: Pick<AlertOutbox, 'removeQuestion'>;
  readonly suggestions: SuggestionStore;
  readonly budgets: Pick<BudgetStore, 'read'>;
  readonly links: Pick<DecisionLinks, 'sign'>;
  readonly report: AlertReport;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/** Questions in one go, five requests each; what is beyond them waits for the next. */
export const QUESTIONS_MAX = 1_000;
/** Questions in a row that fail before the rest is left to the next go. */
const FAILURES_MAX = 3;
/** Two days: how long a person can confirm a subscription, and in which an address that is not known yet may come. */
const WAIT_MS = 2 * 86_400_000;

/** What was found of the PMs when subscriptions were brought in step. */
export interface FoundManagers {
  readonly cwos: ReadonlyMap<string, KnownCwo>;
  /** The addresses that hear of what is sent to them: SNS drops what is for any other. */
  readonly confirmed: ReadonlySet<string>;
}

/**
 * Asks the PM of each suggestion to decide on it, once. A PM whose address is not known yet, or has not confirmed its
 * subscription, is waited for, two days at most; then operators are told. A suggestion that was replaced waits as long, as
 * it may come back; one that was decided on is asked of nobody. A crash between message and removal repeats the message.
 */
export async function askManagers(
  questions: readonly SuggestionQuestion[],
  managers: FoundManagers,
  ports: AskPorts,
  settings: AlertSettings,
  signal: AbortSignal,
): Promise<{ readonly messages: number; readonly failures: readonly unknown[] }> {
  const go = { ...managers, ports, settings };
  const failures: unknown[] = [];
  let inARow = 0;
  const ended = { TOLD: 0, CLOSED: 0, NOT_YET: 0 };
  for (const question of questions.toSorted((a, b) => compareIds(a.suggestionId, b.suggestionId))) {
    signal.throwIfAborted();
    if (ended.TOLD + ended.CLOSED === QUESTIONS_MAX) {
      ports.report.warn('more suggestions wait than are asked in one go', { askedNow: QUESTIONS_MAX });
      break;
    }
    try {
      ended[await ask(question, go)] += 1;
      inARow = 0;
    } catch (error) {
      failures.push(error);
      inARow += 1;
      if (inARow === FAILURES_MAX) break;
    }
  }
  return { messages: ended.TOLD, failures };
}

interface Go extends FoundManagers {
  readonly ports: AskPorts;
  readonly settings: AlertSettings;
}

async function ask(question: SuggestionQuestion, go: Go): Promise<'TOLD' | 'CLOSED' | 'NOT_YET'> {
  const { ports, settings } = go;
  const cwo = go.cwos.get(question.cwoId);
  const mayWait = Date.parse(ports.clock.now()) - Date.parse(question.raisedAt) < WAIT_MS;
  const manager = cwo ? managerToAsk(cwo, go) : null;
  if (!manager && mayWait) return 'NOT_YET';
  const found = await lookAt(question, ports);
  if (found === 'REPLACED' && mayWait) return 'NOT_YET';
  const isOpen = cwo !== undefined && typeof found === 'object';
  if (isOpen) {
    const { cwoId, suggestionId } = question;
    const { suggestion, seenVersion } = found;
    const decision = manager && (await decisionPlace({ ...manager, cwoId, suggestionId, seenVersion }, go));
    const places = { budgetUrl: settings.budgetUrl, decision };
    await tell(toSuggestionMessage({ suggestion, cwo }, places, ports.sha256), ports, settings);
  }
  await ports.outbox.removeQuestion(question);
  return isOpen ? 'TOLD' : 'CLOSED';
}

async function lookAt({ cwoId, suggestionId }: SuggestionQuestion, { suggestions, budgets }: AskPorts) {
  const [suggestion, { decisions }] = await Promise.all([suggestions.latest(cwoId), budgets.read(cwoId)]);
  if (decisions.some((decision) => decision.suggestionId === suggestionId)) return 'DECIDED';
  if (suggestion?.suggestionId !== suggestionId) return 'REPLACED';
  return { suggestion, seenVersion: decisions.at(-1)?.version ?? 0 };
}

interface Manager {
  readonly pmEmployeeId: string;
  readonly recipient: string;
}

/** Null where there is nobody whom mail reaches now. */
function managerToAsk(cwo: KnownCwo, { confirmed }: Go): Manager | null {
  const { pmEmployeeId } = cwo;
  const recipient = reachableManager(cwo);
  if (recipient === null || pmEmployeeId === null || !confirmed.has(recipient)) return null;
  return { pmEmployeeId, recipient };
}

async function decisionPlace(
  { recipient, ...named }: Manager & Omit<DecisionLink, 'expiresAt'>,
  { ports, settings }: Go,
): Promise<SuggestionPlaces['decision']> {
  const link = linkAt(ports.clock.now(), named);
  return { recipient, url: `${settings.decisionPageUrl}/${await ports.links.sign(link)}`, until: link.expiresAt };
}
