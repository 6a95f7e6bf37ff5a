import { describe, expect, it } from 'vitest';
import { DynamoAlertOutbox } from '../../../../adapters/dynamodb/budgets/outbox.ts';
import { toOutboxItem, toQuestionItem } from '../../../../adapters/dynamodb/budgets/outbox-items.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { type AlertsOptions, alerts, renderAlerts } from '../../../../cli/commands/budget/alerts.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { budgetAlert } from '../../../worlds/budget-alerts.ts';
import { suggestion } from '../../../worlds/suggestions.ts';

const clock = new TestClock('2026-11-26T12:00:00.000Z');
const PENDING = budgetAlert({ cwoId: 'C3', estimated: 20_000n, raisedAt: '2026-11-20T00:00:00.000Z' });
const USD = { unit: 'USD', scope: 'TOTAL', mondayDate: null, budget: 12_000_000n, actual: 1_234_5678n } as const;
const SENT = [
  budgetAlert({ cwoId: 'C1' }),
  budgetAlert({ cwoId: 'C2', ...USD, direction: 'DOWN', level: 'NOTIFY', raisedAt: '2026-05-24T23:50:00.000Z' }),
];

/** One alert waits, one was sent two days ago, one in the first week that is shown, one in the week before it. */
async function report(options: AlertsOptions = {}) {
  const table = new MemoryTable();
  const outbox = new DynamoAlertOutbox(table.client, 'budgets', sha256, clock);
  const sent = (index: number, sentAt: string) => [
    { alert: SENT[index] ?? PENDING, messageId: 'a'.repeat(64), sentAt },
  ];
  await outbox.markSent(sent(0, '2026-11-24T05:12:00.000Z'));
  await outbox.markSent(sent(1, '2026-05-25T00:00:00.000Z'));
  await outbox.markSent(sent(2, '2026-05-24T23:59:59.000Z'));
  table.put({ ...toOutboxItem(PENDING) });
  table.put({ ...toQuestionItem(suggestion()) });
  return alerts({ alertOutbox: outbox }, options, clock);
}

const statesOf = ({ rows }: Awaited<ReturnType<typeof report>>) => rows.map(({ cwoId, state }) => `${cwoId} ${state}`);

describe('ledger alerts', () => {
  it('lists what waits, then what was sent in the last 26 weeks, the newest first', async () => {
    expect(statesOf(await report())).toEqual(['C3 PENDING', 'C1 SENT', 'C2 SENT']);
  });

  it.each([
    [{ cwo: 'C2' }, ['C2 SENT']],
    [{ pending: true }, ['C3 PENDING']],
    [{ pending: true, cwo: 'C1' }, []],
  ])('lists of them what is asked for: %j', async (options, expected) => {
    expect(statesOf(await report(options))).toEqual(expected);
  });

  it('is as its contract says, and exact', async () => {
    const found = await report();

    expect(faultsOf('cli-alerts.schema.json', found)).toEqual([]);
    expect(found.rows[2]).toMatchObject({ budget: '1200.0000', actual: '1234.5678', utilizationPct: '102.88' });
    expect(found.questions).toBe(1);
    expect(
      faultsOf('cli-alerts.schema.json', { ...found, rows: [{ ...found.rows[0], sentAt: clock.now() }] }),
    ).not.toEqual([]);
  });

  it('is a table that people read', async () => {
    expect(renderAlerts(await report()).split('\n')).toEqual([
      '┌─────────┬──────────────────┬──────────────────┬─────┬─────────────────┬───────────────────┬────────────┬────────────────┬──────────┐',
      '│ state   │ raised           │ sent             │ CWO │ budget of       │ what              │       used │             of │   used % │',
      '├─────────┼──────────────────┼──────────────────┼─────┼─────────────────┼───────────────────┼────────────┼────────────────┼──────────┤',
      '│ PENDING │ 2026-11-20 00:00 │                  │ C3  │ week 2026-11-16 │ ▲ 90 % escalated  │     27,900 │  30,000 tokens │  93.00 ~ │',
      '│ SENT    │ 2026-11-24 05:10 │ 2026-11-24 05:12 │ C1  │ week 2026-11-16 │ ▲ 90 % escalated  │     27,900 │  30,000 tokens │  93.00   │',
      '│ SENT    │ 2026-05-24 23:50 │ 2026-05-25 00:00 │ C2  │ all weeks       │ ▼ 90 % back below │ 1,234.5678 │ 1,200.0000 USD │ 102.88   │',
      '└─────────┴──────────────────┴──────────────────┴─────┴─────────────────┴───────────────────┴────────────┴────────────────┴──────────┘',
      '~ provisional: more than half of it rests on timesheets that are not approved yet',
      'suggestions that wait to be asked: 1',
    ]);
  });

  it('says where there is none', async () => {
    expect(renderAlerts({ rows: [], questions: 0 })).toBe('no alerts');
  });
});
