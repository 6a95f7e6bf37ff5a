import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { toOutboxItem } from '../../../adapters/dynamodb/budgets/outbox-items.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import type { AlertsReport } from '../../../cli/commands/budget/alerts.ts';
import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import { AlertQueue } from '../../../local/alert-queue.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { budgetAlert } from '../../worlds/budget-alerts.ts';
import { deployment } from '../recalculation/intake.ts';
import { ledger, ledgerJson } from '../scenarios/ledger-cli.ts';
import { sendWaiting } from './invoke.ts';

const [PM, OTHER] = ['al-pm@example.com', 'al-other@example.com'] as const;
const stack = deployment();
const alert = (cwoId: string, other: Partial<BudgetAlert> = {}) => {
  return budgetAlert({ cwoId, raisedAt: systemClock.now(), runId: null, ...other });
};

async function describeCwo(cwoId: string, email: string | null): Promise<void> {
  const registry = new DynamoCwoRegistry(stack.dynamodb, stack.output('CwoTableName'), systemClock);
  const cwo = {
    ...{ cwoId, code: cwoId, name: `Work order ${cwoId}`, projectId: 'AL-P', billable: true },
    ...{ startDate: '2026-10-05', endDate: '2026-12-25' },
    projectManager: { employeeId: 'AL-9', email },
  };
  await registry.record({ cwo, project: null, roles: [] }, systemClock.now());
}

async function raise(...alerts: readonly BudgetAlert[]): Promise<void> {
  for (const one of alerts) {
    await stack.dynamodb.send(
      new PutCommand({ TableName: stack.output('BudgetTableName'), Item: { ...toOutboxItem(one) } }),
    );
  }
}

const send = () => sendWaiting(stack);

async function endpoints(): Promise<string[]> {
  const { Subscriptions = [] } = await new SNSClient({}).send(
    new ListSubscriptionsByTopicCommand({ TopicArn: stack.output('AlertTopicArn') }),
  );
  return Subscriptions.map(({ Endpoint = '' }) => Endpoint).filter((endpoint) => endpoint.startsWith('al-'));
}

const statesOf = async (...options: string[]) => {
  const { json } = await ledgerJson<AlertsReport>('alerts', ...options);
  return json.rows.map(({ cwoId, state }) => `${cwoId} ${state}`);
};

describe('alerts that wait', () => {
  let toPm: AlertQueue;
  let escalated: AlertQueue;
  let provisional: AlertQueue;

  beforeAll(async () => {
    const topic = stack.output('AlertTopicArn');
    toPm = await AlertQueue.subscribe(topic, 'al-pm', { audience: ['PM'], pmEmail: [PM] });
    escalated = await AlertQueue.subscribe(topic, 'al-escalated', { audience: ['ESCALATION'], cwoIds: ['AL-A'] });
    provisional = await AlertQueue.subscribe(topic, 'al-provisional', {
      $or: [{ audience: ['ESCALATION'] }, { audience: ['PM'], pmEmail: [OTHER] }],
      provisional: ['true'],
    });
    await describeCwo('AL-A', PM);
    await describeCwo('AL-B', PM);
    await describeCwo('AL-C', OTHER);
    await describeCwo('AL-D', null);
    await raise(
      alert('AL-A'),
      alert('AL-B', { level: 'NOTIFY', pct: 70, unit: 'USD', budget: 3_000_000n, actual: 2_100_000n, roles: [] }),
      alert('AL-C', { level: 'NOTIFY', pct: 70, estimated: 20_000n }),
      alert('AL-D', { raisedAt: new Date(Date.now() - 31 * 60_000).toISOString() }),
    );
  });

  it('are listed as such', async () => {
    expect(await statesOf('--pending', '--cwo', 'AL-A')).toEqual(['AL-A PENDING']);
  });

  it('reach the subscribers whose filter policies let them through, as text never and as JSON exactly', async () => {
    expect(await send()).toMatchObject({ alerts: expect.any(Number) });

    const [message, ...more] = await toPm.receive();
    expect(more).toEqual([]);
    expect(message?.Subject).toBe('AI budget: 2 work orders need a look (highest 93 %)');
    expect(message?.MessageAttributes).toMatchObject({
      audience: { Type: 'String', Value: 'PM' },
      level: { Type: 'String', Value: 'ESCALATE' },
      pmEmail: { Type: 'String', Value: PM },
      cwoIds: { Type: 'String.Array', Value: '["AL-A","AL-B"]' },
      provisional: { Type: 'String', Value: 'false' },
    });
    const body = JSON.parse(message?.Message ?? '');
    expect(faultsOf('budget-alert.schema.json', body)).toEqual([]);
    expect(body.alerts.map(({ cwoId, actual }: { cwoId: string; actual: unknown }) => [cwoId, actual])).toEqual([
      ['AL-A', 27_900],
      ['AL-B', '210.0000'],
    ]);
    expect(new URL(body.alerts[0].link).pathname).toMatch(/\/cwos\/AL-A\/budget$/);
  });

  it('reach the escalation list where they are escalated, those without a manager too', async () => {
    const [message] = await escalated.receive();

    const { alerts } = JSON.parse(message?.Message ?? '');
    expect(alerts.map(({ cwoId }: { cwoId: string }) => cwoId).sort()).toEqual(['AL-A', 'AL-D']);
  });

  it('reach who asked for one of two kinds once', async () => {
    const messages = await provisional.receive();

    expect(messages.map(({ MessageAttributes: { cwoIds } }) => cwoIds?.Value)).toEqual(['["AL-C"]']);
  });

  it('are marked, and told no more', async () => {
    expect(await statesOf('--cwo', 'AL-D')).toEqual(['AL-D SENT']);
    expect((await ledger(['alerts', '--cwo', 'AL-A'])).stdout).toMatch(/SENT .* AL-A .* ▲ 90 % escalated/);

    await send();

    expect(await toPm.receive()).toEqual([]);
  });

  it('have their PMs asked to subscribe, who follow their CWOs', async () => {
    expect((await endpoints()).sort()).toEqual([OTHER, PM]);

    await describeCwo('AL-C', PM);
    await raise(alert('AL-C', { episode: 2 }));
    await send();

    expect(await endpoints()).toEqual([PM]);
    expect((await toPm.receive()).map(({ MessageAttributes: { cwoIds } }) => cwoIds?.Value)).toEqual(['["AL-C"]']);
  });
});
