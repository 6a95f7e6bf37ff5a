import { describe, expect, it } from 'vitest';
import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { toExactJson } from '../../../core/values/codec.ts';
import { sendAlerts } from '../../../functions/budgets/send-alerts/step.ts';
import { type SendAlertsEvent, sendAlertsEventSchema } from '../../../functions/messages/budgets.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { MemoryAlertPorts } from '../../doubles/memory-alert-ports.ts';
import { budgetAlert, byId, knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestion } from '../../worlds/suggestions.ts';

const [A, B, CHIEF] = ['a@example.com', 'b@example.com', 'chief@example.com'] as const;
const SETTINGS = {
  escalationEmails: [CHIEF],
  budgetUrl: 'https://api.example.com',
  decisionPageUrl: 'https://pages.example.com/budget-decisions',
  docsUrl: 'https://docs.example.com',
};
const RUN = {
  runId: '20261124T050003Z-1f3a9c02',
  mondayDate: '2026-11-16',
  trigger: 'WEEKLY',
  startedAt: '2026-11-24T05:00:03.000Z',
} as const;
const BY_SCHEDULE: SendAlertsEvent = { run: null, reconciledKey: null };
const BY_RUN: SendAlertsEvent = { run: RUN, reconciledKey: 'reconciled' };
const NOTIFY = { level: 'NOTIFY', pct: 70 } as const;
const LONG_AGO = { raisedAt: '2026-11-24T04:42:00.000Z' } as const;

const cwo = (cwoId: string, pmEmail: string | null) => knownCwo({ cwoId, pmEmail });
const alert = (cwoId: string, other: Partial<BudgetAlert> = {}) => budgetAlert({ cwoId, ...other });

function portsOf(cwos: readonly KnownCwo[], alerts: readonly BudgetAlert[] = []): MemoryAlertPorts {
  const ports = new MemoryAlertPorts(byId(...cwos));
  ports.raise(...alerts);
  ports.store.texts.set('reconciled', JSON.stringify({ touched: cwos.map(({ cwoId }) => cwoId) }));
  return ports;
}

const send = (ports: MemoryAlertPorts, event = BY_SCHEDULE, signal = new AbortController().signal) =>
  sendAlerts(event, ports, SETTINGS, signal);

/** Whom each message was for, in order. */
const recipients = ({ published }: MemoryAlertPorts) =>
  published.map(({ attributes: { audience, pmEmail } }) => pmEmail ?? audience);

