import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { WorkItemRow } from '../../../../core/timesheets/mirror/mapping.ts';
import type { NormalEntry } from '../../../../core/timesheets/mirror/normal-form.ts';
import { targetOf } from '../../../../core/timesheets/mirror/work-target.ts';
import { bodyIn, built, context, cwoRow, entry, personRow, workItem } from '../../../worlds/mirror-weeks.ts';

const TO_2 = { cwo: { cwoId: 'CWO-2' } } as const;
const UNMAPPED = 'UNALLOCATED';

function target(workItems: readonly WorkItemRow[], changes: Partial<NormalEntry> = {}, cwos = [cwoRow()]) {
  const one = entry({ account: 'C1', task: 'T', activity: 'dev', tags: ['x', 'y'], billable: true, ...changes });
  return targetOf(one, one.date, personRow(), context({ mapping: { workItems, cwos } }));
}

describe('the target of an entry', () => {
  it.each([
    ['a row of anything', {}, 'CWO-2'],
    ['its source', { source: 'times' }, 'CWO-2'],
    ['another source', { source: 'other' }, UNMAPPED],
    ['its project', { project: '12' }, 'CWO-2'],
    ['another project', { project: '13' }, UNMAPPED],
    ['its task', { task: 'T' }, 'CWO-2'],
    ['another task of its project', { project: '12', task: 'U' }, UNMAPPED],
    ['its task in another project', { project: '13', task: 'T' }, UNMAPPED],
    ['its activity', { activity: 'dev' }, 'CWO-2'],
    ['another activity', { activity: 'test' }, UNMAPPED],
    ['its account', { account: 'C1' }, 'CWO-2'],
    ['another account', { account: 'C2' }, UNMAPPED],
    ['one of its tags', { tag: 'y' }, 'CWO-2'],
    ['another tag', { tag: 'z' }, UNMAPPED],
    ['billable work', { billable: true }, 'CWO-2'],
    ['work that is not billable', { billable: false }, UNMAPPED],
    ['from its date on', { from: '2026-11-16' }, 'CWO-2'],
    ['up to its date', { to: '2026-11-16' }, 'CWO-2'],
    ['from the next day on', { from: '2026-11-17' }, UNMAPPED],
    ['up to the day before', { to: '2026-11-15' }, UNMAPPED],
    ['all of it', { project: '12', task: 'T', activity: 'dev', account: 'C1', tag: 'x', billable: true }, 'CWO-2'],
  ])('by a row of %s', (_, changes, expected) => {
    expect(target([workItem({ ...TO_2, ...changes })]).target).toBe(expected);
  });

  it('is that of the first row that fits, by whichever ids the rows are found', () => {
    const first = workItem({ line: 2, activity: 'dev' });
    const later = workItem({ line: 3, task: 'T', ...TO_2 });

    expect(target([first, later]).target).toBe('CWO-1');
    expect(
      target([
        { ...later, line: 2 },
        { ...first, line: 3 },
      ]).target,
    ).toBe('CWO-2');
  });

  it('does not fit a row of an id that the entry lacks', () => {
    expect(target([workItem({ task: 'T' })], { task: null }).target).toBe(UNMAPPED);
    expect(target([workItem({ billable: false })], { billable: null }).target).toBe(UNMAPPED);
  });

  it.each([
    ['account', { account: 'C1', project: 'x' }, 'CWO-1'],
    ['account', { account: 'C9' }, UNMAPPED],
    ['account', { account: null }, UNMAPPED],
    ['project', { project: 'C1', account: null }, 'CWO-1'],
    ['project', { project: 'x' }, UNMAPPED],
  ] as const)('by the code in its %s: %j', (codeIn, changes, expected) => {
    expect(target([workItem({ cwo: { codeIn } })], changes).target).toBe(expected);
  });

  it('by a code that moves on is the CWO that has it on the day', () => {
    const cwos = [
      cwoRow({ cwoId: 'OLD', startDate: '2026-01-01', endDate: '2026-11-16' }),
      cwoRow({ cwoId: 'NEW', startDate: '2026-11-17' }),
    ];
    const on = (date: string) => target([workItem({ cwo: { codeIn: 'account' } })], { date }, cwos).target;

    expect([on('2026-11-16'), on('2026-11-17')]).toEqual(['OLD', 'NEW']);
  });

  it('by a code that no row has does not go to a later row', () => {
    const rows = [workItem({ cwo: { codeIn: 'account' } }), workItem({ line: 3, ...TO_2 })];

    expect(target(rows, { account: 'C9' })).toMatchObject({ target: UNMAPPED, row: { line: 2 } });
  });

  it.each([
    ['the row', 'QA', 'DEV', 'QA'],
    ['the person', null, 'DEV', 'DEV'],
    ['nobody', null, null, 'UNSPECIFIED'],
  ])('is reached in the role of %s', (_, ofRow, ofPerson, role) => {
    const rows = { mapping: { workItems: [workItem({ role: ofRow })], people: [personRow({ role: ofPerson })] } };

    expect(bodyIn({ entries: [entry()] }, rows).chain.cwoRoles).toEqual([
      { cwoRoleId: `CWO-1.${role}`, cwoId: 'CWO-1', role },
    ]);
  });
});

