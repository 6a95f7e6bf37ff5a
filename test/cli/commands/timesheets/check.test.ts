import { beforeEach, describe, expect, it } from 'vitest';
import { type CheckedSource, type CheckOptions, checkSource } from '../../../../cli/commands/timesheets/check.ts';
import { exitCodeOfCheck, renderCheck, toCheckJson } from '../../../../cli/commands/timesheets/check-report.ts';
import { WrongUseError } from '../../../../cli/wrong-use-error.ts';
import type { NormalEntry } from '../../../../core/timesheets/mirror/normal-form.ts';
import type { PulledLine } from '../../../../core/timesheets/mirror/timesheet-puller.ts';
import type { LookedWeek } from '../../../../functions/messages/timesheets.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { entry, sheet } from '../../../worlds/mirror-weeks.ts';
import { lookingMachine } from './machine.ts';
import { MirrorInMemory, MONDAY } from './support.ts';

const SOURCE = 'tempo';
const OF = { source: SOURCE, weekStartDate: MONDAY, requests: 13 };

let system = new MirrorInMemory();
beforeEach(() => {
  system = new MirrorInMemory();
});

function linesOf(...entries: readonly Partial<NormalEntry>[]): PulledLine[] {
  return entries.map((one, index) => ({ entry: entry({ id: `e${index}`, ...one }) }));
}

async function check(looked: LookedWeek, options: CheckOptions = { source: SOURCE }) {
  const { machine, inputs } = lookingMachine([looked]);
  const waiting = { clock: system.clock, tell: () => undefined };
  const checked = await checkSource(options, { ...system.mirror, deployment: machine }, waiting);
  const told = toCheckJson(checked);
  expect(faultsOf('cli-timesheets-check.schema.json', told)).toEqual([]);
  return { checked, told, inputs: inputs(), exitCode: exitCodeOfCheck(checked), text: renderCheck(checked) };
}

async function checkTold(...lines: readonly PulledLine[]) {
  const snapshotKey = await system.mirror.snapshots.put({ source: SOURCE, mondayDate: MONDAY }, lines);
  return check({ ...OF, snapshotKey });
}

describe('a check of a system', () => {
  it('counts what it told of the last full week, and is good', async () => {
    await system.mirror.mirrorPeople.putEmails(SOURCE, new Map([['u2', 'ben@example.com']]));
    const { told, inputs, exitCode, text } = await checkTold(
      { user: { user: 'u3', isUnstable: false } },
      { sheet: sheet({ state: 'APPROVED' }) },
      { sheet: sheet({ user: 'u2', state: 'DRAFT' }) },
      ...linesOf({ user: 'u1', seconds: 3_600 }, { user: 'u2', seconds: 5_400 }, { user: 'u2', seconds: -1 }),
    );

    expect(inputs).toEqual([{ sources: [SOURCE], weeks: [MONDAY], apply: false }]);
    expect(told).toMatchObject({
      ...{ requests: 13, failure: null, warnings: [] },
      told: {
        ...{ users: 3, addresses: 1, people: 2, entries: 2, hours: '2.50', running: 1, sheets: 2 },
        states: [
          { state: 'APPROVED', isKnown: true, count: 1 },
          { state: 'DRAFT', isKnown: true, count: 1 },
        ],
        days: [{ date: MONDAY, entries: 2, hours: '2.50' }],
      },
    });
    expect(exitCode).toBe(0);
    expect(text).toContain('\n3 users, 1 of them with an address; 2 with entries\n');
    expect(text).toMatch(/\ntempo, week 2026-11-16, 13 requests: can be connected$/);
  });

  it('is of the week that was asked for', async () => {
    const failed = { ...OF, weekStartDate: '2026-11-02', status: 'INCOMPLETE', failure: 'why' } as const;
    const { inputs, checked } = await check(failed, { source: SOURCE, week: '2026-11-02' });

    expect(inputs).toMatchObject([{ weeks: ['2026-11-02'] }]);
    expect(checked.failure).toMatch(/^why: /);
  });

  it('fails where one person alone is seen', async () => {
    const { exitCode, text } = await checkTold(...linesOf({ user: 'u1' }, { user: 'u1' }));

    expect(exitCode).toBe(1);
    expect(text).toMatch(/\nfailed: only one person has entries[\s\S]+CANNOT BE CONNECTED as it is$/);
  });

  it('warns of words that no table has', async () => {
    const unknown = { sheet: sheet({ state: 'FREIGEGEBEN' }) };
    const { exitCode, text } = await checkTold(unknown, ...linesOf({ user: 'u1' }, { user: 'u2' }));

    expect(exitCode).toBe(3);
    expect(text).toMatch(/│ FREIGEGEBEN │ UNKNOWN │ +1 │/);
    expect(text).toContain('warning: no table has "FREIGEGEBEN": say in states of the source what they mean');
  });

  it.each([
    ['nobody', []],
    ['a clock that runs', linesOf({ user: 'u1', seconds: -1 }, { user: 'u2', seconds: -1 })],
  ])('fails where no person with entries is seen: %s', async (_, lines) => {
    const { exitCode, text } = await checkTold(...lines);

    expect(exitCode).toBe(1);
    expect(text).toMatch(/\nfailed: nobody has entries[\s\S]+CANNOT BE CONNECTED as it is$/);
  });

  it.each([
    ['UNAUTHORIZED', 'answered 401', 'the key is refused: put one that is valid into the secret'],
    ['FORBIDDEN', 'answered 403', 'it may not be asked that: do what is said, or take the key of a person'],
    ['UNAVAILABLE', 'failed: ECONNREFUSED', 'it is down, out of reach or its quota is used up'],
    ['MALFORMED', 'body: Invalid input', 'it answers otherwise than its documentation says'],
    ['STALE_CURSOR', 'answered 410', 'the week changed while it was read'],
  ])('fails by %s, and says what to do', async (code, what, advice) => {
    const failure = `${code}: tempo /4/periods: ${what}`;
    const { exitCode, told, text } = await check({ ...OF, status: 'FAILED', failure });

    expect(exitCode).toBe(1);
    expect(told).toMatchObject({ told: null, failure: expect.stringContaining(`${failure}: ${advice}`) });
    expect(text).toContain(`failed: ${failure}: ${advice}`);
  });

  it('that nobody counted the requests of says nothing of them', async () => {
    const broken = { ...OF, requests: null, status: 'FAILED', failure: 'Lambda.Unknown: why' } as const;

    expect((await check(broken)).text).toBe(
      'failed: Lambda.Unknown: why: check again; where it stays so, the log of the step that pulls has the rest\ntempo, week 2026-11-16: CANNOT BE CONNECTED as it is',
    );
  });

  it.each(['import', 'other'])('is wrong use of %s, which no connector asks', async (source) => {
    const looked = { ...OF, status: 'FAILED', failure: 'why' } as const;

    await expect(check(looked, { source })).rejects.toThrow(WrongUseError);
    await expect(check(looked, { source })).rejects.toThrow(
      `no system ${source} is pulled: timesheet.sources has tempo`,
    );
  });

  it('cannot be said of what is kept no longer', async () => {
    const gone: Promise<{ checked: CheckedSource }> = check({ ...OF, snapshotKey: 'mirror/tempo/2026-11-16/gone' });

    await expect(gone).rejects.toThrow('what tempo told of week 2026-11-16 is gone: check again');
  });
});
