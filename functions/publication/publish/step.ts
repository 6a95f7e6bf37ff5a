import { type DueParts, listDue, longestDueSeconds } from '../../../core/publication/publication.ts';
import { publishUndivided, type UndividedPorts } from '../../../core/publication/publish-undivided.ts';
import { type PublishWeekPorts, publishWeek } from '../../../core/publication/publish-week.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import type { PublishEvent } from '../../messages/events.ts';

/** Parts that stay dirty after this pass, each with the reason. */
export class PartsStayDirtyError extends Error {
  override readonly name = 'PartsStayDirtyError';
}

export type PublishPorts = PublishWeekPorts & UndividedPorts & { readonly report: PublicationReport };

export interface PublicationReport {
  /** For how long what still waits behind a pass of the schedule has waited, in seconds; 0 where nothing does. */
  waiting(seconds: number): void;
}

/** A pass takes no more weeks than that, and begins none after that time: the largest needs the minutes that are left. */
const WEEKS_MAX = 20;
const BEGIN_WITHIN_MS = 5 * 60_000;
const OVERTAKEN = 'it changed faster than it could be published';

/**
 * Publishes the week of a full run, which else stays dirty and is left to the schedule; or, without a run, all that is due.
 * @throws PartsStayDirtyError where something that was due failed or was overtaken
 */
export async function publish({ run }: PublishEvent, ports: PublishPorts): Promise<{ readonly isPublished: boolean }> {
  if (run === undefined) return publishDue(ports);
  const { status } = await publishWeek(run.mondayDate, ports);
  if (status === 'OVERTAKEN') return { isPublished: false };
  await publishUndivided(ports);
  return { isPublished: true };
}

/** One after the other; a part that fails holds up no other. */
async function publishDue(ports: PublishPorts): Promise<{ readonly isPublished: boolean }> {
  const { publications, clock } = ports;
  const begunAt = clock.now();
  const { weeks, undivided }: DueParts = await listDue(publications, begunAt);
  const failures: string[] = [];
  const note = (part: string, failure: string | null) => failure === null || failures.push(`${part}: ${failure}`);
  for (const mondayDate of weeks.slice(0, WEEKS_MAX)) {
    if (Date.parse(clock.now()) - Date.parse(begunAt) > BEGIN_WITHIN_MS) break;
    note(mondayDate, await failureOf(() => publishDueWeek(mondayDate, ports)));
  }
  if (undivided || weeks.length > 0) note('what no week divides', await failureOf(() => publishDueRest(ports)));
  ports.report.waiting(await longestDueSeconds(publications, clock.now()));
  if (failures.length > 0) throw new PartsStayDirtyError(failures.join('; '));
  return { isPublished: true };
}

async function publishDueWeek(mondayDate: MondayDate, ports: PublishPorts): Promise<string | null> {
  return (await publishWeek(mondayDate, ports)).status === 'OVERTAKEN' ? OVERTAKEN : null;
}

async function publishDueRest(ports: PublishPorts): Promise<string | null> {
  return (await publishUndivided(ports)) === null ? OVERTAKEN : null;
}

async function failureOf(publishing: () => Promise<string | null>): Promise<string | null> {
  try {
    return await publishing();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
