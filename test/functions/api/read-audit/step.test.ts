import { beforeAll, describe, expect, it } from 'vitest';
import type { RevisionView } from '../../../../core/audit/audit-view.ts';
import { toExactJson } from '../../../../core/values/codec.ts';
import { type AuditAnswer, type AuditPorts, readAudit } from '../../../../functions/api/read-audit/step.ts';
import { auditRequestSchema } from '../../../../functions/messages/audit.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { MemoryCwoRegistry } from '../../../doubles/memory-cwo-registry.ts';
import { AUDITED_MONDAY, auditedWeek } from '../../../histories/model/audited-week.ts';
import { OPEN } from '../../../histories/model/gates.ts';
import { seenCwo } from '../../../worlds/cwos.ts';

/** Of E1, C1 is in every revision and C2 only in the second; E2 has C1 alone; nobody but E1 to E3 has anything. */
const MANAGER_OF: Readonly<Record<string, string>> = { C1: 'PM-1', C2: 'PM-2', C3: 'PM-3' };
const TOUCHED: Readonly<Record<string, readonly string[]>> = { E1: ['C1', 'C2'], E2: ['C1'], E3: [] };
const OTHER_MONDAY = '2026-11-09';

const managers = MemoryCwoRegistry.of(
  ...Object.entries(MANAGER_OF).map(([cwoId, manager]) => seenCwo(cwoId, { manager })),
);

type Role = 'employee' | 'pm' | 'finance';
type Sight = 'everything' | 'own lines' | 'forbidden' | 'nothing there';

const READERS: readonly [Role, string][] = (['employee', 'pm', 'finance'] as const).flatMap((role) =>
  ['E1', 'E2', 'PM-1', 'PM-2', 'PM-3', 'SOMEBODY'].map((id): [Role, string] => [role, id]),
);
const CASES = READERS.flatMap(([role, reader]) =>
  ['E1', 'E2', 'E3', 'NOBODY'].flatMap((employeeId) =>
    [AUDITED_MONDAY, OTHER_MONDAY].map(
      (monday) => [role, reader, employeeId, monday, expectedSight(role, reader, employeeId, monday)] as const,
    ),
  ),
);

/** The access rules once more, as a sentence each. */
function expectedSight(role: Role, reader: string, employeeId: string, monday: string): Sight {
  const isThere = monday === AUDITED_MONDAY && employeeId in TOUCHED;
  if (role === 'finance' || reader === employeeId) return isThere ? 'everything' : 'nothing there';
  const managed = (TOUCHED[employeeId] ?? []).filter((cwo) => MANAGER_OF[cwo] === reader);
  return role === 'pm' && isThere && managed.length > 0 ? 'own lines' : 'forbidden';
}

let ports: AuditPorts;

beforeAll(async () => {
  const { reader, evidence } = (await auditedWeek()).system.ports(OPEN);
  ports = { ledger: reader, evidence, managers };
});

function sightOf(answer: AuditAnswer): Sight {
  if (answer.status !== 200) return answer.status === 403 ? 'forbidden' : 'nothing there';
  return 'weights' in (answer.revisions[0] as object) ? 'everything' : 'own lines';
}

describe('who may see an audit', () => {
  it.each(CASES)('as %s %s: of %s in the week of %s %s', async (role, reader, employeeId, mondayDate, sight) => {
    const answer = await readAudit({ reader: { role, employeeId: reader }, employeeId, mondayDate }, ports);

    expect(sightOf(answer)).toBe(sight);
  });

  it('is asked in every kind of case', () => {
    expect(new Set(CASES.map(([role, , , , sight]) => `${role} ${sight}`))).toEqual(
      new Set([
        ...['everything', 'nothing there', 'forbidden'].map((sight) => `employee ${sight}`),
        ...['everything', 'own lines', 'nothing there', 'forbidden'].map((sight) => `pm ${sight}`),
        ...['everything', 'nothing there'].map((sight) => `finance ${sight}`),
      ]),
    );
  });
});

