import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../adapters/system/clock.ts';
import type { LineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { WeekRows } from '../../../core/publication/rows.ts';
import { addDays, fullWeekBefore, type MondayDate, mondayOf } from '../../../core/values/week.ts';
import { AlertQueue } from '../../../local/alert-queue.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { scriptCwo } from '../../worlds/foreign-week.ts';
import { rawCwo } from '../../worlds/raw-answer.ts';
import { deployment } from '../recalculation/intake.ts';
import { ledger, ledgerJson } from '../scenarios/ledger-cli.ts';
import { invoke, sendWaiting } from './invoke.ts';

const WEEKS = 8;
const REFRESH_MS_MAX = 60_000;
const CWO = 'SU-NEW';
const PM = 'su-pm@example.com';
/** The worked example: tokens that each of three people of a role used in every week. */
const USED = { 'SU-BACKEND': 8_000n, 'SU-QA': 3_000n, 'SU-PM': 1_500n };
const stack = deployment();

function line(mondayDate: MondayDate, role: string, tokens: bigint, person: number): LineAttributes {
  const employeeId = `${role}-${person}`;
  return {
    ...{ id: `${mondayDate}#${employeeId}#SU-OLD`, employeeId, cwoId: 'SU-OLD', mondayDate },
    ...{ allocatedTokens: tokens, allocatedCostUsd: '1.0000', allocationBasis: 'ACTUAL', isRecalculated: false },
    ...{ method: 'LOGGED_HOURS', reason: null, flags: [], billable: true, projectId: 'SU-P', clientId: null },
    ...{ cwoRoleId: role, role, hours: '40.00', revision: 1, runId: 'R1', allocatedAt: systemClock.now() },
  };
}

function* linesOf(mondayDate: MondayDate): Generator<LineAttributes> {
  for (const [role, tokens] of Object.entries(USED)) {
    for (const person of [1, 2, 3]) yield line(mondayDate, role, tokens, person);
  }
  // Neither is by approved hours.
  yield { ...line(mondayDate, 'SU-QA', 9_999n, 4), allocationBasis: 'ESTIMATED' };
  yield { ...line(mondayDate, 'SU-QA', 9_999n, 5), method: 'PLANNED_HOURS' };
}

/** Lets the deployed function compute benchmarks, as the weekly schedule does. */
async function refreshBenchmarks(): Promise<unknown> {
  const { Functions = [] } = await new LambdaClient({}).send(new ListFunctionsCommand({ MaxItems: 500 }));
  const names = Functions.map(({ FunctionName = '' }) => FunctionName);
  return invoke(names.find((name) => name.includes('RefreshBenchmarks')) ?? '', {});
}

async function tellOfChange(headcount: number): Promise<void> {
  const demand = (role: string, people: number) => {
    return { cwoRoleId: `R-${role}`, role, headcount: people, plannedHoursPerWeek: null };
  };
  const roles = [demand('SU-BACKEND', headcount), demand('SU-QA', 1), demand('SU-PM', 1)];
  const start = addDays(mondayOf(systemClock.now().slice(0, 10)), 7);
  const dates = { startDate: start, endDate: addDays(start, 12 * 7 - 3) };
  const cwo = { ...rawCwo(CWO), projectId: 'SU-P', ...dates, projectManager: { employeeId: 'SU-9', email: PM } };
  await scriptCwo(inject('timesheets'), CWO, { answer: { cwo, project: null, roles } });
  const message = new SendMessageCommand({ QueueUrl: stack.output('CwoQueueUrl'), MessageBody: CWO });
  await new SQSClient({ useQueueUrlAsEndpoint: false }).send(message);
}

async function* rowsOf(mondayDate: MondayDate): AsyncGenerator<WeekRows> {
  yield { allocation: [...linesOf(mondayDate)], revision: [], source: [], month: [], budgetTracking: [] };
}

const latest = async () => (await stack.suggestions.latest(CWO)) ?? undefined;
describe('a CWO that needs people', () => {
  beforeAll(async () => {
    const { timeZone } = stack.budgetSettings;
    for (let back = 1; back <= WEEKS; back += 1) {
      const monday = fullWeekBefore(systemClock.now(), timeZone, back);
      expect(await stack.publishedTables.replaceWeek(monday, rowsOf(monday))).not.toBeNull();
    }
  });

  it('has benchmarks to rest on, computed from the published lines by approved hours', async () => {
    expect(await refreshBenchmarks()).toMatchObject({ usableRoles: expect.any(Number) });

    const { json } = await ledgerJson<{ rows: { role: string }[] }>('budget', 'benchmarks');
    expect(faultsOf('cli-budget.schema.json#/$defs/benchmarks', json)).toEqual([]);
    const rows = json.rows.filter(({ role }) => role in USED);
    expect(rows).toMatchObject([
      { role: 'SU-BACKEND', status: 'OK', tokensPerWeek: 8_000, usdPerWeek: '1.0000', medianTokens: 8_000 },
      { role: 'SU-PM', status: 'OK', tokensPerWeek: 1_500, people: 3, weeks: WEEKS, topPersonPct: '33.33' },
      { role: 'SU-QA', status: 'OK', tokensPerWeek: 3_000, p90Tokens: 3_000, adoptionKnown: false },
    ]);
  });

  it('is suggested a budget as soon as the timesheet system tells of it: 28,500, 30,000 a week, 360,000', async () => {
    await tellOfChange(3);

    await expect.poll(latest, { timeout: REFRESH_MS_MAX, interval: 500 }).toMatchObject({
      sureness: 'OK',
      sum: { tokens: 28_500n },
      figures: { tokensPerWeek: 30_000n, tokensTotal: 360_000n },
    });
    const made = await latest();
    const { json } = await ledgerJson<object>('budget', 'suggest', '--cwo', CWO);
    expect(faultsOf('cli-budget.schema.json#/$defs/suggestion', json)).toEqual([]);
    expect(json).toMatchObject({ suggestionId: made?.suggestionId, tokensPerWeek: 30_000, tokensTotal: 360_000 });
  });

  it('has its PM asked, once, and no subscriber but by e-mail receives the link', async () => {
    const queue = await AlertQueue.subscribe(stack.output('AlertTopicArn'), 'su-pm', { pmEmail: [PM] });

    await sendWaiting(stack);
    await sendWaiting(stack);

    const [message, ...more] = await queue.receive();
    expect(more).toEqual([]);
    expect(message?.Subject).toBe(`AI budget: a suggestion for ${CWO}`);
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual([
      'audience',
      'cwoIds',
      'pmEmail',
      'projectIds',
    ]);
    const body = JSON.parse(message?.Message ?? '');
    expect(faultsOf('budget-suggestion.schema.json', body)).toEqual([]);
    expect(body.suggestion).toMatchObject({ cwoId: CWO, tokensPerWeek: 30_000, tokensTotal: 360_000 });
    expect(message?.Message).not.toContain(stack.output('DecisionPageUrl'));
  });

  it('is suggested another one where it needs other people, which is then confirmed', async () => {
    await tellOfChange(4);

    const figures = { tokensPerWeek: 39_000n, tokensTotal: 468_000n };
    await expect.poll(latest, { timeout: REFRESH_MS_MAX, interval: 500 }).toMatchObject({ figures });
    const { json, exitCode } = await ledgerJson<object>('budget', 'confirm', '--cwo', CWO);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ kind: 'CONFIRMED', version: 1, tokensPerWeek: 39_000, tokensTotal: 468_000 });
    await sendWaiting(stack);
    const waiting = await Array.fromAsync(stack.alertOutbox.listPending());
    expect(waiting.filter((entry) => entry.kind === 'SUGGESTION' && entry.cwoId === CWO)).toEqual([]);
  });

  it('is compared with nothing before it has ended', async () => {
    const { json } = await ledgerJson<{ rows: { cwoId: string }[] }>('budget', 'accuracy');

    expect(json.rows.filter(({ cwoId }) => cwoId === CWO)).toEqual([]);
    expect((await ledger(['budget', 'suggest', '--cwo', 'SU-NONE'])).exitCode).toBe(1);
  });
});
