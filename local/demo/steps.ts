import { setTimeout } from 'node:timers/promises';
import { renderSweep, sweep } from '../../cli/commands/recalculation/sweep.ts';
import { run } from '../../cli/commands/run/run.ts';
import type { Deployment } from '../../cli/deployment.ts';
import { renderRun } from '../../cli/view/run-summary.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { readState } from '../state.ts';

/** Names what is shown next. */
export function title(text: string): void {
  console.log(`\n${text}\n${'─'.repeat(text.length)}`);
}

export function tell(line: string): void {
  console.log(`  … ${line}`);
}

/** An employee-week of which the demo approves the timesheet. */
export interface LateWeek {
  readonly employeeId: string;
  readonly week: MondayDate;
}

const WEBHOOK_MS = 1_000;
const LOOKS_MAX = 90;
const LOOK_MS = 1_000;

/** Does in the timesheet service what people do there; it delivers its webhooks by itself. */
export async function control(path: string, token: string, body?: object): Promise<void> {
  const response = await fetch(`${readState()?.timesheets?.url}/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the timesheet service answered ${response.status} to ${path}`);
}

/** As the employee and the approver would. */
export async function approve({ employeeId, week }: LateWeek, token: string): Promise<void> {
  for (const step of ['submit', 'approve']) {
    await control(`timesheets/${employeeId}/${week}/${step}`, token);
    tell(`the timesheet service: ${step} the week of ${employeeId}`);
  }
}

/** What the drainer and the sweep do by themselves, now; whichever of them meets the change first corrects it. */
export async function correct(deployment: Deployment, { employeeId, week }: LateWeek): Promise<string> {
  await setTimeout(WEBHOOK_MS);
  const report = await sweep(deployment, tell);
  await lookFor(`the late timesheet of ${employeeId} in the ledger`, async () => {
    return (await deployment.ledger.readRevisions(employeeId, week)).length > 1;
  });
  return renderSweep(report);
}

/** Looks once a second, for a minute and a half. @throws where it does not come */
export async function lookFor<Found>(what: string, look: () => Promise<Found | null | false>): Promise<Found> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const found = await look();
    if (found !== null && found !== false) return found;
    await setTimeout(LOOK_MS);
  }
  throw new Error(`${what} did not come`);
}

/** Runs the week and prints what came of it. @throws where the run failed */
export async function runWeek(deployment: Deployment, week: MondayDate): Promise<void> {
  const summary = await run(deployment, week, tell);
  console.log(renderRun(summary));
  if (summary.failure) throw new Error(`the run failed: ${summary.failure.message}`);
}
