import { acceptForBilling, renderAccepted } from '../../cli/commands/finance/accept.ts';
import { close, renderClose } from '../../cli/commands/finance/closing.ts';
import { paper } from '../../cli/commands/finance/papers.ts';
import { renderQuery, runFinanceQuery } from '../../cli/commands/finance/query.ts';
import { recharge, renderRecharge } from '../../cli/commands/finance/recharge.ts';
import { publish, renderPublish } from '../../cli/commands/publication/publish.ts';
import type { Deployment } from '../../cli/deployment.ts';
import { type Month, monthOf, weeksOfMonth } from '../../core/billing/months.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import { HISTORY_CWO, STUDIO_CLIENT, STUDIO_MANAGER, unsettledWeekOf } from '../sample/studio.ts';
import { tell, title } from './steps.ts';

const BY = 'finance';

/** Finance: the lake asked, a month that is not settled, closed once it is, and its invoice. */
export async function demoFinance(deployment: Deployment, thisMonday: MondayDate): Promise<void> {
  const month = lastMonthBefore(thisMonday);
  title('Finance asks the lake: two of the ready queries, answered by Athena');
  console.log(renderPublish(await publish(deployment, undefined, tell)));
  const weeks = { from: addDays(thisMonday, -21), to: thisMonday };
  await ask(deployment, 'coverage', weeks);
  await ask(deployment, 'cwo-months', { month });

  title(`A statement of ${STUDIO_CLIENT}, ${month}`);
  process.stdout.write(await paper(deployment, 'STATEMENT', { month, client: STUDIO_CLIENT, format: 'table' }));

  title(`${month} does not close: a timesheet was never approved`);
  const closing = { month, client: STUDIO_CLIENT, by: BY };
  console.log(renderClose(await close(deployment, closing)));

  title('Finance accepts it, has one work order recharged, and closes');
  const accepted = { week: unsettledWeekOf(thisMonday), employee: STUDIO_MANAGER.employeeId };
  const word = { by: BY, why: 'the manager has left; the hours are known' };
  console.log(renderAccepted(await acceptForBilling(deployment, { ...accepted, ...word })));
  const atCost = { cwoId: HISTORY_CWO, recharge: 'AT_COST', from: month, by: BY } as const;
  console.log(renderRecharge(await recharge(deployment, atCost)));
  const report = await close(deployment, closing);
  console.log(renderClose(report));
  if (report.status !== 'CLOSED') throw new Error(`${month} of ${STUDIO_CLIENT} did not close`);

  title(`The invoice of ${STUDIO_CLIENT}, ${month}, as CSV`);
  process.stdout.write(await paper(deployment, 'INVOICE', { month, client: STUDIO_CLIENT, format: 'csv' }));
}

/** The last month of which every week has been run by then. */
function lastMonthBefore(thisMonday: MondayDate): Month {
  const month = monthOf(thisMonday);
  const isRun = (weeksOfMonth(month).at(-1) as MondayDate) <= thisMonday;
  return isRun ? month : monthOf(addDays(`${month}-01`, -1));
}

async function ask(deployment: Deployment, name: string, param: Readonly<Record<string, string>>): Promise<void> {
  console.log(
    `${name} ${Object.entries(param)
      .map((one) => one.join('='))
      .join(' ')}`,
  );
  console.log(renderQuery(await runFinanceQuery(name, { param }, async () => deployment, tell)));
}