describe('the chain of an entry', () => {
  it('leads through task, link, role and CWO to the project, each by its id', () => {
    const body = bodyIn({ entries: [entry({ task: 'T', activity: 'dev' })] });

    expect(body.entries).toEqual([
      { entryId: 'e1', taskId: 'times.12.T.dev@E-1@CWO-1', date: '2026-11-16', hours: 100 },
    ]);
    expect(body.chain).toEqual({
      tasks: [{ taskId: 'times.12.T.dev@E-1@CWO-1', allocationId: 'E-1@CWO-1.DEV' }],
      allocations: [{ allocationId: 'E-1@CWO-1.DEV', cwoRoleId: 'CWO-1.DEV' }],
      cwoRoles: [{ cwoRoleId: 'CWO-1.DEV', cwoId: 'CWO-1', role: 'DEV' }],
      cwos: [
        {
          ...{ cwoId: 'CWO-1', code: 'C1', name: 'Portal', projectId: 'P1', billable: true },
          ...{ startDate: '2026-01-05', endDate: null, projectManager: { employeeId: 'E-9' } },
        },
      ],
      projects: [{ projectId: 'P1', name: 'Web', clientId: 'K1', clientName: 'Acme' }],
    });
  });

  it('goes through two tasks where a project changes its CWO on a Wednesday', () => {
    const workItems = [workItem({ to: '2026-11-17' }), workItem({ line: 3, from: '2026-11-18', ...TO_2 })];
    const entries = [entry({ date: '2026-11-17' }), entry({ id: 'e2', date: '2026-11-18' })];

    const { chain } = bodyIn({ entries }, { mapping: { workItems } });

    expect(chain.tasks).toEqual([
      { taskId: 'times.12..@E-1@CWO-1', allocationId: 'E-1@CWO-1.DEV' },
      { taskId: 'times.12..@E-1@CWO-2', allocationId: 'E-1@CWO-2.DEV' },
    ]);
    expect(chain.cwos.map(({ cwoId }) => cwoId)).toEqual(['CWO-1', 'CWO-2']);
  });

  it('has a task for each role, where one task is done in two', () => {
    const workItems = [workItem({ to: '2026-11-17' }), workItem({ line: 3, role: 'QA' })];
    const entries = [entry({ date: '2026-11-17' }), entry({ id: 'e2', date: '2026-11-18' })];

    expect(bodyIn({ entries }, { mapping: { workItems } }).chain.tasks).toEqual([
      { taskId: 'times.12..@E-1@CWO-1', allocationId: 'E-1@CWO-1.DEV' },
      { taskId: 'times.12..@E-1@CWO-1.QA', allocationId: 'E-1@CWO-1.QA' },
    ]);
  });

  it('ends at a task without allocation for internal work', () => {
    const workItems = [workItem({ kind: 'INTERNAL', cwo: null })];
    const { weeks, unmapped } = built({ entries: [entry()] }, { mapping: { workItems } });

    expect(weeks[0]?.body).toMatchObject({
      plans: [],
      chain: { tasks: [{ taskId: 'times.12..@E-1@OVERHEAD', allocationId: null }], cwos: [] },
    });
    expect(unmapped).toEqual([]);
  });

  it('breaks at an allocation that is missing where no row fits, and the work is listed with its hours', () => {
    const entries = [
      entry({ seconds: 3000 }),
      entry({ id: 'e2', seconds: 3000 }),
      entry({ id: 'e3', seconds: 3000, project: '13', account: 'A' }),
    ];

    const { weeks, unmapped } = built({ entries }, { mapping: { workItems: [] } });

    expect(weeks[0]?.body.chain).toMatchObject({
      tasks: [{ allocationId: 'E-1@UNALLOCATED.DEV' }, { allocationId: 'E-1@UNALLOCATED.DEV' }],
      allocations: [],
    });
    expect(unmapped).toEqual([
      { project: '12', task: null, activity: null, account: null, entries: 2, hours: 167 },
      { project: '13', task: null, activity: null, account: 'A', entries: 1, hours: 83 },
    ]);
  });

  it('has ids of the contract for whatever the source calls its own', () => {
    const project = '=HYPERLINK("https://example.com";"Büro")';
    const id = 'Zeit 1/2';

    const { entries } = bodyIn({ entries: [entry({ id, project })] });

    expect(entries).toEqual([
      {
        entryId: `Zeit12.${sha256(id).slice(0, 12)}`,
        taskId: `times.HYPERLINKhttpsexample.comBro..@E-1.${sha256(`times.${project}..@E-1@CWO-1`).slice(0, 12)}`,
        ...{ date: '2026-11-16', hours: 100 },
      },
    ]);
  });

  it('leads time that is not billable to a CWO of its own', () => {
    const free = cwoRow({ cwoId: 'CWO-1-FREE', code: 'C1F', billable: false });
    const workItems = [workItem({ billable: false, cwo: { cwoId: 'CWO-1-FREE' } }), workItem({ line: 3 })];
    const entries = [entry({ billable: true }), entry({ id: 'e2', billable: false })];

    const { cwos } = bodyIn({ entries }, { mapping: { workItems, cwos: [cwoRow(), free] } }).chain;

    expect(cwos.map(({ cwoId, billable }) => [cwoId, billable])).toEqual([
      ['CWO-1', true],
      ['CWO-1-FREE', false],
    ]);
  });
});

