import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Command, Option } from 'commander';
import { systemClock } from '../adapters/system/clock.ts';
import { parsePort, pathFromUser } from '../cli/arguments.ts';
import { audit } from '../cli/commands/audit/audit.ts';
import { down, type UpOptions, up } from '../cli/commands/local/up.ts';
import { show } from '../cli/commands/run/show.ts';
import { loadUsage } from '../cli/commands/usage/load.ts';
import { mondayOf, plainDateAt } from '../core/values/week.ts';
import { demoBudgets } from './demo/budgets.ts';
import { demoFinance } from './demo/finance.ts';
import { writeMapping } from './demo/mapping-files.ts';
import { demoOwnLogs, lookThrough, OWN_LOGS_USAGE } from './demo/own-logs.ts';
import { demoSources } from './demo/sources.ts';
import { approve, correct, runWeek, tell, title } from './demo/steps.ts';
import { demoTimesheets } from './demo/timesheets.ts';
import { PATHS } from './paths.ts';
import {
  COMPANY_DEFAULTS,
  generateCompany,
  LATE_EMPLOYEE_ID,
  usageRows,
  WORKED_EXAMPLE_EMPLOYEE_ID,
} from './sample/company.ts';
import { seedTimesheets, writeUsageFile } from './sample/seed.ts';
import { NEW_CWO } from './sample/studio.ts';
import { standInSources } from './stand-ins/providers/configured.ts';
import { STAND_IN_KEY, startProviderStandIns } from './stand-ins/providers/start.ts';
import { TimesheetCompany } from './stand-ins/timesheets/company.ts';
import {
  STAND_IN_SYSTEMS,
  type StandInSystem,
  standInTimesheets,
  startTimesheetStandIn,
} from './stand-ins/timesheets/systems.ts';

interface Options {
  readonly port?: number;
  readonly sources?: boolean;
  readonly claudeLogs?: string;
  readonly timesheets?: string;
}

/** The product in a few minutes: a sample company's weeks, allocated by the deployed stack on the local engine. */
const { port, sources, claudeLogs, timesheets } = new Command('demo')
  .description(
    'Allocates a week of a sample company on the local engine, corrects a late timesheet, watches budgets and closes a month.',
  )
  .option('--port <number>', 'port of the engine on 127.0.0.1', parsePort)
  .option('--sources', "usage comes from stand-ins of the tools' own sources instead of files")
  .option('--claude-logs <folder>', 'your own logs of Claude Code, mapped to sample employees', pathFromUser)
  .addOption(
    new Option('--timesheets <system>', 'timesheets are pulled from a stand-in of that system').choices(
      Object.keys(STAND_IN_SYSTEMS),
    ),
  )
  .parse()
  .opts<Options>();
const week = COMPANY_DEFAULTS.lastMonday;
/** A change of the last minute would count as one while the week is read. */
const A_WHILE_AGO = {
  ...systemClock,
  now: () => new Date(Date.parse(systemClock.now()) - 2 * 60_000).toISOString(),
};
try {
  if (timesheets !== undefined) await withTimesheets(timesheets);
  else await (claudeLogs !== undefined ? withLogs(claudeLogs) : sources ? withSources() : demo());
} catch (error) {
  console.error(error instanceof Error ? `error: ${error.message}` : error);
  process.exitCode = 1;
}

async function begin(usage: Pick<UpOptions, 'usage'> = {}, lastMonday = week) {
  await down();
  rmSync(PATHS.timesheets, { force: true });
  title('A sample company: 40 employees, 12 contract work orders, 4 clients');
  const company = generateCompany({ lastMonday });
  seedTimesheets(company);
  const timesheetToken = randomBytes(24).toString('base64url');
  const deployment = await up({ timesheetToken, ...usage, ...(port !== undefined && { port }) }, tell);
  return { company, deployment, timesheetToken };
}

