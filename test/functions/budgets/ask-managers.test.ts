import { describe, expect, it } from 'vitest';
import type { BudgetDecision } from '../../../core/budgets/decision.ts';
import { NO_FIGURES } from '../../../core/budgets/figures.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import { toExactJson } from '../../../core/values/codec.ts';
import { sendAlerts } from '../../../functions/budgets/send-alerts/step.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { MemoryAlertPorts } from '../../doubles/memory-alert-ports.ts';
import { byId, knownCwo } from '../../worlds/budget-alerts.ts';
import { suggestion } from '../../worlds/suggestions.ts';

const PM = 'pm@example.com';
const PAGES = 'https://pages.example.com/budget-decisions';
const SETTINGS = {
  escalationEmails: [],
  budgetUrl: 'https://api.example.com',
  decisionPageUrl: PAGES,
  docsUrl: 'https://docs.example.com',
};
const MADE = suggestion();
const DECISION: BudgetDecision = {
  version: 3,
  kind: 'SET',
  figures: NO_FIGURES,
  effectiveFrom: '2026-11-23',
  suggestionId: null,
  decidedBy: 'E9',
  decidedAt: '2026-11-23T09:00:00.000Z',
  note: null,
};

const send = (ports: MemoryAlertPorts) =>
  sendAlerts({ run: null, reconciledKey: null }, ports, SETTINGS, new AbortController().signal);

function portsOf(cwo = knownCwo(), made = MADE): MemoryAlertPorts {
  const ports = new MemoryAlertPorts(byId(cwo));
  ports.topic.set(PM, `arn:${PM}`);
  ports.propose(made);
  return ports;
}

/** What the link of a text says of itself. */
function linkOf(ports: MemoryAlertPorts) {
  const token = /https:\/\/pages\.example\.com\/budget-decisions\/(\S+)/.exec(ports.published[0]?.text ?? '')?.[1];
  return ports.links.verify(token ?? '');
}

describe('a suggestion that asks for a decision', () => {
  it('is sent its PM, once, with a link that decides in their name', async () => {
    const ports = portsOf();
    ports.decided.set('C1', [DECISION]);

    expect(await send(ports)).toEqual({ alerts: 0, messages: 1 });
    expect(await send(ports)).toEqual({ alerts: 0, messages: 0 });

    expect(ports.published).toHaveLength(1);
    expect(ports.published[0]?.attributes).toEqual({
      audience: 'PM',
      level: null,
      pmEmail: PM,
      cwoIds: ['C1'],
      projectIds: ['P1'],
      provisional: null,
    });
    expect(await linkOf(ports)).toEqual({
      cwoId: 'C1',
      suggestionId: MADE.suggestionId,
      pmEmployeeId: 'E9',
      seenVersion: 3,
      expiresAt: '2026-12-08T05:12:00.000Z',
    });
  });

  it('has no link, and nobody’s address, in what programs receive', async () => {
    const ports = portsOf();

    await send(ports);

    const body = toExactJson(ports.published[0]?.body, 0);
    expect(body).toContain('https://api.example.com/cwos/C1/budget-suggestion');
    expect(body).not.toMatch(/pages\.example\.com|@|E9/);
  });

  it('is of the form that its contract says', async () => {
    const ports = portsOf();

    await send(ports);

    const body = ports.published[0]?.body;
    expect(faultsOf('budget-suggestion.schema.json', body)).toEqual([]);
    expect(faultsOf('budget-suggestion.schema.json', { ...body, suggestion: {} })).not.toEqual([]);
  });

  it.each([
    ['no address', { pmEmail: null }],
    ['a malformed one', { pmEmail: 'Zoë <zoe@example.com>' }],
    ['an address and no id', { pmEmployeeId: null }],
  ])('goes to operators, without a link, where its PM has %s', async (_, other) => {
    const ports = portsOf(knownCwo(other), suggestion({ createdAt: '2026-11-22T05:12:00.001Z' }));
    await send(ports);
    expect([ports.toOperators, ports.pending.size]).toEqual([[], 1]);

    ports.clock.advance(1);
    await send(ports);

    expect(ports.published).toEqual([]);
    expect(ports.toOperators.map(({ subject }) => subject)).toEqual(['AI budget: no PM decides on C1']);
    const [message] = ports.toOperators;
    expect(faultsOf('budget-suggestion.schema.json', JSON.parse(message?.body ?? ''))).toEqual([]);
    expect(message?.body).toContain('runbook.md#a-work-order-without-a-manager');
    expect(message?.body).not.toContain('pages.example.com');
    expect(ports.pending.size).toBe(0);
  });
});

