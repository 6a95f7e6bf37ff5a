import { describe, expect, inject, it } from 'vitest';
import type { Fault } from '../../doubles/foreign-timesheets.ts';
import { scriptChanges } from '../../worlds/foreign-week.ts';
import { usage } from '../../worlds/usage-files.ts';
import { ChangingWeek, each, names, on } from './changing-week.ts';
import { feed } from './feed.ts';
import { post, settle } from './intake.ts';
import { weekOf } from './weeks.ts';

describe('a delivery that overtakes the weekly run', () => {
  const week = new ChangingWeek(weekOf('never run'));

  it('starts nothing: the weekly run reads the timesheet', async () => {
    await week.change({ 'NR-1': on('NR-A') });
    await week.tell('NR-1');
    await settle(week.stack);
    const before = await week.stack.records.listSinceFullRun(week.monday);

    await week.begin({ 'NR-1': on('NR-B', 2) });

    expect(before).toEqual([]);
    expect(await week.state()).toEqual({ 'NR-1': ['NR-B 40.00 r1'] });
  });
});

describe('a change of an employee without a result, in a week that was run', () => {
  const week = new ChangingWeek(weekOf('no head'));

  it('has the lake asked for this employee, and leaves the late usage of others to the weekly run', async () => {
    await week.begin({ 'NH-1': on('NH-A') });
    await week.change({ 'NH-2': on('NH-B'), 'NH-3': on('NH-B') });
    await week.load('late.csv', [usage('NH-1', '5.00'), usage('NH-2', '7.00'), usage('NH-3', '9.00')]);

    await week.tell('NH-1', 'NH-2', 'NH-UNKNOWN');
    await settle(week.stack);

    const { rows, totals } = await week.show();
    expect(rows.map(({ employeeId, allocatedCostUsd, revision }) => [employeeId, allocatedCostUsd, revision])).toEqual([
      ['NH-1', '10.0000', 1],
      ['NH-2', '7.0000', 1],
    ]);
    expect(totals.costUsd).toBe('17.0000');
    const { revisionsWritten, unchanged } = await week.run();
    expect({ revisionsWritten, unchanged }).toEqual({ revisionsWritten: 2, unchanged: 1 });
  });
});

describe('employees whose ids are words of the language', () => {
  const week = new ChangingWeek(weekOf('odd ids'));
  const people = ['__proto__', 'constructor', 'toString'];

  it('are employees as any', async () => {
    await week.begin(each(people, on('OI-A')));
    await week.change(each(people, on('OI-B', 2)));

    await week.tell(...people);
    await settle(week.stack);

    for (const id of people) {
      expect(await week.lines(id)).toMatchObject([{ employeeId: id, cwoId: 'OI-B', revision: 2 }]);
      expect(await week.audit(id)).toMatchObject([{ recomputedAgrees: true }, { recomputedAgrees: true }]);
    }
  });
});

describe('deliveries that are lost', () => {
  const week = new ChangingWeek(weekOf('lost deliveries'));
  const people = names('LD', 4);

  it('are made good by the sweep, and nothing else is touched', async () => {
    await week.begin(each(people, on('LD-A')));
    const [told, lost, replayed, silent] = people as [string, string, string, string];
    const before = await week.audit(lost);
    await week.change({ ...each([told, lost, replayed], on('LD-B', 2)), [silent]: on('LD-A') });
    const deliveries = await week.deliveries(told, replayed, told, replayed);
    for (const delivery of [...deliveries, ...deliveries].reverse()) {
      expect(await post(week.stack.output('WebhookUrl'), delivery)).toBe(202);
    }
    await settle(week.stack);
    expect(await week.state()).toEqual({
      ...each([told, replayed], ['LD-B 40.00 r2']),
      ...each([lost, silent], ['LD-A 40.00 r1']),
    });
    await feed(week, { changes: week.changes(told, lost, lost), repeat: 1 });

    const { exitCode, report } = await week.sweep();

    expect({ exitCode, isComplete: report.isComplete }).toEqual({ exitCode: 0, isComplete: true });
    expect(report.sweep?.runs).toMatchObject([{ weekStartDate: week.monday, status: 'SUCCEEDED' }]);
    expect(await week.state()).toEqual({
      ...each([told, lost, replayed], ['LD-B 40.00 r2']),
      [silent]: ['LD-A 40.00 r1'],
    });
    expect((await week.audit(lost))[0]).toEqual(before[0]);
  });
});

