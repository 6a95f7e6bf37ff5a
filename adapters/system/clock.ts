import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../core/values/clock.ts';

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  pause: async (ms, signal) => {
    await setTimeout(ms, undefined, { signal });
  },
};
