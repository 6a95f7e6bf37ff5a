import { findBudgetCwo } from '../../../core/budgets/budget-access.ts';
import { type DecideAndAlertPorts, decideAndAlert } from '../../../core/budgets/decide-and-alert.ts';
import { DecisionConflictError } from '../../../core/budgets/decide-budget.ts';
import { DecisionRefusedError } from '../../../core/budgets/decision.ts';
import { toDecisionText } from '../../../core/budgets/decision-view.ts';
import { BudgetContendedError } from '../../../core/budgets/track-week.ts';
import type { CwoReader } from '../../../core/timesheets/cwo-registry.ts';
import { fromExactJson } from '../../../core/values/codec.ts';
import {
  type BudgetRequest,
  DECISION_BYTES_MAX,
  decisionBodySchema,
  type FieldFault,
  faultsOfFields,
  ifMatchSchema,
} from '../../messages/decision.ts';

export interface DecideBudgetPorts extends DecideAndAlertPorts {
  readonly cwos: CwoReader;
}

export interface DecideBudgetRequest extends BudgetRequest {
  /** The header of that name. */
  readonly ifMatch: string | undefined;
  readonly body: Buffer;
}

export interface DecideBudgetAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 413 | 422 | 428 | 503;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Decides on a budget as its CWO's PM or finance ask for it; strangers are refused before anything of theirs is read. */
export async function decideOnRequest(
  { reader, cwoId, ifMatch, body }: DecideBudgetRequest,
  ports: DecideBudgetPorts,
): Promise<DecideBudgetAnswer> {
  const cwo = await findBudgetCwo({ reader, cwoId }, ports.cwos);
  if ('status' in cwo) return cwo;
  if (ifMatch === undefined) {
    const message = 'If-Match names the version of the budget that you saw: 0 where nobody has decided';
    return { status: 428, body: { message } };
  }
  if (body.byteLength > DECISION_BYTES_MAX) return { status: 413 };
  const seen = ifMatchSchema.safeParse(ifMatch);
  if (!seen.success) return refused(faultsOfFields(seen.error).map((fault) => ({ ...fault, field: 'If-Match' })));
  const asked = decisionBodySchema.safeParse(parseJson(body));
  if (!asked.success) return refused(faultsOfFields(asked.error));
  const request = { ...asked.data, decidedBy: reader.employeeId };
  try {
    const decision = await decideAndAlert({ cwoId, seenVersion: seen.data, request }, ports);
    return {
      status: 200,
      body: { cwoId, ...toDecisionText(decision) },
      headers: { etag: `"${decision.version}"` },
    };
  } catch (error) {
    return answerTo(error);
  }
}

/** What of a request is malformed, field by field. */
export function refused(faults: readonly FieldFault[]): DecideBudgetAnswer {
  const message = faults.map(({ field, message: what }) => `${field || 'the body'} ${what}`).join('; ');
  return { status: 400, body: { message, faults } };
}

/** @throws what has nothing to do with the rules of deciding */
function answerTo(error: unknown): DecideBudgetAnswer {
  if (error instanceof DecisionConflictError) {
    const { message, current } = error;
    return { status: 409, body: { message, current: current && toDecisionText(current) } };
  }
  if (error instanceof DecisionRefusedError) return { status: 422, body: { message: error.message } };
  if (error instanceof BudgetContendedError) return { status: 503, headers: { 'retry-after': '1' } };
  throw error;
}

function parseJson(body: Buffer): unknown {
  try {
    return fromExactJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}
