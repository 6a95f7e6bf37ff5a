/** The tests of recalculations by the week that each has for itself; a new one goes to the end. */
const TESTS = [
  'webhook cases',
  'receiver dies',
  'drainer dies',
  'sweep dies',
  'dead letters',
  'redrive',
  'amendments',
  'fifty corrections',
  'lost deliveries',
  'failing timesheet system',
  'feed',
  'random corrections',
  'never run',
  'no head',
  'more random corrections',
  'odd ids',
  'published',
  'finance',
  'collection',
  'collection with faults',
  'mirror',
] as const;

const FIRST_MONDAY = '2025-09-01';
const WEEK_MS = 7 * 86_400_000;

export function weekOf(test: (typeof TESTS)[number]): string {
  return new Date(Date.parse(FIRST_MONDAY) + TESTS.indexOf(test) * WEEK_MS).toISOString().slice(0, 10);
}
