import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import { ALERTS_MAX, alertRounds, escalationOf, toAlertMessage } from '../../../core/budgets/alert-message.ts';
import { AUDIENCES } from '../../../core/budgets/alert-text.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { budgetAlert, byId, knownCwo } from '../../worlds/budget-alerts.ts';

const BUDGET_URL = 'https://api.example.com';
const RECOVERY = { pct: 70, level: 'NOTIFY', direction: 'DOWN', actual: 19_000n } as const;

/** The message to a PM, with what is known of the CWO. */
function messageOf(alerts: readonly BudgetAlert[], cwos: ReadonlyMap<string, KnownCwo> = byId(knownCwo())) {
  const group = { audience: 'PM', recipient: 'pm@example.com', alerts } as const;
  return toAlertMessage(group, { cwos, budgetUrl: BUDGET_URL, sha256 });
}

const viewOf = (other: Partial<BudgetAlert>, cwo: Partial<KnownCwo> = {}) =>
  messageOf([budgetAlert(other)], byId(knownCwo(cwo))).body.alerts[0];

describe('the body of a message', () => {
  it('says of an alert all that a program needs', () => {
    const alert = budgetAlert();

    expect(messageOf([alert]).body).toEqual({
      messageId: expect.stringMatching(/^[0-9a-f]{64}$/),
      runId: '20261124T050003Z-1f3a9c02',
      alerts: [
        {
          alertId: alert.alertId,
          level: 'ESCALATE',
          direction: 'UP',
          scope: 'WEEK',
          unit: 'TOKENS',
          thresholdPct: 90,
          cwoId: 'C1',
          cwoName: 'Fintech core',
          projectId: 'P1',
          clientId: 'CL1',
          mondayDate: '2026-11-16',
          budget: 30_000n,
          actual: 27_900n,
          remaining: 2_100n,
          utilizationPct: '93.00',
          provisionalPct: '10.75',
          elapsedPct: '58.33',
          costUsd: '157.0776',
          changeSinceLastWeekPct: '12.50',
          topRoles: [
            { role: 'BACKEND_DEVELOPER', tokens: 20_000n, people: 5 },
            { role: 'other roles', tokens: 7_900n, people: 3 },
          ],
          link: 'https://api.example.com/cwos/C1/budget',
        },
      ],
    });
  });

  it('has money as text, also what is overspent', () => {
    const usd = { unit: 'USD', budget: 3_000_000n, actual: 3_000_001n, estimated: 0n } as const;

    expect(viewOf(usd)).toMatchObject({ budget: '300.0000', actual: '300.0001', remaining: '-0.0001' });
  });

  it.each([
    ['a share that is rounded up', { actual: 20_999n }, { utilizationPct: '70.00' }],
    ['ten times the budget', { actual: 300_000n }, { utilizationPct: '999.99' }],
    ['nothing used', { actual: 0n, estimated: 0n }, { utilizationPct: '0.00', provisionalPct: null }],
    ['credits alone', { actual: -1n, estimated: -1n }, { utilizationPct: '0.00', provisionalPct: null }],
    ['sums past 2^53', { actual: 2n ** 63n - 1n, budget: 2n ** 63n - 1n }, { actual: 2n ** 63n - 1n, remaining: 0n }],
    ['less than the week before', { change: { before: 10_000n, after: 5_000n } }, { changeSinceLastWeekPct: '-50.00' }],
    ['nothing in the week before', { change: { before: 0n, after: 5n } }, { changeSinceLastWeekPct: null }],
    ['credits in the week before', { change: { before: -5n, after: 5n } }, { changeSinceLastWeekPct: null }],
    ['no week before', { change: null }, { changeSinceLastWeekPct: null }],
    ['the whole budget', { scope: 'TOTAL', mondayDate: null }, { scope: 'TOTAL', mondayDate: null }],
  ] as const)('is exact of %s', (_, other, expected) => {
    expect(viewOf(other)).toMatchObject(expected);
  });

  it.each([
    ['without end date', { endDate: null }, null],
    ['in its last week', { endDate: '2026-11-16' }, '100.00'],
    ['past its end', { endDate: '2026-10-30' }, '175.00'],
    ['before its first week', { startDate: '2026-11-21' }, '0.00'],
    ['that ends before it starts', { endDate: '2026-09-30' }, null],
  ])('tells the time that has passed of a CWO %s', (_, cwo, elapsedPct) => {
    expect(viewOf({}, cwo)).toMatchObject({ elapsedPct });
  });

  it('leaves open what is not known of a CWO', () => {
    expect(messageOf([budgetAlert()], new Map()).body.alerts[0]).toMatchObject({
      cwoName: null,
      projectId: null,
      clientId: null,
      elapsedPct: null,
    });
  });

  it('names the run only where all alerts are of one', () => {
    const ofOther = budgetAlert({ cwoId: 'C2', runId: null });

    expect(messageOf([budgetAlert(), ofOther]).body.runId).toBeNull();
    expect(messageOf([ofOther]).body.runId).toBeNull();
  });
});

