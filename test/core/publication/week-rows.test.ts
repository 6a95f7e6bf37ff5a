import { describe, expect, it } from 'vitest';
import { ledgerRowsOf } from '../../../core/publication/week-rows.ts';
import { allocationOf, headOf, inputs, line, source } from '../../worlds/heads.ts';
import { entry, known } from '../../worlds/rule-weeks.ts';
import { decided } from '../billing/heads-with-evidence.ts';

const NOBODY = new Map<string, string>();
const MONDAY = '2026-11-30';

function twoMonths() {
  const answer = known({ entries: [entry('T1', '8.00', MONDAY), entry('T2', '12.00', '2026-12-01')] });
  return decided(MONDAY, answer, [source('30.0001', 600n, 'cursor'), source('20.00', 400n, 'claude')]);
}

describe('the rows of an employee-week', () => {
  it('are its lines, by source and by month as well', async () => {
    const { head, evidence } = twoMonths();

    const rows = await ledgerRowsOf(head, [], { policy: 'BY_DAY', evidence, pseudonyms: NOBODY });

    const name = (target: string) => ({ id: `${MONDAY}#E1#${target}`, employeeId: 'E1', cwoId: target });
    expect(rows.allocation).toMatchObject([
      { ...name('C1'), allocatedCostUsd: '20.0000' },
      { ...name('C2'), allocatedCostUsd: '30.0001' },
    ]);
    expect(rows.source).toEqual([
      { ...name('C1'), source: 'claude', tokens: 160n, costUsd4: 80_000n },
      { ...name('C2'), source: 'claude', tokens: 240n, costUsd4: 120_000n },
      { ...name('C1'), source: 'cursor', tokens: 240n, costUsd4: 120_000n },
      { ...name('C2'), source: 'cursor', tokens: 360n, costUsd4: 180_001n },
    ]);
    const policy = 'BY_DAY';
    expect(rows.month).toEqual([
      { ...name('C1'), month: '2026-11', tokens: 400n, costUsd4: 200_000n, hours: 800, policy },
      { ...name('C2'), month: '2026-12', tokens: 600n, costUsd4: 300_001n, hours: 1200, policy },
    ]);
  });

  it('are the lines of each revision, until when it was current', async () => {
    const at = (revision: number, decidedAt: string, lines = [line()]) => {
      const head = headOf(allocationOf(lines), inputs({ decidedAt, trigger: revision === 1 ? 'WEEKLY' : 'WEBHOOK' }));
      return { ...head, revision: { ...head.revision, revision } };
    };
    const [first, empty, current] = [at(1, 'T1'), at(2, 'T2', []), at(3, 'T3')];
    const { evidence } = twoMonths();

    const { revision } = await ledgerRowsOf(current, [first, empty], {
      policy: 'BY_DAY',
      evidence,
      pseudonyms: NOBODY,
    });

    expect(revision).toMatchObject([
      { cwoId: 'C1', revision: 1, supersededAt: 'T2', trigger: 'WEEKLY' },
      { cwoId: 'C1', revision: 3, supersededAt: null, trigger: 'WEBHOOK' },
    ]);
  });

  it('name somebody who was erased by the name that stands for them, in ids as well', async () => {
    const { head, evidence } = twoMonths();
    const pseudonyms = new Map([['E1', 'person-7f3a']]);

    const rows = await ledgerRowsOf(head, [], { policy: 'BY_DAY', evidence, pseudonyms });

    const told = Object.values(rows).flat();
    expect(told).toHaveLength(10);
    for (const row of told) {
      expect(row).toMatchObject({ employeeId: 'person-7f3a', id: `${MONDAY}#person-7f3a#${row.cwoId}` });
    }
  });
});
