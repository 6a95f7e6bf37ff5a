import type { TimesheetPuller } from '../../core/timesheets/mirror/timesheet-puller.ts';
import type { TimesheetSystem } from '../../functions/names.ts';
import { ClockifyTimesheets } from './clockify/client.ts';
import type { ConnectorSettings } from './connector.ts';
import { HarvestTimesheets } from './harvest/client.ts';
import { KimaiTimesheets } from './kimai/client.ts';
import { OdooTimesheets } from './odoo/client.ts';
import { TempoTimesheets } from './tempo/client.ts';
import { TogglTimesheets } from './toggl/client.ts';

/** The connectors by the system that each asks. */
const PULLERS: Readonly<Record<TimesheetSystem, (settings: ConnectorSettings) => TimesheetPuller>> = {
  TEMPO: (settings) => new TempoTimesheets(settings),
  HARVEST: (settings) => new HarvestTimesheets(settings),
  CLOCKIFY: (settings) => new ClockifyTimesheets(settings),
  ODOO: (settings) => new OdooTimesheets(settings),
  TOGGL: (settings) => new TogglTimesheets(settings),
  KIMAI: (settings) => new KimaiTimesheets(settings),
};

/** @throws RangeError where the system cannot be read as it is configured */
export function pullerOf(system: TimesheetSystem, settings: ConnectorSettings): TimesheetPuller {
  return PULLERS[system](settings);
}