describe('the id of a message', () => {
  const alerts = [budgetAlert(), budgetAlert({ cwoId: 'C2' })];

  it('is the hash of audience, recipient and the sorted alerts', () => {
    const ids = alerts.map(({ alertId }) => alertId).sort();

    expect(messageOf(alerts).messageId).toBe(sha256(`PM|pm@example.com|${ids.join('|')}`));
  });

  it('is the same in whatever order they were read', () => {
    expect(messageOf(alerts.toReversed())).toEqual(messageOf(alerts));
  });

  it('is another for another alert, recipient or audience', () => {
    const group = { audience: 'PM', recipient: 'pm@example.com', alerts } as const;
    const context = { cwos: new Map(), budgetUrl: BUDGET_URL, sha256 };
    const others = [
      group,
      { ...group, recipient: 'other@example.com' },
      { ...group, audience: 'ESCALATION' as const },
      { ...group, alerts: alerts.slice(1) },
    ];

    expect(new Set(others.map((one) => toAlertMessage(one, context).messageId)).size).toBe(4);
  });
});

describe('the subject', () => {
  it.each([
    ['one work order', [{}], 'AI budget: 1 work order needs a look (highest 93 %)'],
    ['two', [{}, { cwoId: 'C2', actual: 21_000n }], 'AI budget: 2 work orders need a look (highest 93 %)'],
    ['two alerts of one', [{}, { pct: 70, unit: 'USD' }], 'AI budget: 1 work order needs a look (highest 93 %)'],
    ['a share short of the next', [{ actual: 26_999n }], 'AI budget: 1 work order needs a look (highest 89 %)'],
    ['ten times the budget', [{ actual: 300_000n }], 'AI budget: 1 work order needs a look (highest 1000 %)'],
    ['a recovery', [RECOVERY], 'AI budget: 1 work order back below a threshold'],
    ['recoveries', [RECOVERY, { ...RECOVERY, cwoId: 'C2' }], 'AI budget: 2 work orders back below a threshold'],
    ['both', [{}, { ...RECOVERY, cwoId: 'C2' }], 'AI budget: 1 work order needs a look (highest 93 %)'],
  ] as const)('says of %s what it is about', (_, alerts, subject) => {
    expect(messageOf(alerts.map((one) => budgetAlert(one as Partial<BudgetAlert>))).subject).toBe(subject);
  });

  it('is one line of 99 ASCII characters at most, whatever the names and figures', () => {
    const alerts = Array.from({ length: ALERTS_MAX }, (_, at) => {
      return budgetAlert({ cwoId: `C${at}`, budget: 1n, actual: 2n ** 63n - 1n });
    });
    const cwos = byId(...alerts.map(({ cwoId }) => knownCwo({ cwoId, name: 'Zoë\nSubject: 株' })));

    for (const audience of AUDIENCES) {
      const group = { audience, recipient: '', alerts };
      const { subject } = toAlertMessage(group, { cwos, budgetUrl: BUDGET_URL, sha256 });
      expect(subject).toMatch(/^[\x20-\x7e]{20,99}$/);
    }
  });
});

describe('the text', () => {
  it('tells a person what to act on', () => {
    const total = { scope: 'TOTAL', mondayDate: null, pct: 70, level: 'NOTIFY', change: null, roles: [] } as const;
    const usd = { unit: 'USD', budget: 1_000_000n, actual: 1_250_000n, estimated: 700_000n } as const;

    expect(messageOf([budgetAlert(), budgetAlert({ ...total, ...usd })]).text).toBe(
      [
        'You manage these work orders. What their AI use comes to has crossed a threshold of its budget.',
        '',
        'C1  Fintech core',
        '  In total, USD: has reached 70 % of the budget',
        '    125.0000 USD of 100.0000 USD used, 25.0000 USD too many',
        '    125 % used, 58 % of the time has passed',
        '    provisional: more than half of it rests on timesheets that are not approved yet',
        '  Week of 2026-11-16, tokens: has reached 90 % of the budget',
        '    27,900 tokens of 30,000 tokens used, 2,100 tokens remain',
        "    93 % used; 58 % of the work order's time has passed",
        '    week of 2026-11-16 against the one before: +12.50 %',
        '    cost 157.0776 USD',
        '    by role in the week of 2026-11-16: BACKEND_DEVELOPER 20,000 tokens (5 people); other roles 7,900 tokens (3 people)',
        '  https://api.example.com/cwos/C1/budget',
      ].join('\n'),
    );
  });

  it('tells of a recovery that it is one', () => {
    expect(messageOf([budgetAlert(RECOVERY)]).text).toContain('tokens: is back below 70 % of the budget');
  });

  it('shows what others wrote, and lets none of it act', () => {
    const name = 'Core\u001b[2J\r\nBcc: all@example.com \u202e';
    const roles = [{ role: 'DEV\u0007', tokens: 1n, people: 3 }];
    const { text } = messageOf([budgetAlert({ roles })], byId(knownCwo({ name })));

    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(text).toContain('C1  Core\\u001b[2J\\u000d\\u000aBcc: all@example.com \\u202e\n');
    expect(text).toContain('DEV\\u0007 1 tokens');
  });

  it('names no role where few people are behind it', () => {
    expect(messageOf([budgetAlert({ roles: [] })]).text).not.toContain('by role');
  });
});

