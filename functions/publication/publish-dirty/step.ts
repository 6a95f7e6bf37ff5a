import { listDueWeeks } from '../../../core/publication/publication.ts';
import { type PublishPorts, publishWeek } from '../../../core/publication/publish-week.ts';
import type { MondayDate } from '../../../core/values/week.ts';

/** Weeks that stay dirty after this pass, each with the reason. */
export class WeeksStayDirtyError extends Error {
  override readonly name = 'WeeksStayDirtyError';
}

/** A pass takes no more weeks than that, and begins none after that time: the largest needs the minutes that are left. */
const WEEKS_MAX = 20;
const BEGIN_WITHIN_MS = 5 * 60_000;

/**
 * Publishes dirty weeks one after the other; one that fails holds up no other.
 * @throws WeeksStayDirtyError after the last, where one failed or was overtaken
 */
export async function publishDirty(ports: PublishPorts): Promise<{ readonly published: readonly MondayDate[] }> {
  const { publications, clock } = ports;
  const begunAt = clock.now();
  const published: MondayDate[] = [];
  const failures: string[] = [];
  for (const mondayDate of (await listDueWeeks(publications, begunAt)).slice(0, WEEKS_MAX)) {
    if (Date.parse(clock.now()) - Date.parse(begunAt) > BEGIN_WITHIN_MS) break;
    const failure = await failureOf(mondayDate, ports);
    if (failure === null) published.push(mondayDate);
    else failures.push(`${mondayDate}: ${failure}`);
  }
  if (failures.length > 0) throw new WeeksStayDirtyError(failures.join('; '));
  return { published };
}

async function failureOf(mondayDate: MondayDate, ports: PublishPorts): Promise<string | null> {
  try {
    const { status } = await publishWeek(mondayDate, ports);
    return status === 'PUBLISHED' ? null : 'it changed faster than it could be published';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
