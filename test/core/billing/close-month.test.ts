import { describe, expect, it } from 'vitest';
import {
  type CloseCommand,
  closeMonth,
  NothingToCloseError,
  ReopenRefusedError,
  reopenMonth,
} from '../../../core/billing/close-month.ts';
import { exportPaper, type PaperCommand, readPaper } from '../../../core/billing/export-invoice.ts';
import type { Paper } from '../../../core/billing/paper.ts';
import { dyingAt, type Gate } from '../../histories/model/gates.ts';
import { BooksWorld, STANDS_WELL, type Worked } from './books-world.ts';

const [NOV, DEC, JAN] = ['2026-11', '2026-12', '2027-01'];
const WEEKS = ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30'];
const LAST = '2026-11-30';

const day = (task: string, on: string, hours = '8.00') => ({ task, day: on, hours });
const statement = (month = NOV, clientId: string | null = 'CL1'): PaperCommand => ({
  ...{ kind: 'STATEMENT', month: month as string, clientId, cwoId: null },
});
const JSON_FORMAT = {
  name: 'json',
  write: (paper: Paper) => JSON.stringify(paper, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
};
const close = (world: BooksWorld, changes: Partial<CloseCommand> = {}, gate?: Gate) =>
  closeMonth({ month: NOV as string, clientId: undefined, by: 'fin', force: undefined, ...changes }, world.ports(gate));

/** November, run whole and approved: E1 on C1 and C3 in each week; the last week is the worked example. */
function november(): BooksWorld {
  const world = new BooksWorld();
  for (const week of WEEKS.slice(0, -1)) world.decide('E1', week, [day('T1', week), day('T3', week)]);
  world.decide('E1', LAST, [day('T1', LAST), day('T1', '2026-12-01', '12.00')]);
  return world;
}

const amounts = ({ lines, corrections }: Paper) => [
  ...lines.map(({ cwoId, exactUsd }) => `${cwoId} ${exactUsd}`),
  ...corrections.map(({ ofMonth, cwoId, beforeUsd, afterUsd }) => `${ofMonth} ${cwoId} ${beforeUsd} → ${afterUsd}`),
];

describe('closing a month', () => {
  it('freezes it for each client and for what is nobody’s: 12.0000 of 30.0001 USD by 8 h on 30 November', async () => {
    const world = november();

    const result = await close(world);

    expect(result).toMatchObject({ kind: 'CLOSED', points: [], already: [] });
    const closed = result.kind === 'CLOSED' ? result.closed : [];
    expect(closed.map(({ record: { clientId, version, policy } }) => [clientId, version, policy])).toEqual([
      ['CL1', 1, 'BY_DAY'],
      ['CL2', 1, 'BY_DAY'],
      [null, 1, 'BY_DAY'],
    ]);
    const paper = await readPaper(statement(), world.ports());
    // Four weeks of 30.0001 USD by half, and 12.0000 of the last.
    expect(paper).toMatchObject({ status: 'CLOSED', totals: { exactUsd: '72.0004' }, provisional: false });
    expect(amounts(await readPaper(statement(DEC), world.ports()))).toEqual(['C1 18.0001']);
  });

  it('again closes nothing, and says so', async () => {
    const world = november();
    await close(world);

    expect(await close(world)).toMatchObject({ closed: [], already: [null, 'CL1', 'CL2'] });
    expect(await close(world, { clientId: 'CL1' })).toMatchObject({ closed: [], already: ['CL1'] });
  });

  it('of a client leaves the others open', async () => {
    const world = november();
    await close(world, { clientId: 'CL1' });

    expect((await readPaper(statement(NOV, 'CL2'), world.ports())).status).toBe('OPEN');
    expect(await close(world)).toMatchObject({ already: ['CL1'] });
  });

  it('of a client that has no line in it is refused', async () => {
    await expect(close(november(), { clientId: 'CL9' })).rejects.toThrow(NothingToCloseError);
  });
});

describe('an open point', () => {
  it.each<[string, (world: BooksWorld) => void, object]>([
    [
      'a week that was not run',
      (world) => world.changedAt.delete(LAST),
      { kind: 'NOT_RUN', mondayDate: LAST, employeeId: null },
    ],
    [
      'a run that failed',
      (world) => world.standings.set(LAST, { ...STANDS_WELL, failure: 'NO_USAGE: none' }),
      { kind: 'RUN_FAILED', detail: 'NO_USAGE: none' },
    ],
    [
      'a run that lost employee-weeks',
      (world) => world.standings.set(LAST, { ...STANDS_WELL, employeesFailed: 3 }),
      { kind: 'RUN_PARTIAL', employeeId: null },
    ],
    [
      'a list that is no longer kept',
      (world) => world.standings.set(LAST, { ...STANDS_WELL, setAside: null }),
      { kind: 'RUN_PARTIAL' },
    ],
    [
      'an employee-week set aside that has no head',
      (world) => world.standings.set(LAST, { ...STANDS_WELL, setAside: new Map([['E7', 'NEGATIVE_HOURS: C1']]) }),
      { kind: 'SET_ASIDE', employeeId: 'E7', detail: 'NEGATIVE_HOURS: C1' },
    ],
    [
      'what is not approved',
      (world) => world.decide('E2', LAST, [day('T1', LAST)], { isApproved: false }),
      { kind: 'ESTIMATED', employeeId: 'E2', detail: '30.0001 USD by SUBMITTED_HOURS' },
    ],
    [
      'what is nobody’s',
      (world) => world.decide('E2', LAST, [day('TX', LAST)]),
      { kind: 'UNALLOCATED', employeeId: 'E2', detail: '30.0001 USD: BROKEN_CHAIN' },
    ],
    [
      'few hours',
      (world) => world.decide('E2', LAST, [day('T1', LAST, '1.00')]),
      { kind: 'FEW_HOURS', employeeId: 'E2' },
    ],
  ])('is %s: the month stays open, unless it is forced', async (_, change, point) => {
    const world = november();
    change(world);

    const refused = await close(world);
    expect(refused.kind).toBe('REFUSED');
    expect(refused.points).toContainEqual(expect.objectContaining(point));

    const forced = await close(world, { force: 'the client waits' });
    expect(forced.kind).toBe('CLOSED');
    expect(await readPaper(statement(), world.ports())).toMatchObject({
      forced: { by: 'fin', why: 'the client waits' },
    });
  });

  it('is none once finance has accepted the employee-week, until that changes', async () => {
    const world = november();
    world.decide('E2', LAST, [day('T1', LAST)], { isApproved: false });
    const hash = world.heads.get(`${LAST}#E2`)?.revisionHash as string;
    await accept(world, 'E2', hash);

    world.decide('E2', LAST, [day('T2', LAST)], { isApproved: false });
    expect((await close(world)).kind).toBe('REFUSED');
    await accept(world, 'E2', world.heads.get(`${LAST}#E2`)?.revisionHash as string);
    expect((await close(world)).kind).toBe('CLOSED');
  });

  it('is what is set aside after it was accepted, or for another reason', async () => {
    const world = november();
    world.decide('E2', LAST, [day('T1', LAST)], { isApproved: false });
    await accept(world, 'E2', world.heads.get(`${LAST}#E2`)?.revisionHash as string);
    const setAside = new Map([
      ['E2', 'NEGATIVE_HOURS: C1'],
      ['E7', 'NEGATIVE_TOTAL: -1'],
    ]);
    world.standings.set(LAST, { ...STANDS_WELL, setAside });
    await accept(world, 'E7', null, 'IMPLAUSIBLE_HOURS: 200');

    const kinds = (await close(world)).points.map(({ kind, employeeId }) => `${kind} ${employeeId}`);
    expect(kinds).toEqual(['SET_ASIDE E2', 'ESTIMATED E2', 'SET_ASIDE E7']);

    await accept(world, 'E2', world.heads.get(`${LAST}#E2`)?.revisionHash as string, 'NEGATIVE_HOURS: C1');
    await accept(world, 'E7', null, 'NEGATIVE_TOTAL: -1');
    expect((await close(world)).kind).toBe('CLOSED');
  });

  it('is a line of a CWO that no client is known of', async () => {
    const world = november();
    world.move('C2', null);
    world.decide('E2', LAST, [day('T2', LAST, '20.00')]);

    expect((await close(world)).points).toMatchObject([
      { kind: 'NO_CLIENT', employeeId: 'E2', detail: '30.0001 USD on C2' },
    ]);
  });

  it('of another client, or of nobody’s, keeps no client from being closed', async () => {
    const world = november();
    world.decide('E2', LAST, [day('T3', LAST)], { isApproved: false });
    world.standings.set(LAST, { ...STANDS_WELL, setAside: new Map([['E7', 'NEGATIVE_HOURS']]) });

    expect((await close(world, { clientId: 'CL2' })).points).toMatchObject([{ employeeId: 'E2' }]);
    expect((await close(world, { clientId: 'CL1' })).kind).toBe('CLOSED');
  });

  it('is what is set aside of somebody whose hours lead to the client', async () => {
    const world = november();
    const worked: Worked = [day('T1', LAST), day('TX', LAST)];
    world.decide('E2', LAST, worked);

    expect((await close(world, { clientId: 'CL1' })).points).toMatchObject([{ kind: 'UNALLOCATED', employeeId: 'E2' }]);
    expect((await close(world, { clientId: 'CL2' })).kind).toBe('CLOSED');
  });
});

async function accept(
  world: BooksWorld,
  employeeId: string,
  revisionHash: string | null,
  setAside: string | null = null,
): Promise<void> {
  const acceptances = world.acceptances();
  await acceptances.put(employeeId, LAST, { by: 'fin', why: 'small', at: world.clock.now(), revisionHash, setAside });
}

describe('a month that is closed', () => {
  it('is corrected in the earliest open month after it, once what changed is settled', async () => {
    const world = november();
    await close(world);
    world.decide('E1', WEEKS[0] as string, [day('T1', WEEKS[0] as string)], { isApproved: false });

    expect(await readPaper(statement(DEC), world.ports())).toMatchObject({
      corrections: [],
      waiting: { lines: 1, exactUsd: '15.0000' },
      provisional: true,
    });

    world.decide('E1', WEEKS[0] as string, [day('T1', WEEKS[0] as string)]);
    const paper = await readPaper(statement(DEC), world.ports());
    expect(amounts(paper)).toEqual(['C1 18.0001', '2026-11 C1 72.0004 → 87.0004']);
    expect(amounts(await readPaper(statement(DEC, 'CL2'), world.ports()))).toEqual(['2026-11 C3 60.0000 → 45.0000']);
    expect(await readPaper(statement(), world.ports())).toMatchObject({ totals: { exactUsd: '72.0004' } });
  });

  it('is corrected for a client as well that had nothing in it when it was closed for everybody', async () => {
    const world = november();
    await close(world);
    world.move('C1', 'CL9');
    world.decide('E1', WEEKS[0] as string, [day('T1', WEEKS[0] as string)]);

    expect((await readPaper(statement(NOV, 'CL9'), world.ports())).status).toBe('CLOSED');
    const corrected = ['2026-11 C1 0.0000 → 30.0001'];
    expect(amounts(await readPaper(statement(DEC, 'CL9'), world.ports()))).toEqual(corrected);

    const closed = await close(world, { month: DEC as string, force: 'a test' });
    expect(closed).toMatchObject({
      kind: 'CLOSED',
      closed: expect.arrayContaining([
        expect.objectContaining({ record: expect.objectContaining({ clientId: 'CL9' }) }),
      ]),
    });
    expect(amounts(await readPaper(statement(DEC, 'CL9'), world.ports()))).toEqual(corrected);
    const invoice: PaperCommand = { ...statement(NOV, 'CL9'), kind: 'INVOICE' };
    expect((await exportPaper(invoice, JSON_FORMAT, world.ports())).paper).toMatchObject({
      number: 'CL9-2026-11-001',
      lines: [],
    });
    expect(amounts(await readPaper(statement(DEC, 'CL9'), world.ports()))).toEqual(corrected);
  });

  it('is corrected by usage that vanishes, though nothing approved it', async () => {
    const world = november();
    await close(world);
    world.decide('E1', WEEKS[0] as string, [], { isApproved: false, cost: 0n, tokens: 0n });

    expect(amounts(await readPaper(statement(DEC), world.ports()))).toEqual([
      'C1 18.0001',
      '2026-11 C1 72.0004 → 57.0003',
    ]);
  });

  it('keeps its policy for others when it is opened again for one', async () => {
    const world = november();
    await close(world, { clientId: 'CL2' });
    world.monthPolicy = 'BY_MONDAY';
    await close(world, { month: DEC as string, clientId: 'CL1', force: 'a test' });
    await reopenMonth({ month: NOV as string, clientId: 'CL2', by: 'fin' }, world.ports());
    await close(world, { clientId: 'CL1' });

    expect((await readPaper(statement(), world.ports())).totals.exactUsd).toBe('72.0004');
    expect(amounts(await readPaper(statement(DEC), world.ports()))).toEqual(['C1 18.0001']);
  });

  it('may be opened again for everybody, or for none of them', async () => {
    const world = november();
    await close(world);
    const reopen = () => reopenMonth({ month: NOV as string, clientId: undefined, by: 'fin' }, world.ports());
    expect((await reopen()).map(({ clientId }) => clientId)).toEqual([null, 'CL1', 'CL2']);

    await close(world);
    await exportPaper({ ...statement(), kind: 'INVOICE' }, JSON_FORMAT, world.ports());
    await expect(reopen()).rejects.toThrow('2026-11 of CL1 was exported as invoice CL1-2026-11-001');
    expect((await readPaper(statement(NOV, 'CL2'), world.ports())).status).toBe('CLOSED');
  });

  it('has the corrected figures as its new ones once that month is closed as well', async () => {
    const world = november();
    await close(world);
    world.decide('E1', WEEKS[0] as string, [day('T1', WEEKS[0] as string)]);
    await close(world, { month: DEC as string, force: 'a test' });

    expect(amounts(await readPaper(statement(DEC), world.ports()))).toEqual([
      'C1 18.0001',
      '2026-11 C1 72.0004 → 87.0004',
    ]);
    expect(amounts(await readPaper(statement(JAN), world.ports()))).toEqual([]);

    world.decide('E1', WEEKS[0] as string, [day('T2', WEEKS[0] as string)]);
    expect(amounts(await readPaper(statement(JAN), world.ports()))).toEqual([
      '2026-11 C1 87.0004 → 57.0003',
      '2026-11 C2 0.0000 → 30.0001',
    ]);
  });

  it('keeps its policy, and so do the weeks that touch it', async () => {
    const world = november();
    await close(world);
    world.monthPolicy = 'BY_MONDAY';

    expect(amounts(await readPaper(statement(DEC), world.ports()))).toEqual(['C1 18.0001']);
  });

  it('may be opened again as long as nothing of it was exported and no later month is closed', async () => {
    const world = november();
    await close(world);
    await close(world, { month: DEC as string, force: 'a test' });
    const reopen = (month: string) => reopenMonth({ month, clientId: 'CL1', by: 'fin' }, world.ports());

    await expect(reopen(NOV as string)).rejects.toThrow('2026-12 of CL1 is closed after it: open that first');
    expect(await reopen(DEC as string)).toMatchObject([{ state: 'REOPENED', version: 2 }]);
    expect(await reopen(NOV as string)).toMatchObject([{ state: 'REOPENED' }]);
    await expect(reopen(NOV as string)).rejects.toThrow('2026-11 of CL1 is not closed');

    await close(world);
    await exportPaper({ ...statement(), kind: 'INVOICE' }, JSON_FORMAT, world.ports());
    await expect(reopen(NOV as string)).rejects.toThrow(ReopenRefusedError);
  });

  it('stays closed for everybody while a later month of one who had nothing in it tells what came to them', async () => {
    const world = new BooksWorld();
    await close(world, { force: 'a test' });
    world.decide('E1', WEEKS[0] as string, [day('T1', WEEKS[0] as string)]);
    await close(world, { month: DEC as string, clientId: 'CL1', force: 'a test' });
    const reopen = (month: string, clientId?: string) => reopenMonth({ month, clientId, by: 'fin' }, world.ports());

    await expect(reopen(NOV as string)).rejects.toThrow('2026-12 of CL1 is closed after it: open that first');
    await reopen(DEC as string, 'CL1');
    expect(await reopen(NOV as string)).toMatchObject([{ clientId: null, state: 'REOPENED' }]);
  });
});

describe('an invoice', () => {
  const invoice = (cwoId: string | null = null): PaperCommand => ({ ...statement(), kind: 'INVOICE', cwoId });

  it('has a number from its first export on, and the same bytes ever after', async () => {
    const world = november();
    await world.recharge('C1', 'AT_COST', NOV as string);
    await close(world);
    expect((await readPaper(invoice(), world.ports())).number).toBeNull();

    const first = await exportPaper(invoice(), JSON_FORMAT, world.ports());
    world.decide('E1', WEEKS[0] as string, [day('T2', WEEKS[0] as string)]);

    expect(first.paper).toMatchObject({ number: 'CL1-2026-11-001', totals: { amountUsd: '72.00' } });
    expect((await exportPaper(invoice(), JSON_FORMAT, world.ports())).text).toBe(first.text);
    expect((await readPaper(invoice(), world.ports())).number).toBe('CL1-2026-11-001');
    const csv = await exportPaper(invoice(), { name: 'csv', write: () => 'csv' }, world.ports());
    expect([csv.paper.number, csv.text]).toEqual(['CL1-2026-11-001', 'csv']);
  });

  it('of a CWO takes its rows from the invoice of all, and none of what stands on another', async () => {
    const world = november();
    for (const cwoId of ['C1', 'C2']) await world.recharge(cwoId, 'AT_COST', NOV as string);
    world.decide('E2', LAST, [day('T2', LAST, '20.00')]);
    await close(world);

    await exportPaper(invoice('C2'), JSON_FORMAT, world.ports());
    const rest = await exportPaper(invoice(), JSON_FORMAT, world.ports());

    expect(rest.paper.number).toBe('CL1-2026-11-002');
    expect(rest.paper.lines.map(({ cwoId }) => cwoId)).toEqual(['C1']);
    await expect(exportPaper(invoice('C1'), JSON_FORMAT, world.ports())).rejects.toThrow(
      'C1 stands on invoice CL1-2026-11-002',
    );
  });

  it('of a CWO for which the client pays nothing is refused, and takes no number', async () => {
    const world = november();
    await close(world);

    await expect(exportPaper(invoice('C3'), JSON_FORMAT, world.ports())).rejects.toThrow(
      'CL1 pays nothing for C3 in 2026-11',
    );
    expect(await reopenMonth({ month: NOV as string, clientId: 'CL1', by: 'fin' }, world.ports())).toHaveLength(1);
  });

  it('of an open month has no number, however often it is written', async () => {
    const world = november();
    await exportPaper(invoice(), JSON_FORMAT, world.ports());

    expect((await exportPaper(invoice(), JSON_FORMAT, world.ports())).paper).toMatchObject({
      status: 'OPEN',
      number: null,
    });
  });

  it('may come to 0.00, where nothing is recharged', async () => {
    const world = november();
    await close(world);

    const { paper } = await exportPaper(invoice(), JSON_FORMAT, world.ports());
    expect(paper).toMatchObject({ number: 'CL1-2026-11-001', lines: [], totals: { amountUsd: '0.00' } });
  });

  it('corrects a CWO that was recharged then, though it is no longer', async () => {
    const world = november();
    await world.recharge('C1', 'AT_COST', NOV as string);
    await close(world);
    await world.recharge('C1', 'NONE', DEC as string);
    world.decide('E1', WEEKS[0] as string, [day('T1', WEEKS[0] as string)]);

    const paper = await readPaper({ ...invoice(), month: DEC as string }, world.ports());
    expect(amounts(paper)).toEqual(['2026-11 C1 72.0004 → 87.0004']);
  });
});

/** A put of what is frozen and one of the record, of each of three. */
const CALLS = 6;
const deaths = Array.from({ length: CALLS }, (_, at) =>
  (['BEFORE', 'AFTER'] as const).map((moment) => [moment, at] as const),
).flat();
const writesOnly =
  (gate: Gate): Gate =>
  (call, action) =>
    /^(Put|TransactWrite)/.test(call) ? gate(call, action) : action();

describe('a process that dies', () => {
  it.each(deaths)(
    '%s write %i of closing leaves each client closed or open, and the next closing whole',
    async (moment, atCall) => {
      const world = november();
      const gate = writesOnly(dyingAt({ atCall, moment, times: 1, of: 'RUN' }));

      await expect(close(world, {}, gate)).rejects.toThrow();
      const again = await close(world);

      expect(again.kind).toBe('CLOSED');
      for (const clientId of ['CL1', 'CL2', null]) {
        expect((await readPaper(statement(NOV, clientId), world.ports())).status).toBe('CLOSED');
      }
      expect(await readPaper(statement(), world.ports())).toMatchObject({ totals: { exactUsd: '72.0004' } });
    },
  );

  it.each(deaths.slice(0, 4))(
    '%s write %i of an export leaves a number at most, and the same one the next time',
    async (moment, atCall) => {
      const world = november();
      await world.recharge('C1', 'AT_COST', NOV as string);
      await close(world);
      const gate = writesOnly(dyingAt({ atCall, moment, times: 1, of: 'RUN' }));
      const invoice: PaperCommand = { ...statement(), kind: 'INVOICE' };

      await expect(exportPaper(invoice, JSON_FORMAT, world.ports(gate))).rejects.toThrow();
      const { paper, text } = await exportPaper(invoice, JSON_FORMAT, world.ports());

      expect(paper.number).toBe('CL1-2026-11-001');
      expect((await exportPaper(invoice, JSON_FORMAT, world.ports())).text).toBe(text);
      expect((await world.ports().closings.list()).find(({ clientId }) => clientId === 'CL1')?.invoices).toHaveLength(
        1,
      );
    },
  );
});

describe('two at once', () => {
  it('close each client once, and the other one is told', async () => {
    const world = november();

    const results = await Promise.all([close(world), close(world)]);

    const closed = results.flatMap((result) => (result.kind === 'CLOSED' ? result.closed : []));
    const already = results.flatMap((result) => (result.kind === 'CLOSED' ? result.already : []));
    expect(closed.map(({ record }) => record.clientId).sort()).toEqual(['CL1', 'CL2', null]);
    expect(already).toHaveLength(3);
  });

  it('close a month and open the one that it corrects: one of them looks again', async () => {
    const world = november();
    await close(world);
    const held = Promise.withResolvers<void>();
    const reads = Promise.withResolvers<void>();
    const slow: Gate = async (call, action) => {
      if (call === 'TransactWriteCommand') {
        reads.resolve();
        await held.promise;
      }
      return action();
    };
    const closing = close(world, { month: DEC as string, clientId: 'CL1', force: 'a test' }, slow);
    await reads.promise;
    await reopenMonth({ month: NOV as string, clientId: 'CL1', by: 'fin' }, world.ports());
    held.resolve();

    expect(await closing).toMatchObject({ closed: [], already: [], lost: ['CL1'] });
    expect((await readPaper(statement(DEC), world.ports())).status).toBe('OPEN');
    expect((await close(world)).kind).toBe('CLOSED');
    expect(await close(world, { month: DEC as string, force: 'a test' })).toMatchObject({ lost: [] });
  });

  it('close a month for everybody and open one that it corrects: it is closed for nobody who could not be', async () => {
    const world = november();
    await close(world);
    let isFirst = true;
    const meanwhile: Gate = async (call, action) => {
      if (call === 'TransactWriteCommand' && isFirst) {
        isFirst = false;
        await reopenMonth({ month: NOV as string, clientId: 'CL1', by: 'fin' }, world.ports());
      }
      return action();
    };

    const result = await close(world, { month: DEC as string, force: 'a test' }, meanwhile);

    expect(result).toMatchObject({ already: [], lost: ['CL1', null] });
    expect((await readPaper(statement(DEC), world.ports())).status).toBe('OPEN');
    expect(amounts(await readPaper(statement(DEC), world.ports()))).toEqual(['C1 18.0001']);
  });

  it('export the same invoice under one number, as the same bytes', async () => {
    const world = november();
    await world.recharge('C1', 'AT_COST', NOV as string);
    await close(world);
    const command: PaperCommand = { ...statement(), kind: 'INVOICE' };

    const [one, other] = await Promise.all([1, 2].map(() => exportPaper(command, JSON_FORMAT, world.ports())));

    expect(one?.text).toBe(other?.text);
    expect(one?.paper.number).toBe('CL1-2026-11-001');
  });

  it('export and open again: one of them is refused', async () => {
    const world = november();
    await close(world);
    const command: PaperCommand = { ...statement(), kind: 'INVOICE' };

    const [exported, reopened] = await Promise.allSettled([
      exportPaper(command, JSON_FORMAT, world.ports()),
      reopenMonth({ month: NOV as string, clientId: 'CL1', by: 'fin' }, world.ports()),
    ]);

    const number = exported.status === 'fulfilled' ? exported.value.paper.number : null;
    expect([number !== null, reopened.status === 'fulfilled'].filter(Boolean)).toHaveLength(1);
  });
});
