import { beforeEach, describe, expect, it } from 'vitest';
import { acceptForBilling, renderAccepted } from '../../../../cli/commands/finance/accept.ts';
import { close, renderClose, renderReopened, reopen } from '../../../../cli/commands/finance/closing.ts';
import { paper } from '../../../../cli/commands/finance/papers.ts';
import { recharge, renderRecharge } from '../../../../cli/commands/finance/recharge.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { toJson } from '../../../../cli/view/json.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import { BooksWorld } from '../../../core/billing/books-world.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { RUN } from '../../../worlds/runs.ts';

const WEEK = '2026-11-02';
const MONTH = '2026-11';
const STRANGE = '=Ärger & "Söhne", \n😀 \u202eback';

let world: BooksWorld;
let failed: number;

beforeEach(() => {
  world = new BooksWorld();
  failed = 0;
  for (const employee of ['E1', 'E2', 'E3']) {
    world.decide(employee, WEEK, [{ task: 'T1', day: WEEK, hours: '20.00' }]);
  }
  // Every other week of the month is run, with nothing in it.
  for (const monday of ['2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30']) world.changedAt.set(monday, 'T');
});

/** A deployment whose runs ended well, but for employee-weeks that they lost. */
function deployment(): Deployment {
  const { closings, frozenMonths, evidence, ledger, listWeeks, monthPolicy } = world.ports();
  const full = { ...RUN, status: 'SUCCEEDED', read: { setAside: { rows: 0 } }, failure: null };
  const readHead = async (employeeId: string, monday: string) => world.heads.get(`${monday}#${employeeId}`) ?? null;
  const parts = async () => (await listWeeks()).map(({ mondayDate: part, ...rest }) => ({ part, ...rest }));
  return {
    ...{ closings, frozenMonths, evidence },
    ledger: { ...ledger, readHead },
    recharges: world.recharges(),
    billingAcceptances: world.acceptances(),
    financeSettings: { monthPolicy },
    records: {
      listSinceFullRun: async (monday: string) =>
        world.changedAt.has(monday) ? [{ ...full, totals: { employeesFailed: failed, employeesQuarantined: 0 } }] : [],
    },
    sweepStates: { read: async () => ({ troubles: [] }) },
    publications: { list: parts, expectChange: async () => {} },
    cwos: {
      readCwos: async (ids: readonly string[]) =>
        new Map(ids.filter((id) => id === 'C1').map((id) => [id, { clientId: 'CL1' }])),
    },
  } as unknown as Deployment;
}

const closing = { month: MONTH, client: 'CL1', by: 'fin' };
const invoice = (format: 'table' | 'csv' | 'json') =>
  paper(deployment(), 'INVOICE', { month: MONTH, cwo: 'C1', format });

describe('ledger close', () => {
  it('lists what is open, and closes once it is not', async () => {
    failed = 2;
    const refused = await close(deployment(), closing);
    expect(faultsOf('cli-close.schema.json', JSON.parse(toJson(refused)))).toEqual([]);
    expect(renderClose(refused)).toContain('2026-11 stays open. Open points: 5');
    expect(renderClose(refused)).toContain('2 employee-weeks failed: run the week again');

    failed = 0;
    const closed = await close(deployment(), closing);
    expect(faultsOf('cli-close.schema.json', JSON.parse(toJson(closed)))).toEqual([]);
    expect(renderClose(closed)).toMatch(/^2026-11 is closed\.\n[\s\S]*CL1 +│ +3 │ 90\.0003/);
    expect(renderClose(await close(deployment(), closing))).toBe('2026-11 of CL1 is closed already.');
  });

  it('closes by force, and every paper says so', async () => {
    failed = 2;
    const closed = await close(deployment(), { ...closing, force: true, why: 'the client waits' });

    expect(renderClose(closed)).toContain('Closed with 5 open points, as fin says: the client waits');
    expect(await invoice('table')).toContain('Closed with open points, as fin says: the client waits');
  });

  it('opens again what was not exported', async () => {
    await close(deployment(), closing);

    expect(renderReopened(await reopen(deployment(), { month: MONTH, clientId: undefined, by: 'fin' }))).toBe(
      '2026-11 of CL1 is open again, as fin says.',
    );
  });
});

describe('ledger finance accept', () => {
  it('takes an employee-week as it is now, with a head or without', async () => {
    const word = { week: WEEK, by: 'fin', why: 'small' };

    expect(renderAccepted(await acceptForBilling(deployment(), { ...word, employee: 'E1' }))).toContain(
      'as it is now;',
    );
    expect(renderAccepted(await acceptForBilling(deployment(), { ...word, employee: 'E9' }))).toContain(
      'without a head;',
    );
  });
});

describe('ledger finance recharge', () => {
  const decide = (from = MONTH, cwoId = 'C1') =>
    recharge(deployment(), { cwoId, recharge: 'AT_COST', from, by: 'fin' });

  it('holds from a month on, of a CWO that somebody has seen', async () => {
    expect(renderRecharge(await decide())).toBe('C1 is recharged at cost from 2026-11 on, as fin says (decision 1).');
    await expect(decide(MONTH, 'C9')).rejects.toThrow('nobody has ever seen a CWO C9');
  });

  it('reaches into no month that is closed for its client', async () => {
    await close(deployment(), closing);

    await expect(decide()).rejects.toThrow('2026-11 of CL1 is closed: decide from a later month on');
    expect(await decide('2026-12')).toMatchObject({ version: 1 });
  });
});

describe('a paper', () => {
  it('is a table, JSON of its form, or CSV, of which each counts as exported once it is closed', async () => {
    await world.recharge('C1', 'AT_COST', MONTH);
    expect(await invoice('table')).toContain('Invoice of CL1, C1, 2026-11, OPEN');
    await close(deployment(), closing);
    expect(await invoice('table')).toContain('Invoice of CL1, C1, 2026-11, CLOSED');

    const json = await invoice('json');
    expect(faultsOf('cli-paper.schema.json', JSON.parse(json))).toEqual([]);
    expect(JSON.parse(json)).toMatchObject({ number: 'CL1-2026-11-001', totals: { amountUsd: '90.00' } });
    const csv = await invoice('csv');
    expect(csv.split('\r\n')[1]).toBe(
      'LINE,CL1-2026-11-001,CL1,2026-11,2026-11,C1,Work order C1,DEVELOPER,3000,,,90.0003,90.00,CLOSED,false,',
    );
    expect(await invoice('csv')).toBe(csv);
    expect(await invoice('table')).toContain('Invoice CL1-2026-11-001 of CL1, C1');
  });

  it('has names as they are, but for what a spreadsheet would take for a formula', async () => {
    world.name('C1', STRANGE);
    world.decide('E1', WEEK, [{ task: 'T1', day: WEEK, hours: '20.00' }]);
    world.name('C1', 'x'.repeat(1000));
    world.decide('E4', WEEK, [{ task: 'T2', day: WEEK, hours: '20.00' }]);

    const csv = await paper(deployment(), 'STATEMENT', { month: MONTH, client: 'CL1', format: 'csv' });

    expect(csv).toContain(`"'${STRANGE.replaceAll('"', '""')}"`);
  });

  it('is of a client or of a CWO whose client is known', async () => {
    const of = (options: object) => paper(deployment(), 'STATEMENT', { month: MONTH, format: 'json', ...options });

    await expect(of({})).rejects.toThrow(WrongUseError);
    await expect(of({ cwo: 'C9' })).rejects.toThrow('nobody knows the client of C9: name it with --client');
  });
});