describe('what waits in the outbox', () => {
  it('is told each PM in one message, what is escalated the escalation list as well, and is marked', async () => {
    const alerts = [alert('C1'), alert('C2', NOTIFY), alert('C3'), alert('C3', { unit: 'USD', ...NOTIFY })];
    const ports = portsOf([cwo('C1', B), cwo('C2', A), cwo('C3', B)], alerts);

    expect(await send(ports)).toEqual({ alerts: 4, messages: 3 });

    expect(
      ports.published.map(({ attributes }) => [attributes.pmEmail ?? attributes.audience, attributes.cwoIds]),
    ).toEqual([
      [A, ['C2']],
      [B, ['C1', 'C3']],
      ['ESCALATION', ['C1', 'C3']],
    ]);
    expect(ports.pending.size).toBe(0);
    const [toA, toB] = ports.published.map(({ messageId }) => messageId);
    expect(ports.sent.map(({ alert: { cwoId }, messageId, sentAt }) => [cwoId, messageId, sentAt])).toEqual([
      ['C2', toA, ports.clock.now()],
      ...['C1', 'C3', 'C3'].map((cwoId) => [cwoId, toB, ports.clock.now()]),
    ]);
  });

  it('is nothing: nobody is told anything', async () => {
    const ports = portsOf([cwo('C1', A)]);

    expect(await send(ports)).toEqual({ alerts: 0, messages: 0 });
    expect(ports.published).toEqual([]);
    expect(ports.waited).toEqual([0]);
  });

  it('is told once, however often it is sent', async () => {
    const ports = portsOf([cwo('C1', A)], [alert('C1', NOTIFY)]);

    await send(ports);
    await send(ports);

    expect(recipients(ports)).toEqual([A]);
  });

  it.each([
    ['no address', null],
    ['a malformed one', 'Zoë <zoe@example.com>'],
  ])('goes to operators where its PM has %s', async (_, pmEmail) => {
    const ports = portsOf(
      [cwo('C1', pmEmail), cwo('C2', A)],
      [alert('C1', { ...NOTIFY, ...LONG_AGO }), alert('C2', NOTIFY)],
    );

    await send(ports);

    const [message] = ports.toOperators;
    expect(message?.subject).toBe('AI budget: 1 work order without a manager needs a look (highest 93 %)');
    const body = JSON.parse(message?.body ?? '');
    expect(faultsOf('budget-alert.schema.json', body)).toEqual([]);
    expect(body.repair).toBe('https://docs.example.com/runbook.md#a-work-order-without-a-manager');
    expect(recipients(ports)).toEqual([A]);
    expect(ports.sent).toHaveLength(2);
  });

  it('waits half an hour for the address of a PM whom a run has just met', async () => {
    const ports = portsOf([cwo('C1', null)], [alert('C1', { ...NOTIFY, raisedAt: '2026-11-24T04:42:00.001Z' })]);
    await send(ports);
    expect([ports.toOperators, ports.pending.size]).toEqual([[], 1]);

    ports.registry.set('C1', cwo('C1', A));
    await send(ports);

    expect(recipients(ports)).toEqual([A]);
  });

  it('goes to operators, and is escalated, of a CWO that nobody knows', async () => {
    const ports = portsOf([], [alert('C9')]);

    await send(ports);

    expect(ports.toOperators).toHaveLength(1);
    expect(recipients(ports)).toEqual(['ESCALATION']);
  });

  it('is more than one go sends: the rest waits and it is noted', async () => {
    const ports = portsOf([]);
    const entry = { kind: 'SUGGESTION', raisedAt: '2026-11-20T05:00:00.000Z', cwoId: 'C1' } as const;
    for (let at = 0; at <= 20_000; at += 1) ports.pending.set(`S${at}`, { ...entry, suggestionId: `S${at}` });

    await send(ports);

    expect(ports.warnings.map(({ message }) => message)).toEqual([
      'more waits than is told in one go',
      'more suggestions wait than are asked in one go',
    ]);
    expect(ports.pending.size).toBe(19_001);
  });

  it('has a message of the form that its contract says', async () => {
    const total = { scope: 'TOTAL', mondayDate: null, unit: 'USD', direction: 'DOWN', runId: null } as const;
    const ports = portsOf([cwo('C1', A)], [alert('C1'), alert('C1', { ...total, change: null, roles: [] })]);

    await send(ports);

    for (const { body } of ports.published) {
      expect(faultsOf('budget-alert.schema.json', body)).toEqual([]);
      expect(faultsOf('budget-alert.schema.json', { ...body, alerts: [] })).not.toEqual([]);
    }
  });

  it('names no employee and nobody else to a PM', async () => {
    const ports = portsOf([cwo('C1', A), cwo('C2', B)], [alert('C1'), alert('C2')]);

    await send(ports);

    for (const { subject, text, body } of ports.published) {
      expect(`${subject} ${text} ${toExactJson(body, 0)}`).not.toMatch(/@|E9/);
    }
    expect(JSON.stringify(ports.warnings)).not.toContain('@');
  });
});

