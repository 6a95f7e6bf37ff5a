/** The scenarios by the week that each has for itself; a new one goes to the end. */
const SCENARIOS = [
  'worked example',
  'rule table',
  'revisions',
  'vanished employees',
  'race',
  'quarantine',
  'no usage',
  'usage taken away',
  'only bad rows',
  'busy, then a login page',
  'cut short, then broken off',
  'the wrong week, then another shape',
  'told to wait, then slow',
  'down',
  'busy for an hour',
  'refusing the token',
  'moved away',
  'partial run',
  'stale timesheet',
  'many targets',
  'show',
  'limiting its rate',
  'budgets',
] as const;

const FIRST_MONDAY = '2024-01-01';
const FIRST_RANDOM_MONDAY = '2023-06-05';
const WEEK_MS = 7 * 86_400_000;

/** The Monday of a scenario. */
export function weekOf(scenario: (typeof SCENARIOS)[number]): string {
  return weeksAfter(FIRST_MONDAY, SCENARIOS.indexOf(scenario));
}

/** The Monday of a random world, from 1 to 50. */
export function randomWeekOf(seed: number): string {
  return weeksAfter(FIRST_RANDOM_MONDAY, seed);
}

function weeksAfter(monday: string, weeks: number): string {
  return new Date(Date.parse(monday) + weeks * WEEK_MS).toISOString().slice(0, 10);
}
