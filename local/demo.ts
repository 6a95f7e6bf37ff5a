import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { parsePort } from '../cli/arguments.ts';
import { audit } from '../cli/commands/audit/audit.ts';
import { down, up } from '../cli/commands/local/up.ts';
import { renderSweep, type SweepReport, sweep } from '../cli/commands/recalculation/sweep.ts';
import { run } from '../cli/commands/run/run.ts';
import { show } from '../cli/commands/run/show.ts';
import { loadUsage } from '../cli/commands/usage/load.ts';
import type { Deployment } from '../cli/deployment.ts';
import { renderRun } from '../cli/view/run-summary.ts';
import { PATHS } from './paths.ts';

import { COMPANY_DEFAULTS, generateCompany, LATE_EMPLOYEE_ID, WORKED_EXAMPLE_EMPLOYEE_ID } from './sample/company.ts';
import { seedTimesheets, writeUsageFile } from './sample/seed.ts';
import { readState } from './state.ts';

/** The product in a few minutes: a sample company's weeks, allocated by the deployed stack on the local engine. */
const { port } = new Command('demo')
  .description('Allocates a week of a sample company on the local engine, and corrects a late timesheet.')
  .option('--port <number>', 'port of the engine on 127.0.0.1', parsePort)
  .parse()
  .opts<{ port?: number }>();
const week = COMPANY_DEFAULTS.lastMonday;
const WEBHOOK_MS = 1_000;
const CORRECTED_LOOKS_MAX = 90;
try {
  await demo();
} catch (error) {
  console.error(error instanceof Error ? `error: ${error.message}` : error);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  await down();
  rmSync(PATHS.timesheets, { force: true });
  title('A sample company: 40 employees, 12 contract work orders, 4 clients');
  const company = generateCompany();
  seedTimesheets(company);
  const timesheetToken = randomBytes(24).toString('base64url');
  const deployment = await up({ timesheetToken, ...(port !== undefined && { port }) }, tell);
  for (const monday of company.mondays) tell(await loadUsage(deployment, [writeUsageFile(company, monday)], monday));

  title(`The weekly run of ${week}`);
  const summary = await run(deployment, week, tell);
  console.log(renderRun(summary));
  if (summary.failure) throw new Error(`the run failed: ${summary.failure.message}`);

  title('Who pays what: the ledger by contract work order');
  console.log(await show(deployment, { week, by: 'cwo' }));

  title(`The worked example: ${WORKED_EXAMPLE_EMPLOYEE_ID} worked 20 h and 10 h and used AI for 45 USD`);
  console.log(await show(deployment, { week, by: 'line', employee: WORKED_EXAMPLE_EMPLOYEE_ID }));

  title(`A late timesheet: ${LATE_EMPLOYEE_ID} was split by plan, now the hours are approved`);
  console.log(await show(deployment, { week, by: 'line', employee: LATE_EMPLOYEE_ID }));
  await approve(LATE_EMPLOYEE_ID, timesheetToken);
  console.log(renderSweep(await correct(deployment)));
  console.log(`\n${await audit(deployment, LATE_EMPLOYEE_ID, week, false)}`);

  title('Look around');
  console.log(`The stack is still up. Try:
  npm run -s ledger -- show --week ${week} --by project
  npm run -s ledger -- audit --week ${week} --employee ${WORKED_EXAMPLE_EMPLOYEE_ID}
  npm run -s ledger -- quarantine --week ${week}
  npm run -s ledger -- verify --week ${week}
  npm run -s ledger -- down`);
}

/** As the employee and the approver would; the timesheet service delivers its webhook by itself. */
async function approve(employeeId: string, token: string): Promise<void> {
  const url = `${readState()?.timesheets?.url}/control/timesheets/${employeeId}/${week}`;
  for (const step of ['submit', 'approve']) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/${step}`, { method: 'POST', headers });
    if (!response.ok) throw new Error(`the timesheet service answered ${response.status} to ${step}`);
    tell(`the timesheet service: ${step} the week of ${employeeId}`);
  }
}

/** What the drainer and the sweep do by themselves, now; whichever of them meets the change first corrects it. */
async function correct(deployment: Deployment): Promise<SweepReport> {
  await setTimeout(WEBHOOK_MS);
  const report = await sweep(deployment, tell);
  for (let looks = 0; looks < CORRECTED_LOOKS_MAX; looks += 1) {
    if ((await deployment.ledger.readRevisions(LATE_EMPLOYEE_ID, week)).length > 1) return report;
    await setTimeout(1_000);
  }
  throw new Error('the late timesheet did not reach the ledger');
}

function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}

function tell(line: string): void {
  console.log(`  … ${line}`);
}