describe('a PM who cannot be reached yet', () => {
  const unconfirmed = (createdAt: string) => {
    const ports = portsOf(knownCwo(), suggestion({ createdAt }));
    ports.unconfirmed.add(PM);
    return ports;
  };

  it('is asked as soon as they have', async () => {
    const ports = unconfirmed('2026-11-22T05:12:00.001Z');
    expect(await send(ports)).toEqual({ alerts: 0, messages: 0 });
    expect(ports.pending.size).toBe(1);
    expect(ports.waited).toEqual([0]);

    ports.unconfirmed.clear();
    expect(await send(ports)).toEqual({ alerts: 0, messages: 1 });
    expect(ports.published[0]?.attributes.pmEmail).toBe(PM);
  });

  it('is not waited for beyond the two days in which they can: then operators are told', async () => {
    const ports = unconfirmed('2026-11-22T05:12:00.000Z');

    await send(ports);

    expect(ports.published).toEqual([]);
    expect(ports.toOperators).toHaveLength(1);
    expect(ports.pending.size).toBe(0);
  });

  it('is subscribed, and asked by a later go', async () => {
    const ports = unconfirmed('2026-11-24T05:00:00.000Z');
    ports.topic.clear();
    ports.unconfirmed.clear();

    await send(ports);
    expect([ports.asked, ports.published]).toEqual([[PM], []]);

    await send(ports);
    expect(ports.published).toHaveLength(1);
  });

  it('is asked as soon as their address is known', async () => {
    const ports = portsOf(knownCwo({ pmEmail: null }), suggestion({ createdAt: '2026-11-24T05:11:00.000Z' }));
    await send(ports);
    expect([ports.published, ports.toOperators]).toEqual([[], []]);

    ports.registry.set('C1', knownCwo());
    await send(ports);

    expect(ports.published.map(({ attributes }) => attributes.pmEmail)).toEqual([PM]);
  });

  it('is no other where the stack has subscribed them: they must have confirmed', async () => {
    const settings = { ...SETTINGS, escalationEmails: [PM] };
    const goOf = (ports: MemoryAlertPorts) =>
      sendAlerts({ run: null, reconciledKey: null }, ports, settings, new AbortController().signal);
    const ports = unconfirmed('2026-11-24T05:00:00.000Z');

    await goOf(ports);
    expect([ports.published, ports.asked]).toEqual([[], []]);

    ports.unconfirmed.clear();
    await goOf(ports);
    expect(ports.published).toHaveLength(1);
  });

  it('waits where the topic does not tell', async () => {
    const ports = portsOf(knownCwo(), suggestion({ createdAt: '2026-11-24T05:11:00.000Z' }));
    ports.beforeCall = (call) => {
      if (call === 'listSubscriptions') throw new Error('throttled');
    };

    expect(await send(ports)).toEqual({ alerts: 0, messages: 0 });
    expect(ports.pending.size).toBe(1);
  });
});

