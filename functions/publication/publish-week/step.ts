import { type PublishPorts, publishWeek } from '../../../core/publication/publish-week.ts';
import type { PublishWeekEvent } from '../../messages/events.ts';

/** Publishes the week of a full run, which else stays dirty and is left to the schedule. */
export async function publishRunWeek(
  { run }: PublishWeekEvent,
  ports: PublishPorts,
): Promise<{ readonly isPublished: boolean }> {
  const { status } = await publishWeek(run.mondayDate, ports);
  return { isPublished: status === 'PUBLISHED' };
}
