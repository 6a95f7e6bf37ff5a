import { describe, expect, it } from 'vitest';
import { TRIES_MAX, trackWeek } from '../../../core/budgets/track-week.ts';
import { cwoLine, MemoryBudgets, portsOf } from './budget-rows.ts';

const RUN = { runId: 'R1', mondayDate: '2026-11-16' };

function tokensOf(budgets: MemoryBudgets, cwoId: string): bigint | undefined {
  return budgets.rests.get(cwoId)?.weeks[0]?.actual.tokens;
}

/** Another writer of the same rows. */
function raiseVersion(budgets: MemoryBudgets, cwoId: string): void {
  const rests = budgets.rests.get(cwoId);
  if (rests?.total) budgets.rests.set(cwoId, { ...rests, total: { ...rests.total, version: rests.total.version + 1 } });
}

describe('tracking a week', () => {
  it('refreshes each of its CWOs from its own lines', async () => {
    const budgets = new MemoryBudgets();
    const lines = new Map([
      ['C1/2026-11-16', [cwoLine(5n), cwoLine(6n)]],
      ['C2/2026-11-16', [cwoLine(7n)]],
      ['C2/2026-11-09', [cwoLine(100n)]],
    ]);

    await trackWeek(RUN, ['C1', 'C2'], portsOf(budgets, lines));

    expect([tokensOf(budgets, 'C1'), tokensOf(budgets, 'C2')]).toEqual([11n, 7n]);
  });

  it('begins again with newer lines where another writer was first', async () => {
    const budgets = new MemoryBudgets();
    const lines = new Map([['C1/2026-11-16', [cwoLine(5n)]]]);
    const ports = portsOf(budgets, lines);
    await trackWeek(RUN, ['C1'], ports);
    budgets.beforeWrite = () => {
      budgets.beforeWrite = () => {};
      lines.set('C1/2026-11-16', [cwoLine(9n)]);
      raiseVersion(budgets, 'C1');
    };

    await trackWeek(RUN, ['C1'], ports);

    expect(tokensOf(budgets, 'C1')).toBe(9n);
    expect(budgets.rests.get('C1')?.weeks[0]?.version).toBe(2);
    expect(ports.clock.pauses).toEqual([200]);
  });

  it('gives up after 6 tries, with longer pauses in between, and says that another try is worth it', async () => {
    const budgets = new MemoryBudgets();
    const ports = portsOf(budgets, new Map());
    await trackWeek(RUN, ['C1'], ports);
    let tries = 0;
    budgets.beforeWrite = ({ before: { cwoId } }) => {
      tries += 1;
      raiseVersion(budgets, cwoId);
    };

    await expect(trackWeek(RUN, ['C1', 'C2'], ports)).rejects.toMatchObject({
      name: 'BudgetContendedError',
      message: '1 CWOs lost 6 races',
      $retryable: {},
    });

    // C2, which had no rows to be raised, was written at the first try.
    expect(tries).toBe(TRIES_MAX + 1);
    expect(ports.clock.pauses).toEqual([200, 400, 800, 1600, 3200]);
    expect(tokensOf(budgets, 'C2')).toBe(0n);
  });
});

describe('a CWO that cannot be refreshed', () => {
  const lines = new Map(Array.from({ length: 20 }, (_, index) => [`C${index}/2026-11-16`, [cwoLine(5n)]]));
  const cwoIds = Array.from({ length: 20 }, (_, index) => `C${index}`);

  function written(budgets: MemoryBudgets): string[] {
    return cwoIds.filter((cwoId) => tokensOf(budgets, cwoId) === 5n);
  }

  it('as its lines cannot be read, keeps no other from it, and is told afterwards', async () => {
    const budgets = new MemoryBudgets();
    const ports = portsOf(budgets, lines);
    const read = ports.lines.read;
    ports.lines.read = async function* (cwoId, mondayDate) {
      if (cwoId === 'C3') throw new Error('no lines of C3');
      yield* read(cwoId, mondayDate);
    };

    await expect(trackWeek(RUN, cwoIds, ports)).rejects.toThrow('no lines of C3');

    expect(written(budgets)).toEqual(cwoIds.filter((cwoId) => cwoId !== 'C3'));
  });

  it('as its rows are refused, keeps no other from it, those that lost a race among them', async () => {
    const budgets = new MemoryBudgets();
    const ports = portsOf(budgets, lines);
    await trackWeek(RUN, ['C7'], portsOf(budgets, new Map()));
    let races = 1;
    budgets.beforeWrite = ({ before: { cwoId } }) => {
      if (cwoId === 'C3') throw new Error('no rows of C3');
      if (cwoId === 'C7' && races > 0) {
        races -= 1;
        raiseVersion(budgets, cwoId);
      }
    };

    await expect(trackWeek(RUN, cwoIds, ports)).rejects.toThrow('no rows of C3');

    expect(written(budgets)).toEqual(cwoIds.filter((cwoId) => cwoId !== 'C3'));
  });
});