describe('corrections while the timesheet system fails', () => {
  const week = new ChangingWeek(weekOf('failing timesheet system'));
  const people = names('FS', 2);

  it.each<[string, number, Fault]>([
    ['is down', 10, { status: 503, body: 'down' }],
    ['throttles', 20, { status: 429, headers: { 'retry-after': '60' } }],
  ])('as it %s are taken up by the sweep after that: the cursor waits for them', async (_, version, fault) => {
    await week.begin(each(people, on(`FS-${version}`, version)));
    await week.change(each(people, on(`FS-${version + 1}`, version + 1)));
    const before = await week.lines();
    await feed(week, { changes: week.changes(...people) });
    await week.fail(fault);

    const failed = await week.sweep();
    const meanwhile = await week.lines();
    await week.change({});
    const repaired = await week.sweep();

    expect([failed, repaired].map(({ exitCode, report }) => [exitCode, report.isComplete])).toEqual([
      [1, false],
      [0, true],
    ]);
    expect(meanwhile).toEqual(before);
    expect((await week.lines()).map(({ cwoId }) => cwoId)).toEqual(people.map(() => `FS-${version + 1}`));
  });
});

describe('a feed that is not as it should be', () => {
  const week = new ChangingWeek(weekOf('feed'));
  const people = names('FD', 30);

  it('as its cursor has gone stale is read from the beginning', async () => {
    await week.begin(each(people, on('FD-A')));
    await feed(week, { changes: week.changes(...people), pageMax: 7 });
    await week.sweep();
    await week.change(each(people.slice(0, 2), on('FD-B', 2)));
    await scriptChanges(inject('timesheets'), { changes: week.changes(...people), staleCursors: ['c28'] });

    const { exitCode, report } = await week.sweep();

    expect({ exitCode, changes: report.sweep?.changes }).toEqual({ exitCode: 0, changes: 30 });
    expect(Object.values(await week.state()).filter(([line]) => line === 'FD-B 40.00 r2')).toHaveLength(2);
  });

  it('as it never ends is left once it tells no more changes', async () => {
    await week.change(each(people, on('FD-C', 3)));
    await feed(week, { changes: week.changes(...people), pageMax: 1, endless: 'MOVING' });

    const first = await week.sweep();
    const second = await week.sweep();

    expect([first, second].map(({ exitCode, report }) => [exitCode, report.sweep?.changes])).toEqual([
      [0, 30],
      [0, 0],
    ]);
    expect(Object.values(await week.state()).every(([line]) => line?.startsWith('FD-C 40.00'))).toBe(true);
  });

  it('as it stays at its cursor is left', async () => {
    await feed(week, { changes: week.changes(...people), endless: 'STUCK' });

    const { exitCode, report } = await week.sweep();

    expect(exitCode).toBe(0);
    expect(report.sweep?.changes).toBeGreaterThan(0);
  });

  it.each([
    ['fails', { status: 500, body: '' }],
    ['is of another shape', { body: '{"changes":{}}' }],
  ])('as it %s fails the sweep, and is read by the next', async (_, fault) => {
    await week.change(each(['FD-00'], on('FD-D', 9)));
    await feed(week, {
      changes: week.changes('FD-00'),
      staleCursors: ['c1', 'c40', 'c39'],
      faults: [fault],
    });
    const failed = await week.sweep();
    await scriptChanges(inject('timesheets'), { changes: week.changes('FD-00') });

    const repaired = await week.sweep();

    expect([failed.exitCode, repaired.exitCode]).toEqual([1, 0]);
  });
});