describe('a sender that dies', () => {
  const world = () => {
    const alerts = [
      ...Array.from({ length: 25 }, (_, episode) => alert('C1', { episode })),
      ...['C2', 'C3', 'C4'].flatMap((cwoId) => [
        alert(cwoId, LONG_AGO),
        alert(cwoId, { unit: 'USD', ...NOTIFY, ...LONG_AGO }),
      ]),
    ];
    const ports = portsOf([cwo('C1', A), cwo('C2', B), cwo('C3', A), cwo('C4', null)], alerts);
    ports.topic.set(B, `arn:${B}`);
    ports.propose(suggestion({ cwoId: 'C2', suggestionId: 'b'.repeat(64) }));
    ports.propose(suggestion({ cwoId: 'C4', suggestionId: 'd'.repeat(64) }));
    return ports;
  };
  const messageIds = ({ published, toOperators }: MemoryAlertPorts) =>
    [
      ...published.map(({ messageId }) => messageId),
      ...toOperators.map(({ body }) => JSON.parse(body).messageId),
    ].sort();

  it('tells all the same messages, whichever call it dies before or after', async () => {
    const whole = world();
    await send(whole, BY_RUN);
    const calls = whole.calls.length;
    expect(calls).toBeGreaterThan(10);

    for (let at = 1; at <= calls; at += 1) {
      for (const moment of ['beforeCall', 'afterCall'] as const) {
        const ports = world();
        const controller = new AbortController();
        ports[moment] = () => {
          if (ports.calls.length !== at) return;
          controller.abort();
          throw new Error('died');
        };
        await send(ports, BY_RUN, controller.signal).catch(() => {});
        expect(ports.calls.length, `${moment} ${at}`).toBe(at);
        ports[moment] = () => {};
        await send(ports, BY_RUN);

        expect([...new Set(messageIds(ports))], `${moment} ${at}`).toEqual(messageIds(whole));
        expect(ports.sent.map(({ alert: { alertId } }) => alertId).sort()).toEqual(
          whole.sent.map(({ alert: { alertId } }) => alertId).sort(),
        );
        expect(ports.pending.size).toBe(0);
        expect([...ports.known]).toEqual([...whole.known]);
        expect([...ports.topic]).toEqual([...whole.topic]);
      }
    }
  });
});

describe('a message that SNS refuses', () => {
  it('keeps its own alerts waiting and no others, and the go has failed', async () => {
    const ports = portsOf([cwo('C1', A), cwo('C2', B)], [alert('C1'), alert('C2')]);
    ports.beforeCall = (call) => {
      if (call === `publish ${A}`) throw new Error('throttled');
    };

    await expect(send(ports)).rejects.toThrow('throttled');

    expect(recipients(ports)).toEqual([B, 'ESCALATION']);
    expect(ports.published.at(-1)?.attributes.cwoIds).toEqual(['C2']);
    expect([...ports.pending.values()].map((entry) => entry.kind === 'ALERT' && entry.alert.cwoId)).toEqual(['C1']);
    ports.beforeCall = () => {};
    await send(ports);
    expect(recipients(ports)).toEqual([B, 'ESCALATION', A, 'ESCALATION']);
  });

  it('to the escalation list is sent again, with those to the PMs', async () => {
    const ports = portsOf([cwo('C1', A)], [alert('C1')]);
    ports.beforeCall = (call) => {
      if (call === 'publish ESCALATION') throw new Error('throttled');
    };
    await expect(send(ports)).rejects.toThrow('throttled');
    expect(ports.pending.size).toBe(1);

    ports.beforeCall = () => {};
    await send(ports);

    expect(recipients(ports)).toEqual([A, A, 'ESCALATION']);
    expect(new Set(ports.published.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('is not followed by hundreds more', async () => {
    const cwos = Array.from({ length: 200 }, (_, at) => cwo(`C${at}`, `pm${at}@example.com`));
    const ports = portsOf(
      cwos,
      cwos.map(({ cwoId }) => alert(cwoId)),
    );
    ports.beforeCall = (call) => {
      if (call.startsWith('publish')) throw new Error('down');
    };

    await expect(send(ports)).rejects.toThrow('down');

    expect(ports.calls.filter((call) => call.startsWith('publish')).length).toBeLessThan(25);
    expect(ports.waited).toEqual([120]);
  });
});

describe('what it is asked', () => {
  it.each([
    ['by a run', BY_RUN],
    ['by the schedule', BY_SCHEDULE],
    ['with what was spent before', { ...BY_RUN, effort: { awsCalls: 1, invocations: 1 } }],
  ])('is taken %s', (_, event) => {
    expect(sendAlertsEventSchema.safeParse(event).success).toBe(true);
  });

  it.each([
    ['nothing', {}],
    ['a run without what it found', { run: RUN, reconciledKey: null }],
    ['what a run found without the run', { run: null, reconciledKey: 'reconciled' }],
    ['an empty key', { run: RUN, reconciledKey: '' }],
    ['a run of a Tuesday', { run: { ...RUN, mondayDate: '2026-11-17' }, reconciledKey: 'reconciled' }],
  ])('is refused with %s', (_, event) => {
    expect(sendAlertsEventSchema.safeParse(event).success).toBe(false);
  });
});
