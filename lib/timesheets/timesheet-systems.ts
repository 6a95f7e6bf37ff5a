import { SYNCED_MAX, TIMESHEET_SYSTEMS, type TimesheetSystem, UNITS_OF_SYSTEM } from '../../functions/names.ts';

const UNITS: Readonly<Record<string, readonly string[]>> = UNITS_OF_SYSTEM;

/** Of the systems that have a connector. */
export const SYSTEM_NAMES = TIMESHEET_SYSTEMS.join(', ');

/** Each customer has one of its own, at no address that all share. */
const AT_OWN_ADDRESS: readonly string[] = ['ODOO', 'KIMAI'] satisfies TimesheetSystem[];

export function isAtOwnAddress(system: string): boolean {
  return AT_OWN_ADDRESS.includes(system);
}

/** By which units a system approves; null where it has no connector. */
export function unitsOf(system: string): readonly string[] | null {
  return Object.hasOwn(UNITS, system) ? (UNITS[system] as readonly string[]) : null;
}

/** Why no sync has so many weeks of so many sources and of what is imported; null where one has. */
export function faultOfWeeks(weeks: number, sources: number): string | null {
  const all = weeks * (sources + 1);
  if (all <= SYNCED_MAX) return null;
  return `is ${weeks}, which with ${sources} sources and import are ${all} weeks in a sync, over ${SYNCED_MAX}: lower sync.trailingWeeks, or have fewer sources`;
}
