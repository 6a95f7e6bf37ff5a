import { endLookResultSchema, type LookedWeek } from '../../../functions/messages/timesheets.ts';
import type { Mirror } from '../../mirror.ts';
import { WrongUseError } from '../../wrong-use-error.ts';
import { executeSync, type SyncMachine, type Waiting } from './sync-execution.ts';

export interface LookOptions {
  readonly source: string;
  /** Mondays, or how many of the last weeks, the current one included. */
  readonly weeks: readonly string[] | number;
}

/**
 * Has the system pull weeks that are kept and not applied: the mirror stays as it is.
 * @throws WrongUseError where no such system is pulled
 */
export async function lookAt(
  { source, weeks }: LookOptions,
  { deployment, rules }: { readonly deployment: SyncMachine } & Pick<Mirror, 'rules'>,
  waiting: Waiting,
): Promise<readonly LookedWeek[]> {
  const [, ...pulled] = rules;
  if (!pulled.some((one) => one.source === source)) {
    const names = pulled.map((one) => one.source).join(', ') || 'none; see docs/connectors.md';
    throw new WrongUseError(`no system ${source} is pulled: timesheet.sources has ${names}`);
  }
  const input = { sources: [source], weeks, apply: false };
  return (await executeSync(deployment, input, endLookResultSchema, waiting)).looked;
}
