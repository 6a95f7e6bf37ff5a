import { rmSync } from 'node:fs';
import { run } from './commands/run.ts';
import { show } from './commands/show.ts';
import { down, up } from './commands/up.ts';
import { loadUsage } from './commands/usage-load.ts';
import { PATHS } from './paths.ts';
import { COMPANY_DEFAULTS, generateCompany, WORKED_EXAMPLE_EMPLOYEE_ID } from './sample/company.ts';
import { seedTimesheets, writeUsageFile } from './sample/seed.ts';
import { renderRun } from './view/run-summary.ts';

/** The product in a few minutes: a sample company's weeks, allocated by the deployed stack on the local engine. */
const week = COMPANY_DEFAULTS.lastMonday;
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
  const deployment = await up({}, tell);
  for (const monday of company.mondays) tell(await loadUsage(deployment, [writeUsageFile(company, monday)], monday));

  title(`The weekly run of ${week}`);
  const summary = await run(deployment, week, tell);
  console.log(renderRun(summary));
  if (summary.failure) throw new Error(`the run failed: ${summary.failure.message}`);

  title('Who pays what: the ledger by contract work order');
  console.log(await show(deployment, { week, by: 'cwo' }));

  title(`The worked example: ${WORKED_EXAMPLE_EMPLOYEE_ID} worked 20 h and 10 h and used AI for 45 USD`);
  console.log(await show(deployment, { week, by: 'line', employee: WORKED_EXAMPLE_EMPLOYEE_ID }));

  title('Look around');
  console.log(`The stack is still up. Try:
  npm run -s ledger -- show --week ${week} --by project
  npm run -s ledger -- audit --week ${week} --employee ${WORKED_EXAMPLE_EMPLOYEE_ID}
  npm run -s ledger -- quarantine --week ${week}
  npm run -s ledger -- down`);
}

function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}

function tell(line: string): void {
  console.log(`  … ${line}`);
}
