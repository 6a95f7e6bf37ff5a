import { systemClock } from '../../adapters/system/clock.ts';
import { audit } from '../../cli/commands/audit/audit.ts';
import { show } from '../../cli/commands/run/show.ts';
import { explain } from '../../cli/commands/timesheets/explain.ts';
import { renderExplanation } from '../../cli/commands/timesheets/explain-report.ts';
import { checkMapping, putMapping, renderPut } from '../../cli/commands/timesheets/mapping.ts';
import { timesheetStatus } from '../../cli/commands/timesheets/status.ts';
import { runSync } from '../../cli/commands/timesheets/sync.ts';
import { renderSync } from '../../cli/commands/timesheets/sync-report.ts';
import type { Deployment } from '../../cli/deployment.ts';
import { mirrorOf } from '../../cli/mirror.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import { employeeIdOf } from '../sample/people.ts';
import type { TimesheetCompany } from '../stand-ins/timesheets/company.ts';
import { lookFor, runWeek, tell, title } from './steps.ts';

/** A week whose timesheets come from a system that is pulled, its approval that comes late included. */
export async function demoTimesheets(
  deployment: Deployment,
  company: TimesheetCompany,
  { folder, week }: { readonly folder: string; readonly week: MondayDate },
): Promise<void> {
  const mirror = mirrorOf(deployment);
  title('Who is who, and which work is for which CWO: the mapping');
  const checked = await checkMapping(folder, mirror, systemClock);
  console.log(renderPut(checked, await putMapping(checked.mapping, mirror), null));

  title(`The week of ${week} is pulled into the mirror`);
  const sync = async () =>
    console.log(renderSync(await runSync(deployment, { weeks: [week] }, { clock: systemClock, tell })));
  await sync();

  title(`The weekly run of ${week}`);
  await runWeek(deployment, week);
  console.log(await show(deployment, { week, by: 'cwo' }));

  const period = { from: week, to: addDays(week, 6) };
  const late = company.people.find(({ index }) => company.approvalOf(index, period).state === 'SUBMITTED');
  if (!late) throw new Error('everybody was approved in time');
  const employee = employeeIdOf(late.index);
  title(`A late approval: the week of ${employee} was split by hours that nobody had approved`);
  console.log(await show(deployment, { week, by: 'line', employee }));
  company.approve(late.index, period, 'APPROVED');
  await sync();
  await lookFor(`the late approval of ${employee} in the ledger`, async () => {
    return (await deployment.ledger.readRevisions(employee, week)).length > 1;
  });
  console.log(`${await show(deployment, { week, by: 'line', employee })}\n`);
  console.log(await audit(deployment, employee, week, false));

  title('How these hours came about, entry by entry');
  console.log(renderExplanation(await explain({ employee, week }, mirror)));

  title('What the mirror holds');
  console.log(await timesheetStatus(mirror, systemClock, false));
}
