import { latestInputs } from '../../../core/ledger/revision.ts';
import type { StaleAcceptance } from '../../../core/ledger/stale-acceptance.ts';
import { STALE_FINDING } from '../../../core/runs/findings.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { isVisible } from '../../../core/values/visible-text.ts';
import { WORD_MAX } from '../../arguments.ts';
import type { Deployment } from '../../deployment.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

export interface AcceptStaleOptions {
  readonly employee: string;
  readonly week: string;
  readonly by: string;
  readonly why: string;
}

/** What was accepted, and of which timesheet version the ledger lets go. */
export interface AcceptStaleReport extends StaleAcceptance {
  readonly employeeId: string;
  readonly weekStartDate: string;
  readonly ledgerVersion: number;
}

/**
 * Takes the operator's word that a timesheet older than the ledger is the newest, and has the employee-week
 * recalculated. Done again it is harmless.
 * @throws WrongUseError where the ledger rests on no timesheet, or no run has met an older one
 */
export async function acceptStale(
  { ledger, told, acceptances, changes }: Pick<Deployment, 'ledger' | 'told' | 'acceptances' | 'changes'>,
  { employee: employeeId, week: mondayDate, by, why }: AcceptStaleOptions,
  clock: Clock,
): Promise<AcceptStaleReport> {
  checkText('by', by);
  checkText('why', why);
  const head = await ledger.readHead(employeeId, mondayDate);
  const ledgerVersion = head ? latestInputs(head).timesheet?.version : undefined;
  if (!head || ledgerVersion === undefined) {
    throw new WrongUseError(`the ledger rests on no timesheet of ${employeeId} in week ${mondayDate}`);
  }
  const findings = await told.read(mondayDate);
  if (findings[employeeId] !== STALE_FINDING) {
    throw new WrongUseError(
      `no run has met an older timesheet of ${employeeId} in week ${mondayDate}: run the week first, "ledger run --week ${mondayDate}"`,
    );
  }
  const acceptance = { insteadOf: head.decisionId, by, why, at: clock.now() };
  await acceptances.put({ employeeId, mondayDate }, acceptance);
  await changes.send({ employeeId, mondayDate }).catch((cause: Error) => {
    const message = `it is accepted, but the recalculation was not started (${cause.name}): run the command again`;
    throw new Error(message, { cause });
  });
  return { employeeId, weekStartDate: mondayDate, ledgerVersion, ...acceptance };
}

export function renderAcceptance({ employeeId, weekStartDate, ledgerVersion, by }: AcceptStaleReport): string {
  return [
    `accepted by ${by}: the next answer about ${employeeId} counts in week ${weekStartDate}, although it is older than version ${ledgerVersion}`,
    'it is recalculated within two minutes, or at once by "ledger sweep"; "ledger audit" shows it then',
  ].join('\n');
}

function checkText(name: keyof typeof WORD_MAX, text: string): void {
  const max = WORD_MAX[name];
  if (!isVisible(text, max)) {
    throw new WrongUseError(`--${name} needs 1 to ${max} visible characters on one line`);
  }
}
