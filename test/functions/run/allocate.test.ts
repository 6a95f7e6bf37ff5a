import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import { type Decided, type Fetched, type FetchedEmployee, keys } from '../../../functions/messages/objects.ts';
import { allocateBatch } from '../../../functions/run/allocate/step.ts';
import { MemoryEvidenceStore } from '../../doubles/memory-evidence-store.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryTimesheetSource } from '../../doubles/memory-timesheet-source.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { headFor, outcomeOf, RUN, taskOf, USAGE_AS_OF } from '../../worlds/runs.ts';
import type { Sheets } from '../../worlds/sheets.ts';

const SHEETS: Sheets = { E1: { version: 2, hours: { C1: '20.00', C2: '10.00' } } };
const SOURCES = [{ source: 'cursor', tokens: 900n, costUsd6: 45_000_000n }];
const { signal } = new AbortController();

type Employee = Partial<FetchedEmployee> & { readonly employeeId: string };

async function allocate(
  employees: readonly Employee[],
  { sheets = SHEETS, now = '', ended = [] as Fetched['ended'] } = {},
) {
  const store = new MemoryRunStore();
  const evidence = new MemoryEvidenceStore();
  const ids = employees.map(({ employeeId }) => employeeId);
  const { employees: answers, chain } = await MemoryTimesheetSource.of(sheets).fetchWeek(RUN.mondayDate, ids, signal);
  const fetched: Fetched = {
    employees: employees.map((employee) => ({
      origin: 'LAKE',
      sources: SOURCES,
      usageAsOf: USAGE_AS_OF,
      head: null,
      answer: answers.get(employee.employeeId) ?? { kind: 'UNKNOWN' },
      ...employee,
    })),
    chain,
    ended,
  };
  const task = taskOf('batch');
  const fetchedKey = await store.putHashed(keys.fetched(task), fetched);
  const ports = { store, evidence, clock: new TestClock(now || undefined), sha256 };
  const event = await allocateBatch({ ...task, fetchedKey }, ports);
  return { event, evidence, decided: await store.get<Decided>(event.decidedKey) };
}

/** The head that a first decision on the sheets leads to. */
async function decidedHead(): Promise<Head> {
  const { decided } = await allocate([{ employeeId: 'E1' }]);
  const { write, decisionId } = decided.commits[0]?.commit ?? {};
  if (write?.kind !== 'REVISE') throw new TypeError('no revision');
  return {
    headVersion: 4,
    revision: write.revision,
    revisionHash: 'a'.repeat(64),
    confirmation: null,
    decisionId: decisionId ?? '',
  };
}

