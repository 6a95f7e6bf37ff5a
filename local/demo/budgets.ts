import { systemClock } from '../../adapters/system/clock.ts';
import { showBenchmarks } from '../../cli/commands/budget/benchmarks.ts';
import { type DecideOptions, decide, renderDecision } from '../../cli/commands/budget/decide.ts';
import { showBudgets } from '../../cli/commands/budget/show.ts';
import { renderSuggestion } from '../../cli/commands/budget/suggest.ts';
import { run } from '../../cli/commands/run/run.ts';
import { loadUsage } from '../../cli/commands/usage/load.ts';
import type { Deployment } from '../../cli/deployment.ts';
import type { DecisionKind } from '../../core/budgets/decision.ts';
import { toSuggestionText } from '../../core/budgets/suggestion-view.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { AlertQueue, type Received } from '../alert-queue.ts';
import { seedTimesheets, writeUsageFile } from '../sample/seed.ts';
import {
  generateStudio,
  HOT_CWO,
  LATE_MEMBER_ID,
  NEW_CWO,
  STEADY_CWO,
  STUDIO_MANAGER,
  type Studio,
} from '../sample/studio.ts';
import { approve, control, correct, lookFor, tell, title } from './steps.ts';

const WEEKLY_TOKENS = 30_000n;

/** Budgets from history to recovery, with the messages as a subscriber of the topic receives them. */
export async function demoBudgets(deployment: Deployment, week: MondayDate, timesheetToken: string): Promise<void> {
  const studio = generateStudio(week);
  seedTimesheets(studio);
  const toManager = { audience: ['PM'], pmEmail: [STUDIO_MANAGER.email] };
  const queue = await AlertQueue.subscribe(deployment.output('AlertTopicArn'), 'demo-manager', toManager);

  title('Budgets: what a team of nine used in the last eight weeks');
  for (const monday of studio.mondays.filter((one) => one < week)) await runWeek(deployment, studio, monday);
  console.log(await showBenchmarks(deployment, { refresh: true }));

  title(`A new work order: what ${NEW_CWO} should get`);
  await suggestForNew(deployment, studio, timesheetToken);
  await showMessages(queue);
  await decideAs('CONFIRMED', { cwo: NEW_CWO }, deployment);

  title(`This week, ${week}: one budget of 30,000 tokens crosses 70 %, another 90 %`);
  for (const cwo of [STEADY_CWO, HOT_CWO])
    await decideAs('ADJUSTED', { cwo, tokensPerWeek: WEEKLY_TOKENS }, deployment);
  await runWeek(deployment, studio, week);
  console.log(await showBudgets(deployment, { week }, systemClock));
  await showMessages(queue);

  title(`A late approval: most of ${LATE_MEMBER_ID}'s hours went elsewhere, and ${HOT_CWO} is back below`);
  const late = { employeeId: LATE_MEMBER_ID, week };
  await approve(late, timesheetToken);
  console.log(await correct(deployment, late));
  await showMessages(queue);
  console.log(await showBudgets(deployment, { week }, systemClock));
}

async function runWeek(deployment: Deployment, { usage }: Studio, monday: MondayDate): Promise<void> {
  await loadUsage(deployment, [writeUsageFile(`studio-${monday}`, usage[monday] ?? [])], monday);
  const { totals, failure } = await run(deployment, monday, () => {});
  if (failure) throw new Error(`the run of ${monday} failed: ${failure.message}`);
  tell(`ran the week of ${monday}: ${totals.lines} lines`);
}

/** The webhook of the timesheet service makes it known; nobody asks for a suggestion. */
async function suggestForNew(deployment: Deployment, { newCwo }: Studio, token: string): Promise<void> {
  await control('cwos', token, newCwo);
  tell(`the timesheet service: created ${NEW_CWO}`);
  const suggestion = await lookFor(`a suggestion for ${NEW_CWO}`, () => deployment.suggestions.latest(NEW_CWO));
  console.log(renderSuggestion(toSuggestionText(suggestion)));
  tell('sending what waits in the outbox, as every 15 minutes');
  await deployment.alertPhase.start();
}

async function decideAs(kind: DecisionKind, options: DecideOptions, deployment: Deployment): Promise<void> {
  console.log(renderDecision(options.cwo, await decide(kind, options, deployment, tell)));
}

async function showMessages(queue: AlertQueue): Promise<void> {
  const messages = await lookFor('a message to the PM', async () => {
    const received = await queue.receive();
    return received.length > 0 && received;
  });
  for (const message of messages) console.log(messageText(message));
}

/** As the queue received it: subject, attributes and the JSON, an alert a line. */
function messageText({ Subject, Message, MessageAttributes }: Received): string {
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => `${name} ${Value}`);
  const { alerts, ...body } = JSON.parse(Message);
  const lines = [JSON.stringify(body), ...alerts.map((alert: object) => JSON.stringify(alert))];
  return [`\n  ✉ ${Subject}`, `    ${attributes.join(', ')}`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}