describe('what a project manager sees', () => {
  const seen = async (reader: string) => {
    const request = {
      reader: { role: 'pm' as const, employeeId: reader },
      employeeId: 'E1',
      mondayDate: AUDITED_MONDAY,
    };
    const answer = await readAudit(request, ports);
    return answer.status === 200 ? toExactJson(answer.revisions, 0) : '';
  };

  it('are the lines of their CWO, revision by revision', async () => {
    const revisions = JSON.parse(await seen('PM-2')) as {
      revision: number;
      basis: string | null;
      lines: { cwoId: string }[];
      otherWork: object;
    }[];

    expect(revisions.map(({ revision, basis, lines }) => [revision, basis, lines.map(({ cwoId }) => cwoId)])).toEqual([
      [1, null, []],
      [2, 'ACTUAL', ['C2']],
      [3, null, []],
    ]);
    expect(revisions[0]?.otherWork).toEqual({ tokens: 2002, costUsd: '13.3334' });
  });

  it.each(['PM-1', 'PM-2'])('is for %s as its contract says', async (reader) => {
    const faults = JSON.parse(await seen(reader)).flatMap((revision: unknown) =>
      faultsOf('audit.openapi.yaml#/components/schemas/ManagerRevision', revision),
    );

    expect(faults).toEqual([]);
  });

  it.each([
    ['PM-1', ['C2', 'R-C2', 'OVERHEAD', 'UNALLOCATED', 'BROKEN', 'INTERNAL', 'PM-2']],
    ['PM-2', ['C1', 'R-C1', 'OVERHEAD', 'UNALLOCATED', 'BROKEN', 'INTERNAL', 'PM-1']],
  ])('is for %s no word of other work, of hours, plans, evidence or sources', async (reader, foreign) => {
    const json = await seen(reader);

    const hidden = [
      ...foreign,
      'entries',
      'plans',
      'evidence',
      'weights',
      'sources',
      'tool',
      'differences',
      'timesheet',
    ];
    expect(hidden.filter((word) => json.includes(`"${word}"`) || json.includes(`#${word}"`))).toEqual([]);
    expect(json).not.toBe('');
  });
});

describe('what finance sees', () => {
  it('names of every revision its last confirmation, of the superseded ones too', async () => {
    const request = {
      reader: { role: 'finance' as const, employeeId: 'F' },
      employeeId: 'E1',
      mondayDate: AUDITED_MONDAY,
    };

    const answer = await readAudit(request, ports);

    const revisions = answer.status === 200 ? (answer.revisions as RevisionView[]) : [];
    expect(revisions.map(({ confirmed }) => confirmed?.trigger ?? null)).toEqual(['WEBHOOK', null, 'WEBHOOK']);
    expect(revisions.map(({ recomputedAgrees }) => recomputedAgrees)).toEqual([true, true, true]);
    const told = JSON.parse(toExactJson({ employeeId: 'E1', weekStartDate: AUDITED_MONDAY, revisions }, 0));
    expect(faultsOf('cli-audit.schema.json', told)).toEqual([]);
    for (const { confirmed, createdAt, evidence, timesheet } of revisions) {
      if (!confirmed) continue;
      expect(confirmed.timesheet).toEqual(timesheet);
      expect(confirmed.at > createdAt).toBe(true);
      expect(confirmed.evidence).toMatch(/^[0-9a-f]{64}$/);
      expect(evidence).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe('a request', () => {
  const good = { reader: { employeeId: 'E1', role: 'employee' }, employeeId: 'E1', mondayDate: AUDITED_MONDAY };

  it.each(['employee', 'pm', 'finance'])('is taken from the role %s', (role) => {
    expect(auditRequestSchema.safeParse({ ...good, reader: { employeeId: 'E1', role } }).success).toBe(true);
  });

  it.each<[string, object]>([
    ['an unknown role', { ...good, reader: { employeeId: 'E1', role: 'admin' } }],
    ['a role in other letters', { ...good, reader: { employeeId: 'E1', role: 'FINANCE' } }],
    ['several roles', { ...good, reader: { employeeId: 'E1', role: ['employee', 'finance'] } }],
    ['several roles in one text', { ...good, reader: { employeeId: 'E1', role: '[employee finance]' } }],
    ['no role', { ...good, reader: { employeeId: 'E1' } }],
    ['nobody', { ...good, reader: { role: 'finance' } }],
    ['an empty subject', { ...good, reader: { employeeId: '', role: 'finance' } }],
    ['a subject that is no id', { ...good, reader: { employeeId: 'E1 OR 1', role: 'finance' } }],
    ['no claims', { ...good, reader: undefined }],
    ['an employee that is no id', { ...good, employeeId: '../E1' }],
    ['an employee of 65 characters', { ...good, employeeId: 'E'.repeat(65) }],
    ['a day that is no Monday', { ...good, mondayDate: '2026-11-17' }],
    ['a Monday that is none of the calendar', { ...good, mondayDate: '2026-02-30' }],
    ['no date', { ...good, mondayDate: 'last week' }],
  ])('of %s is refused', (_, request) => {
    expect(auditRequestSchema.safeParse(request).success).toBe(false);
  });
});
