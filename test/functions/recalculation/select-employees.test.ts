import { beforeEach, describe, expect, it } from 'vitest';
import type { RecalculationTrigger } from '../../../core/ledger/revision.ts';
import type { Selection } from '../../../functions/messages/objects.ts';
import { putRequest } from '../../../functions/messages/recalculation.ts';
import { selectEmployees } from '../../../functions/recalculation/select-employees/step.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { RunWeeks } from '../../doubles/recalculation-ports.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';
import { headFor, RUN } from '../../worlds/runs.ts';

let store: MemoryRunStore;
let ledger: MemoryLedger;

beforeEach(() => {
  store = new MemoryRunStore();
  ledger = new MemoryLedger();
});

async function select(employeeIds: readonly string[], records: RunWeeks, trigger: RecalculationTrigger = 'WEBHOOK') {
  const run = { ...RUN, trigger };
  const requestKey = await putRequest(store, { mondayDate: MONDAY, employeeIds });
  const { selectionKey, needsUsage } = await selectEmployees({ run, requestKey }, { store, ledger, records });
  return { needsUsage, ...(await store.get<Selection>(selectionKey)) };
}

describe('the employees of a recalculation', () => {
  it.each<[string, string[], string[], Pick<Selection, 'withHead' | 'fromLake'>]>([
    ['with a head take its usage', ['E1', 'E2'], [MONDAY], { withHead: ['E1', 'E2'], fromLake: [] }],
    [
      'without a head, in a week that was run, are asked of the lake',
      [],
      [MONDAY],
      { withHead: [], fromLake: ['E1', 'E2'] },
    ],
    [
      'without a head, in a week never run, are left to the weekly run',
      [],
      ['2026-11-09'],
      { withHead: [], fromLake: [] },
    ],
    ['of whom some have a head are told apart', ['E2'], [MONDAY], { withHead: ['E2'], fromLake: ['E1'] }],
    ['of whom some have a head are so even in a week without its mark', ['E2'], [], { withHead: ['E2'], fromLake: [] }],
  ])('%s', async (_, heads, mondaysRun, expected) => {
    for (const id of heads) ledger.heads.set(id, headFor(id));

    const { withHead, fromLake, needsUsage } = await select(['E1', 'E2'], new RunWeeks(...mondaysRun));

    expect({ withHead, fromLake, needsUsage }).toEqual({ ...expected, needsUsage: expected.fromLake.length > 0 });
  });

  it.each<[string, string[], Omit<Selection, 'withHead'>]>([
    [
      'are all asked of the lake, and those with a head may have lost it',
      [MONDAY],
      { fromLake: ['E1', 'E2'], mayVanish: ['E2'] },
    ],
    ['of a week never run are left to the weekly run', [], { fromLake: [], mayVanish: [] }],
  ])('whose usage changed %s', async (_, mondaysRun, expected) => {
    ledger.heads.set('E2', headFor('E2'));

    const selected = await select(['E1', 'E2'], new RunWeeks(...mondaysRun), 'USAGE');

    expect(selected).toEqual({ ...expected, withHead: [], needsUsage: mondaysRun.length > 0 });
  });

  it('are up to 1,000, whose heads are read by the hundred', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `E${String(index).padStart(4, '0')}`);
    for (const id of ids.slice(0, 500)) ledger.heads.set(id, headFor(id));
    const readHeads = ledger.readHeads.bind(ledger);
    const sizes: number[] = [];
    ledger.readHeads = (mondayDate, employeeIds) => {
      sizes.push(employeeIds.length);
      return readHeads(mondayDate, employeeIds);
    };

    const { withHead, fromLake } = await select(ids, new RunWeeks(MONDAY));

    expect({ withHead, fromLake, sizes }).toEqual({
      withHead: ids.slice(0, 500),
      fromLake: ids.slice(500),
      sizes: Array(10).fill(100),
    });
  });
});
