import type { ScheduleHistory } from '../../../core/runs/schedule-history.ts';
import type { Clock } from '../../../core/values/clock.ts';

const HOUR_MS = 60 * 60_000;

/** Full hours since the schedule last started; where no start is known, since there is something to start. */
export async function watchSchedule(ports: {
  readonly history: ScheduleHistory;
  readonly clock: Clock;
}): Promise<number> {
  const since = (await ports.history.lastStart()) ?? (await ports.history.existsSince());
  return Math.max(0, Math.floor((Date.parse(ports.clock.now()) - Date.parse(since)) / HOUR_MS));
}