describe('an employee-week', () => {
  it('that is new becomes revision 1, to be committed on nothing', async () => {
    const { decided } = await allocate([{ employeeId: 'E1' }]);

    const [{ commit, outcome } = {}] = decided.commits;
    expect(commit).toMatchObject({
      employeeId: 'E1',
      basedOn: 0,
      write: {
        kind: 'REVISE',
        revision: {
          revision: 1,
          previousHash: null,
          inputs: {
            runId: RUN.runId,
            trigger: 'WEEKLY',
            timesheet: { status: 'APPROVED', version: 2 },
            isKnownEmployee: true,
            usageAsOf: USAGE_AS_OF,
            sources: SOURCES,
          },
          allocation: {
            lines: [
              { target: 'C1', costUsd4: 300_000n },
              { target: 'C2', costUsd4: 150_000n },
            ],
          },
        },
      },
    });
    expect(outcome).toMatchObject({ kind: 'COMMITTED', amount: { tokens: 900n, costUsd4: 450_000n } });
    expect(outcome?.breakdown?.lines).toBe(2);
  });

  it('that comes out the same is confirmed on the version that was read', async () => {
    const head = await decidedHead();

    const { decided } = await allocate([{ employeeId: 'E1', head }]);

    expect(decided.commits).toMatchObject([
      { commit: { basedOn: 4, write: { kind: 'CONFIRM' } }, outcome: { kind: 'CONFIRMED', hasVanished: false } },
    ]);
  });

  it('that comes out differently becomes the next revision, chained to the last', async () => {
    const head = await decidedHead();

    const { decided } = await allocate([{ employeeId: 'E1', head, sources: SOURCES.concat(SOURCES) }]);

    expect(decided.commits[0]?.commit).toMatchObject({
      basedOn: 4,
      write: { kind: 'REVISE', revision: { revision: 2, previousHash: 'a'.repeat(64) } },
    });
  });

  it.each<[string, Employee, object]>([
    [
      'rests on newer usage',
      { employeeId: 'E1', usageAsOf: '2026-01-01T00:00:00.000Z', head: headFor('E1') },
      { kind: 'SUPERSEDED' },
    ],
    [
      'is below 0',
      { employeeId: 'E1', sources: [{ source: 's', tokens: 0n, costUsd6: -1n }] },
      { kind: 'QUARANTINED', reason: 'NEGATIVE_TOTAL' },
    ],
    [
      'is malformed',
      { employeeId: 'E1', answer: { kind: 'MALFORMED', detail: 'employees[0].entries: bad' } },
      { kind: 'QUARANTINED', reason: 'MALFORMED_TIMESHEET', detail: 'employees[0].entries: bad' },
    ],
    [
      'belongs to somebody who vanished',
      { employeeId: 'E9', head: headFor('E9'), sources: headFor('E9').revision.inputs.sources },
      { kind: 'CONFIRMED', hasVanished: true, breakdown: { lines: 1 } },
    ],
    [
      'belongs to somebody who vanished and spent more',
      { employeeId: 'E9', head: headFor('E9'), sources: [] },
      { kind: 'QUARANTINED', reason: 'EMPLOYEE_VANISHED' },
    ],
  ])('that %s ends here, without a commit', async (_, employee, outcome) => {
    const { decided } = await allocate([employee]);

    expect(decided.commits).toEqual([]);
    expect(decided.ended).toMatchObject([outcome]);
  });

  it('of an unknown employee is committed as unallocated', async () => {
    const { decided } = await allocate([{ employeeId: 'E9' }]);

    expect(decided.commits[0]?.commit.write).toMatchObject({
      revision: {
        inputs: { isKnownEmployee: false, timesheet: null },
        allocation: { lines: [{ target: 'UNALLOCATED' }] },
      },
    });
  });

  it('that has ended before is passed on', async () => {
    const stale = outcomeOf(headFor('E5'), { kind: 'FAILED', reason: 'STALE_TIMESHEET', breakdown: null });

    const { decided } = await allocate([{ employeeId: 'E1' }], { ended: [stale] });

    expect(decided.ended).toEqual([stale]);
    expect(decided.commits).toHaveLength(1);
  });
});

describe('a decision', () => {
  it('has the same id when the step is repeated at the same moment', async () => {
    const [one, other] = [await allocate([{ employeeId: 'E1' }]), await allocate([{ employeeId: 'E1' }])];

    expect(other.event.decidedKey).toBe(one.event.decidedKey);
  });

  it.each<[string, Employee, object]>([
    ['usage', { employeeId: 'E1', sources: [] }, {}],
    ['moment', { employeeId: 'E1' }, { now: '2026-11-24T06:00:00.001Z' }],
    ['head version', { employeeId: 'E1', head: headFor('E1') }, {}],
    ['timesheet', { employeeId: 'E1' }, { sheets: { E1: { version: 2, hours: { C1: '20.00', C2: '10.01' } } } }],
  ])('has another id by another %s', async (_, employee, changes) => {
    const [one, other] = [await allocate([{ employeeId: 'E1' }]), await allocate([employee], changes)];

    expect(other.decided.commits[0]?.commit.decisionId).not.toBe(one.decided.commits[0]?.commit.decisionId);
  });
});

describe('what is kept', () => {
  it('is the evidence of the batch, by the hash that each revision names; who manages a CWO is not', async () => {
    const { decided, evidence } = await allocate([{ employeeId: 'E1' }, { employeeId: 'E9' }]);

    const hashes = decided.commits.map(
      ({ commit: { write } }) => write.kind === 'REVISE' && write.revision.inputs.evidenceHash,
    );
    expect(new Set(hashes)).toEqual(new Set(evidence.texts.keys()));
    const kept = await evidence.find(hashes[0] as string);
    expect(Object.keys(kept?.employees ?? {})).toEqual(['E1', 'E9']);
    expect(kept?.chain.cwos.map(({ projectManager }) => projectManager)).toEqual([null, null]);
  });

  it('is each CWO of the answer, with its project and its manager', async () => {
    const { decided } = await allocate([{ employeeId: 'E1' }]);

    expect(decided.cwos).toMatchObject([
      { cwo: { cwoId: 'C1', projectManager: { employeeId: 'E9' } }, project: { projectId: 'P1' } },
      { cwo: { cwoId: 'C2' } },
    ]);
  });
});