describe('the attributes', () => {
  it('let a subscription choose', () => {
    const alerts = [budgetAlert({ cwoId: 'C2' }), budgetAlert({ ...RECOVERY }), budgetAlert()];
    const cwos = byId(knownCwo(), knownCwo({ cwoId: 'C2', projectId: 'P0' }));

    expect(messageOf(alerts, cwos).attributes).toEqual({
      audience: 'PM',
      level: 'ESCALATE',
      pmEmail: 'pm@example.com',
      cwoIds: ['C1', 'C2'],
      projectIds: ['P0', 'P1'],
      provisional: false,
    });
  });

  it.each([
    ['half', 13_950n, false],
    ['more than half', 13_951n, true],
  ])('say provisional where %s is estimated', (_, estimated, provisional) => {
    expect(messageOf([budgetAlert({ estimated }), budgetAlert(RECOVERY)]).attributes.provisional).toBe(provisional);
  });

  it('have the lower level where nothing is escalated', () => {
    expect(messageOf([budgetAlert(RECOVERY)]).attributes.level).toBe('NOTIFY');
  });
});

describe('who is told', () => {
  const alerts = (count: number, cwoId: string) =>
    Array.from({ length: count }, (_, episode) => budgetAlert({ cwoId, episode }));
  const shape = (rounds: ReturnType<typeof alertRounds>) =>
    rounds.map((round) => round.map((group) => `${group.audience} ${group.recipient} ${group.alerts.length}`));

  it('is each PM once, and operators of what has none', () => {
    const pending = ['C4', 'C1', 'C2', 'C3', 'C1'].map((cwoId, episode) => budgetAlert({ cwoId, episode }));
    const managers = new Map([
      ['C1', 'b@example.com'],
      ['C2', 'a@example.com'],
      ['C3', 'b@example.com'],
    ]);

    expect(shape(alertRounds(pending, managers))).toEqual([
      ['OPERATORS  1', 'PM a@example.com 1', 'PM b@example.com 3'],
    ]);
    expect(alertRounds([], managers)).toEqual([]);
  });

  it('is told as much as fits a message, and no round is larger', () => {
    const managers = new Map(['a', 'b', 'c'].map((name) => [name.toUpperCase(), `${name}@example.com`]));
    const pending = [...alerts(45, 'A'), ...alerts(12, 'B'), ...alerts(4, 'C')];

    expect(shape(alertRounds(pending, managers))).toEqual([
      ['PM a@example.com 20'],
      ['PM a@example.com 20'],
      ['PM a@example.com 5', 'PM b@example.com 12'],
      ['PM c@example.com 4'],
    ]);
  });

  it('is the same behind a round that is done', () => {
    const managers = new Map(['A', 'B', 'C', 'D'].map((cwoId) => [cwoId, `${cwoId}@example.com`]));
    const pending = [...alerts(25, 'A'), ...alerts(14, 'B'), ...alerts(9, 'C'), ...alerts(19, 'D')];
    const rounds = alertRounds(pending, managers);

    for (let done = 1; done <= rounds.length; done += 1) {
      const told = new Set(rounds.slice(0, done).flatMap((round) => round.flatMap(({ alerts: those }) => those)));
      const left = pending.filter((alert) => !told.has(alert)).toReversed();
      expect(alertRounds(left, managers)).toEqual(rounds.slice(done));
    }
  });

  it('is the escalation list, of what is escalated alone', () => {
    const [up, down] = [budgetAlert(), budgetAlert({ direction: 'DOWN', actual: 1n })];
    const pending = [up, budgetAlert(RECOVERY), down];

    expect(escalationOf(pending)).toEqual({ audience: 'ESCALATION', recipient: '', alerts: [up, down] });
    expect(escalationOf([budgetAlert(RECOVERY)])).toBeNull();
  });
});