describe('an address of two PMs', () => {
  it('is asked for each by a link of their own', async () => {
    const ports = portsOf();
    ports.registry.set('C2', knownCwo({ cwoId: 'C2', pmEmployeeId: 'E10' }));
    ports.propose(suggestion({ cwoId: 'C2', suggestionId: 'b'.repeat(64) }));

    await send(ports);

    const links = ports.published.map(({ text }) => /budget-decisions\/(\S+)/.exec(text)?.[1] ?? '');
    const deciders = await Promise.all(links.map(async (token) => (await ports.links.verify(token))?.pmEmployeeId));
    expect(deciders).toEqual(['E9', 'E10']);
    expect([...ports.known.values()]).toEqual([{ email: PM, cwoIds: ['C1', 'C2'] }]);
  });
});

describe('nobody is asked', () => {
  it.each([
    ['last', [DECISION, { ...DECISION, version: 4, suggestionId: MADE.suggestionId }]],
    [
      'before',
      [
        { ...DECISION, suggestionId: MADE.suggestionId },
        { ...DECISION, version: 4 },
      ],
    ],
  ])('about a suggestion that was decided on meanwhile, %s', async (_, decisions) => {
    const ports = portsOf();
    ports.decided.set('C1', decisions);

    expect(await send(ports)).toEqual({ alerts: 0, messages: 0 });
    expect(ports.pending.size).toBe(0);
  });

  it('about one that was replaced, but about the one that replaced it', async () => {
    const ports = portsOf();
    const next = suggestion({ suggestionId: 'b'.repeat(64) });
    ports.propose(next);

    expect(await send(ports)).toEqual({ alerts: 0, messages: 1 });
    expect((await linkOf(ports))?.suggestionId).toBe(next.suggestionId);
    expect(ports.pending.size).toBe(0);
  });
});

describe('a suggestion that was replaced before it was told, and comes back', () => {
  it('is asked about then, within two days', async () => {
    const [a, b] = ['a', 'b'].map((letter) =>
      suggestion({ suggestionId: letter.repeat(64), createdAt: '2026-11-24T05:00:00.000Z' }),
    ) as [BudgetSuggestion, BudgetSuggestion];
    const ports = portsOf(knownCwo(), a);
    ports.propose(b);
    await send(ports);
    expect([...ports.pending.keys()]).toEqual([a.suggestionId]);

    ports.made.push(a);
    await send(ports);

    expect(ports.published).toHaveLength(2);
    expect(ports.pending.size).toBe(0);
  });
});

describe('a question that SNS refuses', () => {
  it('waits, and no other waits for it', async () => {
    const ports = portsOf();
    ports.registry.set('C2', knownCwo({ cwoId: 'C2', pmEmail: 'other@example.com' }));
    ports.topic.set('other@example.com', 'arn:other');
    ports.propose(suggestion({ cwoId: 'C2', suggestionId: 'b'.repeat(64) }));
    ports.beforeCall = (call) => {
      if (call === `publish ${PM}`) throw new Error('throttled');
    };

    await expect(send(ports)).rejects.toThrow('throttled');
    expect([...ports.pending.keys()]).toEqual([MADE.suggestionId]);

    ports.beforeCall = () => {};
    await send(ports);
    expect(ports.published.map(({ attributes }) => attributes.pmEmail)).toEqual(['other@example.com', PM]);
  });

  it('is not followed by hundreds more', async () => {
    const ports = new MemoryAlertPorts(byId());
    ports.topic.set(PM, `arn:${PM}`);
    for (let at = 0; at < 50; at += 1) {
      const cwoId = `C${at}`;
      ports.registry.set(cwoId, knownCwo({ cwoId }));
      ports.propose(suggestion({ cwoId, suggestionId: at.toString().padStart(64, '0') }));
    }
    ports.beforeCall = (call) => {
      if (call.startsWith('publish')) throw new Error('down');
    };

    await expect(send(ports)).rejects.toThrow('down');

    expect(ports.calls.filter((call) => call.startsWith('publish'))).toHaveLength(3);
    expect(ports.pending.size).toBe(50);
  });
});
