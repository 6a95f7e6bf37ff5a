import { describe, expect, it } from 'vitest';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { sendAlerts } from '../../../functions/budgets/send-alerts/step.ts';
import { MemoryAlertPorts } from '../../doubles/memory-alert-ports.ts';
import { budgetAlert, byId, knownCwo } from '../../worlds/budget-alerts.ts';

const [A, B, CHIEF] = ['a@example.com', 'b@example.com', 'chief@example.com'] as const;
const SETTINGS = {
  escalationEmails: [CHIEF],
  decisionPageUrl: 'https://pages.example.com/budget-decisions',
  budgetUrl: 'https://api.example.com',
  docsUrl: 'https://docs.example.com',
};
const RUN = {
  runId: '20261124T050003Z-1f3a9c02',
  mondayDate: '2026-11-16',
  trigger: 'WEEKLY',
  startedAt: '2026-11-24T05:00:03.000Z',
} as const;

const cwo = (cwoId: string, pmEmail: string | null) => knownCwo({ cwoId, pmEmail });

/** A run that has touched these CWOs ends. */
async function run(ports: MemoryAlertPorts, ...cwos: readonly KnownCwo[]): Promise<void> {
  for (const one of cwos) ports.registry.set(one.cwoId, one);
  ports.store.texts.set('reconciled', JSON.stringify({ touched: cwos.map(({ cwoId }) => cwoId) }));
  await sendAlerts({ run: RUN, reconciledKey: 'reconciled' }, ports, SETTINGS, new AbortController().signal);
}

describe('subscriptions', () => {
  it('are made once for each address that a run meets', async () => {
    const ports = new MemoryAlertPorts(byId());

    await run(ports, cwo('C1', A), cwo('C2', B), cwo('C3', A), cwo('C4', null), cwo('C5', 'no address'));
    await run(ports, cwo('C1', A), cwo('C6', A));

    expect(ports.asked).toEqual([A, B]);
    expect([...ports.known.values()]).toEqual([
      { email: A, cwoIds: ['C1', 'C3', 'C6'] },
      { email: B, cwoIds: ['C2'] },
    ]);
  });

  it('follow an address that changes, and end where nothing is left to hear of', async () => {
    const ports = new MemoryAlertPorts(byId());
    await run(ports, cwo('C1', A), cwo('C2', A));

    await run(ports, cwo('C1', B));
    expect([...ports.topic.keys()]).toEqual([A, B]);
    await run(ports, cwo('C2', B));

    expect([...ports.topic.keys()]).toEqual([B]);
    expect([...ports.known.values()]).toEqual([{ email: B, cwoIds: ['C1', 'C2'] }]);
  });

  it('leave alone what the run has not touched and what nobody knows', async () => {
    const ports = new MemoryAlertPorts(byId());
    await run(ports, cwo('C1', A));
    ports.store.texts.set('reconciled', JSON.stringify({ touched: ['C9'] }));

    await sendAlerts({ run: RUN, reconciledKey: 'reconciled' }, ports, SETTINGS, new AbortController().signal);

    expect([...ports.known.keys()]).toEqual([A]);
    expect(ports.calls.at(-1)).toBe('readCwos');
  });

  it('are not made for whom the stack has subscribed itself', async () => {
    const ports = new MemoryAlertPorts(byId());
    ports.raise(budgetAlert());

    await run(ports, cwo('C1', CHIEF));

    expect(ports.asked).toEqual([]);
    expect(ports.published.map(({ attributes }) => attributes.pmEmail)).toEqual([CHIEF, null]);
  });

  it.each([
    ['subscribe a@example.com', [B]],
    ['put a@example.com', [B]],
    ['listSubscribers', []],
    ['listSubscriptions', []],
  ])('never fail a run, and are made by the next: %s', async (failing, made) => {
    const ports = new MemoryAlertPorts(byId());
    ports.raise(budgetAlert());
    ports.beforeCall = (call) => {
      if (call === failing)
        throw Object.assign(new Error(`Invalid parameter: ${A}`), { name: 'InvalidParameterException' });
    };

    await run(ports, cwo('C1', A), cwo('C2', B));

    expect([...ports.known.keys()]).toEqual(made);
    expect(ports.published).toHaveLength(2);
    expect(ports.warnings.map(({ details }) => details)).toEqual([{ error: 'InvalidParameterException' }]);
    ports.beforeCall = () => {};
    await run(ports, cwo('C1', A), cwo('C2', B));
    expect([...ports.known.keys()].sort()).toEqual([A, B]);
  });

  it('that could not be ended are ended by the next run', async () => {
    const ports = new MemoryAlertPorts(byId());
    await run(ports, cwo('C1', A));
    ports.beforeCall = (call) => {
      if (call.startsWith('unsubscribe')) throw new Error('throttled');
    };
    await run(ports, cwo('C1', B));
    expect([...ports.topic.keys()]).toEqual([A, B]);

    ports.beforeCall = () => {};
    await run(ports, cwo('C2', B));

    expect([...ports.topic.keys()]).toEqual([B]);
    expect([...ports.known.keys()]).toEqual([B]);
  });

  it('are given up for this run after five that failed', async () => {
    const ports = new MemoryAlertPorts(byId());
    ports.beforeCall = (call) => {
      if (call.startsWith('subscribe')) throw new Error('throttled');
    };

    await run(ports, ...Array.from({ length: 30 }, (_, at) => cwo(`C${at}`, `pm${at}@example.com`)));

    expect(ports.warnings.slice(0, -1)).toHaveLength(5);
    expect(ports.warnings.at(-1)).toEqual({ message: 'subscriptions wait', details: { changes: 30 } });
  });

  it('are made for all others, however many addresses SNS refuses', async () => {
    const ports = new MemoryAlertPorts(byId());
    ports.beforeCall = (call) => {
      if (call.startsWith('subscribe a')) throw Object.assign(new Error(), { name: 'InvalidParameterException' });
    };
    const refused = Array.from({ length: 20 }, (_, at) => cwo(`C${at}`, `a${at}@example.com`));

    await run(ports, ...refused, cwo('C99', B));

    expect([...ports.known.keys()]).toEqual([B]);
  });

  it('that have ended by themselves are made anew, and end by the name that they have then', async () => {
    const ports = new MemoryAlertPorts(byId());
    await run(ports, cwo('C1', A));
    ports.topic.delete(A);

    await run(ports, cwo('C1', A));
    expect(ports.asked).toEqual([A, A]);

    ports.topic.set(A, 'arn:made-by-hand');
    await run(ports, cwo('C1', null));
    expect(ports.calls).toContain('unsubscribe arn:made-by-hand');
  });

  it('that nobody has confirmed end by themselves', async () => {
    const ports = new MemoryAlertPorts(byId());
    await run(ports, cwo('C1', A));
    ports.unconfirmed.add(A);

    await run(ports, cwo('C1', null));

    expect([...ports.known.keys()]).toEqual([]);
    expect(ports.calls.filter((call) => call.startsWith('unsubscribe'))).toEqual([]);
  });

  it('are a hundred changes at most in one go: the rest is noted', async () => {
    const ports = new MemoryAlertPorts(byId());
    const cwos = Array.from({ length: 130 }, (_, at) => cwo(`C${at}`, `pm${at}@example.com`));

    await run(ports, ...cwos);

    expect(ports.known.size).toBe(100);
    expect(ports.warnings).toEqual([{ message: 'subscriptions wait', details: { changes: 30 } }]);
    await run(ports, ...cwos);
    expect(ports.known.size).toBe(130);
  });
});
