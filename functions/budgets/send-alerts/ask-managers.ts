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
import { type ConfirmationPorts, ConfirmedAddresses } from './confirmed-addresses.ts';
import { type AlertSettings, type TellPorts, tell } from './tell.ts';

export interface AskPorts extends TellPorts, ConfirmationPorts {
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
/** Questions that fail before the rest is left to the next go. */
const FAILURES_MAX = 3;
/** Two days: how long SNS keeps a subscription that nobody confirms. */
const CONFIRMATION_MS = 2 * 86_400_000;

/**
 * Asks the PM of each suggestion to decide on it, once. A PM who has not confirmed their subscription is waited for, two
 * days at most; then, and where there is no PM who can be reached, operators are told. What was decided or replaced
 * meanwhile is asked of nobody. A crash between message and removal repeats the message.
 */
export async function askManagers(
  questions: readonly SuggestionQuestion[],
  cwos: ReadonlyMap<string, KnownCwo>,
  ports: AskPorts,
  settings: AlertSettings,
  signal: AbortSignal,
): Promise<{ readonly messages: number; readonly failures: readonly unknown[] }> {
  const go = { ports, settings, confirmed: new ConfirmedAddresses(ports, settings.escalationEmails) };
  const failures: unknown[] = [];
  const ended = { TOLD: 0, CLOSED: 0, NOT_YET: 0 };
  for (const question of questions.toSorted((a, b) => compareIds(a.suggestionId, b.suggestionId))) {
    signal.throwIfAborted();
    if (ended.TOLD + ended.CLOSED === QUESTIONS_MAX) {
      ports.report.warn('more suggestions wait than are asked in one go', { askedNow: QUESTIONS_MAX });
      break;
    }
    try {
      ended[await ask(question, cwos.get(question.cwoId), go)] += 1;
    } catch (error) {
      failures.push(error);
      if (failures.length === FAILURES_MAX) break;
    }
  }
  return { messages: ended.TOLD, failures };
}

interface Go {
  readonly ports: AskPorts;
  readonly settings: AlertSettings;
  readonly confirmed: ConfirmedAddresses;
}

async function ask(
  question: SuggestionQuestion,
  cwo: KnownCwo | undefined,
  go: Go,
): Promise<'TOLD' | 'CLOSED' | 'NOT_YET'> {
  const { ports, settings } = go;
  const manager = cwo ? await managerToAsk(cwo, question, go) : null;
  if (manager === 'NOT_YET') return manager;
  const open = await openSuggestion(question, ports);
  if (cwo && open) {
    const { cwoId, suggestionId } = question;
    const { seenVersion } = open;
    const decision = manager && (await decisionPlace({ ...manager, cwoId, suggestionId, seenVersion }, go));
    const places = { budgetUrl: settings.budgetUrl, decision };
    await tell(toSuggestionMessage({ suggestion: open.suggestion, cwo }, places, ports.sha256), ports, settings);
  }
  await ports.outbox.removeQuestion(question);
  return cwo && open ? 'TOLD' : 'CLOSED';
}

/** Null of one that was replaced or decided on. */
async function openSuggestion({ cwoId, suggestionId }: SuggestionQuestion, { suggestions, budgets }: AskPorts) {
  const [suggestion, { decisions }] = await Promise.all([suggestions.latest(cwoId), budgets.read(cwoId)]);
  const last = decisions.at(-1);
  if (suggestion?.suggestionId !== suggestionId || last?.suggestionId === suggestionId) return null;
  return { suggestion, seenVersion: last?.version ?? 0 };
}

interface Manager {
  readonly pmEmployeeId: string;
  readonly recipient: string;
}

/** Null where there is nobody whom mail reaches. */
async function managerToAsk(
  cwo: KnownCwo,
  { raisedAt }: SuggestionQuestion,
  { ports, confirmed }: Go,
): Promise<Manager | 'NOT_YET' | null> {
  const { pmEmployeeId } = cwo;
  const recipient = reachableManager(cwo);
  if (recipient === null || pmEmployeeId === null) return null;
  if (await confirmed.has(recipient)) return { pmEmployeeId, recipient };
  return Date.parse(ports.clock.now()) - Date.parse(raisedAt) < CONFIRMATION_MS ? 'NOT_YET' : null;
}

async function decisionPlace(
  { recipient, ...named }: Manager & Omit<DecisionLink, 'expiresAt'>,
  { ports, settings }: Go,
): Promise<SuggestionPlaces['decision']> {
  const link = linkAt(ports.clock.now(), named);
  return { recipient, url: `${settings.decisionPageUrl}/${await ports.links.sign(link)}`, until: link.expiresAt };
}