async function withSources(): Promise<void> {
  const company = { seed: 1, people: COMPANY_DEFAULTS.employees, timeZone: 'UTC' };
  const standIns = await startProviderStandIns({ company, clock: systemClock, port: 0 });
  try {
    const { deployment } = await begin({ usage: { sources: standInSources(standIns), key: STAND_IN_KEY } });
    await demoSources(deployment, company, week);
  } finally {
    await standIns.close();
  }
  title('Look around');
  console.log(`The stack is still up; the stand-ins of the sources are not. Try:
  npm run -s ledger -- usage status
  npm run -s ledger -- identity list
  npm run -s ledger -- show --week ${week} --by employee
  npm run -s ledger -- down`);
}

async function withLogs(folder: string): Promise<void> {
  const logs = await lookThrough(folder);
  const { deployment } = await begin({ usage: OWN_LOGS_USAGE }, logs.week);
  await demoOwnLogs(deployment, logs);
  title('Look around');
  console.log(`The stack is still up. Try:
  npm run -s ledger -- show --week ${logs.week} --by employee
  npm run -s ledger -- usage status
  npm run -s ledger -- down`);
}

async function withTimesheets(name: string): Promise<void> {
  await down();
  const system = STAND_IN_SYSTEMS[name] as StandInSystem;
  title('A sample company of 40 people, whose timesheets are in a system of its own');
  const company = new TimesheetCompany({ seed: 1, people: COMPANY_DEFAULTS.employees, clock: A_WHILE_AGO });
  const standIn = await startTimesheetStandIn(system, { company, week }, systemClock);
  try {
    const source = standInTimesheets(name, system, standIn);
    const secrets = { [source.secretName]: system.secret };
    const deployment = await up(
      { timesheets: { sources: [source], secrets }, ...(port !== undefined && { port }) },
      tell,
    );
    const records = generateCompany({ lastMonday: week });
    tell(await loadUsage(deployment, [writeUsageFile(`usage-${week}`, usageRows(records, week))], week));
    await demoTimesheets(deployment, company, { folder: writeMapping({ company, week }, system, records), week });
  } finally {
    await standIn.close();
  }
  title('Look around');
  console.log(`The stack is still up; the stand-in of ${name} is not. Try:
  npm run -s ledger -- timesheets status
  npm run -s ledger -- timesheets mapping show
  npm run -s ledger -- show --week ${week} --by employee
  npm run -s ledger -- down`);
}

async function demo(): Promise<void> {
  const { company, deployment, timesheetToken } = await begin();
  for (const monday of company.mondays) {
    const file = writeUsageFile(`usage-${monday}`, usageRows(company, monday));
    tell(await loadUsage(deployment, [file], monday));
  }

  title(`The weekly run of ${week}`);
  await runWeek(deployment, week);

  title('Who pays what: the ledger by contract work order');
  console.log(await show(deployment, { week, by: 'cwo' }));

  title(`The worked example: ${WORKED_EXAMPLE_EMPLOYEE_ID} worked 20 h and 10 h and used AI for 45 USD`);
  console.log(await show(deployment, { week, by: 'line', employee: WORKED_EXAMPLE_EMPLOYEE_ID }));

  title(`A late timesheet: ${LATE_EMPLOYEE_ID} was split by plan, now the hours are approved`);
  console.log(await show(deployment, { week, by: 'line', employee: LATE_EMPLOYEE_ID }));
  const late = { employeeId: LATE_EMPLOYEE_ID, week };
  await approve(late, timesheetToken);
  console.log(await correct(deployment, late));
  console.log(`\n${await audit(deployment, LATE_EMPLOYEE_ID, week, false)}`);

  const thisMonday = mondayOf(plainDateAt(systemClock.now(), deployment.budgetSettings.timeZone));
  await demoBudgets(deployment, thisMonday, timesheetToken);
  await demoFinance(deployment, thisMonday);

  title('Look around');
  console.log(`The stack is still up. Try:
  npm run -s ledger -- show --week ${week} --by project
  npm run -s ledger -- audit --week ${week} --employee ${WORKED_EXAMPLE_EMPLOYEE_ID}
  npm run -s ledger -- quarantine --week ${week}
  npm run -s ledger -- verify --week ${week}
  npm run -s ledger -- budget suggest --cwo ${NEW_CWO}
  npm run -s ledger -- alerts
  npm run -s ledger -- finance queries
  npm run -s ledger -- down`);
}
