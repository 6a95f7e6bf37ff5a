/** The scenarios by the week that each has for itself; a new one goes to the end. */
const SCENARIOS = ['worked example', 'rule table'] as const;

const FIRST_MONDAY = Date.parse('2024-01-01');
const WEEK_MS = 7 * 86_400_000;

/** The Monday of a scenario. */
export function weekOf(scenario: (typeof SCENARIOS)[number]): string {
  return new Date(FIRST_MONDAY + SCENARIOS.indexOf(scenario) * WEEK_MS).toISOString().slice(0, 10);
}