describe('unmapped work', () => {
  it('is listed with most hours first, then by its ids', () => {
    const of = (id: string, project: string, seconds: number) => entry({ id, project, seconds });
    const told = [of('e1', '15', 3600), of('e2', '13', 3600), of('e3', '14', 7200), of('e4', '12', 36)];

    const { unmapped } = built({ entries: told }, { mapping: { workItems: [] } });

    expect(unmapped.map(({ project, hours }) => [project, hours])).toEqual([
      ['14', 200],
      ['13', 100],
      ['15', 100],
      ['12', 1],
    ]);
  });
});

describe('what is no work', () => {
  it.each([
    ['leave that the source tells', { kind: 'LEAVE' as const }, {}],
    ['a break that the source tells', { kind: 'BREAK' as const }, {}],
    ['leave by a row', {}, { kind: 'LEAVE' as const, cwo: null }],
    [
      'a break by a row, whatever the source calls work',
      { kind: 'WORK' as const },
      { kind: 'BREAK' as const, cwo: null },
    ],
  ])('has no hours: %s', (_, changes, row) => {
    const { weeks, unmapped } = built({ entries: [entry(changes)] }, { mapping: { workItems: [workItem(row)] } });

    expect(weeks[0]?.body).toMatchObject({ timesheet: null, entries: [], chain: { tasks: [] } });
    expect(unmapped).toEqual([]);
  });

  it('is a clock that still runs, and is counted', () => {
    const { weeks, runningEntries } = built({ entries: [entry(), entry({ id: 'e2', seconds: -1, state: 'DRAFT' })] });

    expect(weeks[0]?.body).toMatchObject({ timesheet: { status: 'APPROVED' }, entries: [{ entryId: 'e1' }] });
    expect(runningEntries).toBe(1);
  });

  it('is not an entry of no time', () => {
    expect(bodyIn({ entries: [entry({ seconds: 0 })] }).entries).toMatchObject([{ hours: 0 }]);
  });

  it('takes no hundredth of the work', () => {
    const entries = [entry({ seconds: 3618 }), entry({ id: 'e2', seconds: 18, kind: 'BREAK' })];

    expect(bodyIn({ entries }).entries).toMatchObject([{ hours: 100 }]);
  });
});
