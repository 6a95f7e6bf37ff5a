import { beforeEach, describe, expect, it } from 'vitest';
import { foresee } from '../../../../cli/commands/timesheets/foresee.ts';
import { renderPut, toPutJson } from '../../../../cli/commands/timesheets/mapping.ts';
import type { Head } from '../../../../core/ledger/revision.ts';
import { NO_COVERAGE } from '../../../../core/timesheets/mirror/coverage.ts';
import type { Mapping } from '../../../../core/timesheets/mirror/mapping.ts';
import type { NormalEntry } from '../../../../core/timesheets/mirror/normal-form.ts';
import type { PulledLine } from '../../../../core/timesheets/mirror/timesheet-puller.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { allocationOf, headOf, inputs, line, source } from '../../../worlds/heads.ts';
import { entry, mapping, personRow, sheet, workItem } from '../../../worlds/mirror-weeks.ts';
import { MirrorInMemory, MONDAY } from './support.ts';

const MAPPED = mapping({
  people: [personRow({ source: 'tempo', userId: 'u1', employeeId: 'E-1' })],
  workItems: [workItem({ project: '12' })],
});

let system = new MirrorInMemory();
beforeEach(() => {
  system = new MirrorInMemory();
});

function headFor(employeeId: string, costUsd: `${number}.00`): Head {
  const lines = [line({ costUsd4: BigInt(costUsd.replace('.', '')) * 100n })];
  const head = headOf(allocationOf(lines), inputs({ sources: [source(costUsd)] }));
  return { ...head, revision: { ...head.revision, employeeId } };
}

function linesOf(...entries: readonly Partial<NormalEntry>[]): PulledLine[] {
  return [
    { user: { user: 'u1', isUnstable: false } },
    { sheet: sheet() },
    ...entries.map((one, index) => ({ entry: entry({ id: `e${index}`, state: null, ...one }) })),
  ];
}

async function foreseen(heads: readonly Head[], by: Mapping = MAPPED) {
  const asked: string[] = [];
  const ledger = {
    async *listWeek(mondayDate: string) {
      asked.push(mondayDate);
      yield* mondayDate === MONDAY ? heads : [];
    },
  };
  const cost = await foresee(by, { ...system.mirror, ledger }, system.clock);
  const checked = { mapping: by, warnings: [], coverage: NO_COVERAGE };
  const told = toPutJson(checked, null, cost);
  expect(faultsOf('cli-timesheets-mapping.schema.json', told)).toEqual([]);
  return { asked, aiCost: told.aiCost, text: renderPut(checked, null, cost) };
}

describe('the AI cost that a mapping would lead nowhere', () => {
  it('is split by the hours of each employee of the ledger, as a sweep would', async () => {
    await system.pull(linesOf({ seconds: 3_600 }, { seconds: 10_800, project: '99' }), new Map());
    const { aiCost, text } = await foreseen([headFor('E-1', '40.00')]);

    expect(aiCost).toEqual({
      ...{ costUsd: '40.0000', unallocatedCostUsd: '30.0000', unallocatedPct: '75.00' },
      weeks: [{ weekStartDate: MONDAY, employeeWeeks: 1, costUsd: '40.0000', unallocatedCostUsd: '30.0000' }],
    });
    expect(text).toContain('\nof 40.0000 USD of AI cost in the ledger 30.0000 would be UNALLOCATED, 75.00 %\n');
  });

  it('is told of more employees than one answer has', async () => {
    await system.pull(linesOf({ seconds: 3_600 }), new Map());
    const heads = Array.from({ length: 250 }, (_, index) => headFor(`E-${index}`, '1.00'));

    expect((await foreseen(heads)).aiCost).toMatchObject({ costUsd: '250.0000', weeks: [{ employeeWeeks: 250 }] });
  });

  it('is all of whom the mapping leads to nobody any more, though a record says otherwise', async () => {
    await system.mirror.currentMapping.set(await system.mirror.mappings.put(MAPPED));
    await system.pull(linesOf({ seconds: 3_600 }), new Map());
    const people = [personRow({ source: 'tempo', userId: 'u1', employeeId: 'E-2' })];

    expect((await foreseen([headFor('E-1', '40.00')])).aiCost).toMatchObject({ unallocatedCostUsd: '0.0000' });
    expect((await foreseen([headFor('E-1', '40.00')], { ...MAPPED, people })).aiCost).toMatchObject({
      unallocatedCostUsd: '40.0000',
    });
  });

  it('is not known of a week that no run is of, which is said', async () => {
    await system.pull(linesOf({ seconds: 3_600 }), new Map());
    const { text, aiCost } = await foreseen([]);

    expect(aiCost).toMatchObject({ costUsd: '0.0000', weeks: [{ employeeWeeks: 0 }] });
    expect(text).toContain(`not in the ledger, so that nobody can say their AI cost: ${MONDAY}`);
    expect(text).not.toContain('would be UNALLOCATED');
  });

  it('is asked of weeks that are kept alone', async () => {
    expect(await foreseen([headFor('E-1', '40.00')])).toMatchObject({ asked: [], aiCost: { weeks: [] } });
  });

  it('and what a mapping maps are told of what was looked at, before the first sync', async () => {
    const of = { source: 'tempo', mondayDate: MONDAY };
    await system.mirror.snapshots.put(of, linesOf({ seconds: 60, project: '99' }));
    await system.mirror.snapshots.put(of, linesOf({ seconds: 3_600 }));

    expect((await foreseen([headFor('E-1', '40.00')])).aiCost).toMatchObject({
      ...{ costUsd: '40.0000', unallocatedCostUsd: '0.0000' },
    });
  });
});
