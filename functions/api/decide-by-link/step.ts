import { type DecideAndAlertPorts, decideAndAlert } from '../../../core/budgets/decide-and-alert.ts';
import { DecisionConflictError } from '../../../core/budgets/decide-budget.ts';
import { DecisionRefusedError } from '../../../core/budgets/decision.ts';
import { type DecisionLink, type DecisionLinks, hasExpired } from '../../../core/budgets/decision-link.ts';
import { BudgetContendedError } from '../../../core/budgets/track-week.ts';
import type { CwoReader } from '../../../core/timesheets/cwo-registry.ts';
import { DECISION_BYTES_MAX, decisionFormSchema, faultsOfFields } from '../../messages/decision.ts';
import { type FormPage, formPage, type RefusedForm } from './form-page.ts';
import { decidedPage, NOT_FOUND_PAGE, TOO_LARGE_PAGE } from './pages.ts';

export interface DecideByLinkPorts extends DecideAndAlertPorts {
  readonly links: Pick<DecisionLinks, 'verify'>;
  readonly cwos: CwoReader;
}

export interface PageAnswer {
  readonly status: 200 | 404 | 413 | 422 | 503;
  readonly page: string;
}

const BUSY = 'The figures of this work order are just being written: try again in a moment.';
const NOT_FOUND: PageAnswer = { status: 404, page: NOT_FOUND_PAGE };

/** Shows what a link asks its holder to decide. */
export async function showLink(token: string, ports: DecideByLinkPorts): Promise<PageAnswer> {
  const opened = await openLink(token, ports);
  return opened ? { status: 200, page: formPage(opened, null) } : NOT_FOUND;
}

/** Decides as the form says, in the name of the PM whom the link was sent to. */
export async function decideByLink(token: string, body: Buffer, ports: DecideByLinkPorts): Promise<PageAnswer> {
  const opened = await openLink(token, ports);
  if (!opened) return NOT_FOUND;
  if (body.byteLength > DECISION_BYTES_MAX) return { status: 413, page: TOO_LARGE_PAGE };
  const values = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  const again = (status: 422 | 503, faults: RefusedForm['faults']): PageAnswer => {
    return { status, page: formPage(opened, { values, faults }) };
  };
  const form = decisionFormSchema.safeParse(values);
  if (!form.success) return again(422, faultsOfFields(form.error));
  const { cwoId, suggestionId, pmEmployeeId, seenVersion } = opened.link;
  const request = { ...form.data, effectiveFrom: null, suggestionId, decidedBy: pmEmployeeId };
  try {
    const decision = await decideAndAlert({ cwoId, seenVersion, request }, ports);
    return { status: 200, page: decidedPage(opened.cwo, decision) };
  } catch (error) {
    if (error instanceof DecisionConflictError) return NOT_FOUND;
    if (error instanceof DecisionRefusedError) return again(422, [{ field: '', message: error.message }]);
    if (error instanceof BudgetContendedError) return again(503, [{ field: '', message: BUSY }]);
    throw error;
  }
}

type OpenedLink = FormPage & { readonly link: DecisionLink };

/**
 * Where the link leads: null of one that we have not signed, has expired or was used, whose holder is no longer the
 * PM, or whose suggestion is no longer the last.
 */
async function openLink(token: string, ports: DecideByLinkPorts): Promise<OpenedLink | null> {
  const link = await ports.links.verify(token);
  if (!link || hasExpired(link, ports.clock.now())) return null;
  const { cwoId, suggestionId, pmEmployeeId, seenVersion } = link;
  const [cwos, { decisions }, suggestion] = await Promise.all([
    ports.cwos.readCwos([cwoId]),
    ports.budgets.read(cwoId),
    ports.suggestions.latest(cwoId),
  ]);
  const cwo = cwos.get(cwoId);
  const last = decisions.at(-1) ?? null;
  const isOpen = cwo?.pmEmployeeId === pmEmployeeId && (last?.version ?? 0) === seenVersion;
  if (!cwo || !isOpen || suggestion?.suggestionId !== suggestionId) return null;
  return { link, cwo, suggestion, last };
}
