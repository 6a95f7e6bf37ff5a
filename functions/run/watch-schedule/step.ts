import type { ScheduleHistory } from '../../../core/runs/schedule-history.ts';
import type { Clock } from '../../../core/values/clock.ts';

const HOUR_MS = 60 * 60_000;

/** Full hours since the schedule last started; 0 where it never has, as a new installation waits for its first week. */
export async function watchSchedule(ports: {
  readonly history: ScheduleHistory;
  readonly clock: Clock;
}): Promise<number> {
  const lastStart = await ports.history.lastStart();
  if (lastStart === null) return 0;
  return Math.max(0, Math.floor((Date.parse(ports.clock.now()) - Date.parse(lastStart)) / HOUR_MS));
}
