import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocation } from '../../../core/allocation/allocation.ts';
import { auditRevision } from '../../../core/audit/audit.ts';
import { managerView, openView } from '../../../core/audit/audit-view.ts';
import { toExactJson } from '../../../core/values/codec.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { allocationOf, inputs, line } from '../../worlds/heads.ts';
import { MONDAY } from '../../worlds/rule-weeks.ts';

const CWOS = ['OWN-1', 'OWN-2', 'ALIEN-1', 'ALIEN-2', 'OVERHEAD', 'UNALLOCATED'];
const OWN = new Set(['OWN-1', 'OWN-2']);

/** Lines whose every id and name carries that of their CWO. */
const allocations = fc
  .uniqueArray(
    fc.record({
      target: fc.constantFrom(...CWOS),
      tokens: fc.bigInt({ min: 0n, max: 10n ** 18n }),
      costUsd4: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    }),
    {
      selector: ({ target }) => target,
    },
  )
  .map((shares): Allocation => {
    const sorted = shares.toSorted((a, b) => (a.target < b.target ? -1 : 1));
    return allocationOf(
      sorted.map((share) => {
        const tag = (what: string) => `${what}-of-${share.target}`;
        return line({
          ...share,
          cwoRoleId: tag('role'),
          role: tag('title'),
          cwoName: tag('name'),
          projectId: tag('project'),
          projectName: tag('project-name'),
          clientId: tag('client'),
          clientName: tag('client-name'),
        });
      }),
    );
  });

function audited(history: readonly Allocation[]) {
  const revisions = history.map((allocation, at) => {
    const tokens = allocation.lines.reduce((sum, one) => sum + one.tokens, 0n);
    const costUsd6 = allocation.lines.reduce((sum, one) => sum + one.costUsd4, 0n) * 100n;
    const decided = inputs({ sources: [{ source: 'tool', tokens, costUsd6 }] });
    return { employeeId: 'E1', mondayDate: MONDAY, revision: at + 1, inputs: decided, allocation, previousHash: null };
  });
  return revisions.map((revision, at) =>
    auditRevision({ revision, confirmation: null }, revisions[at - 1] ?? null, { decided: null, confirmed: null }),
  );
}

describe("a project manager's view", () => {
  it('shows own lines, and everything else as one figure that makes up the week', () => {
    fc.assert(
      fc.property(fc.array(allocations, { minLength: 1, maxLength: 3 }), (history) => {
        const whole = audited(history);
        const view = managerView(whole, OWN);
        const isTouched = history.some(({ lines }) => lines.some(({ target }) => OWN.has(target)));
        expect(view !== null).toBe(isTouched);
        for (const [at, { lines, otherWork }] of (view ?? []).entries()) {
          const all = history[at]?.lines ?? [];
          const other = all.filter(({ target }) => !OWN.has(target));
          expect(lines.map(({ cwoId }) => cwoId)).toEqual(
            all.map(({ target }) => target).filter((target) => OWN.has(target)),
          );
          expect(otherWork).toEqual({
            tokens: other.reduce((sum, { tokens }) => sum + tokens, 0n),
            costUsd: formatUsd4(other.reduce((sum, { costUsd4 }) => sum + costUsd4, 0n)),
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds no word of what is not theirs', () => {
    fc.assert(
      fc.property(fc.array(allocations, { minLength: 1, maxLength: 3 }), (history) => {
        const json = toExactJson(managerView(audited(history), OWN), 0);
        for (const foreign of CWOS.filter((cwo) => !OWN.has(cwo))) expect(json).not.toContain(foreign);
      }),
      { numRuns: 500 },
    );
  });

  it('tells the share of the cost of the week', () => {
    const third = line({ target: 'OWN-1', costUsd4: 10_000n, tokens: 1n });
    const rest = line({ target: 'ALIEN-1', costUsd4: 20_000n, tokens: 2n });

    const [revision] = managerView(audited([allocationOf([rest, third])]), OWN) ?? [];

    expect(revision?.lines.map(({ sharePct }) => sharePct)).toEqual(['33.33']);
    expect(revision?.otherWork).toEqual({ tokens: 2n, costUsd: '2.0000' });
  });

  it('shows the revision in which their CWO came or went, with nothing on the other side', () => {
    const own = allocationOf([line({ target: 'OWN-1' })]);
    const alien = allocationOf([line({ target: 'ALIEN-1' })]);

    const view = managerView(audited([own, alien]), OWN) ?? [];

    expect(view.map(({ revision, lines }) => [revision, lines.map(({ cwoId }) => cwoId)])).toEqual([
      [1, ['OWN-1']],
      [2, []],
    ]);
  });

  it('does not exist for who manages nothing of it', () => {
    expect(managerView(audited([allocationOf([line({ target: 'ALIEN-1' })])]), OWN)).toBeNull();
    expect(managerView(audited([allocationOf([line({ target: 'OWN-1' })])]), new Set())).toBeNull();
    expect(managerView([], OWN)).toBeNull();
  });

  it('tells neither basis nor method where no own line is, so no leave either', () => {
    const own = allocationOf([line({ target: 'OWN-1' })]);
    const leave = allocationOf([line({ target: 'OVERHEAD' })], { method: 'FULL_WEEK_LEAVE' });

    const [before, after] = managerView(audited([own, leave]), OWN) ?? [];

    expect(before).toMatchObject({ basis: 'ACTUAL', method: 'LOGGED_HOURS' });
    expect(after).toMatchObject({ basis: null, method: null, lines: [] });
    expect(toExactJson(after, 0)).not.toMatch(/LEAVE|ACTUAL/);
  });

  it('tells on own lines no flag that rests on leave, and the others', () => {
    const flags = ['LEAVE_WITH_HOURS', 'FEW_HOURS', 'ENTRY_OUTSIDE_WEEK'] as const;
    const history = [allocationOf([line({ target: 'OWN-1' })], { flags })];

    const [revision] = managerView(audited(history), OWN) ?? [];

    expect(revision?.lines.map((one) => one.flags)).toEqual([['ENTRY_OUTSIDE_WEEK']]);
    expect(audited(history).map((one) => openView(one).lines[0]?.flags)).toEqual([flags]);
  });
});
