import { beforeAll, describe, expect, it } from 'vitest';
import { type Sheets, spread } from '../../worlds/sheets.ts';
import { CrashScene } from './crash-scene.ts';
import { connect } from './engine-clients.ts';
import { readResting } from './ledger-faults.ts';
import type { Dump } from './sandbox.ts';
import { STEPS } from './week-run.ts';

/**
 * Every step of every kind of run dies, or loses the answer to a call, and is invoked again: what rests is, item by
 * item, what an undisturbed run leaves. The calls are those that the step is found to make, so that a new one is met
 * without a change here. A step dies before its first call and after each call that is no plain read: between reads
 * nothing changes outside.
 */

const USAGE = { E1: '45.00', E2: '100.01', E3: '5.00', E4: '7.00' };
const SHEETS: Sheets = {
  E1: { version: 1, hours: { C00: '20.00', C01: '10.00' } },
  E2: { version: 1, hours: spread(60) },
  E3: null,
  E4: { version: 1, hours: { C01: '8.00' } },
};
const CHANGED: Sheets = {
  ...SHEETS,
  E1: { version: 2, hours: { C00: '10.00', C02: '10.00' } },
  E2: { version: 2, hours: { C00: '20.00', C59: '20.00' } },
  E3: { version: 1, hours: spread(60) },
};
/** E2 moves to 48 CWOs, 39 of them new: the deletion of the 51 others does not fit the transaction that decides. */
const BEFORE_MOVE: Sheets = { E1: { version: 1, hours: spread(39, 'D') }, E2: SHEETS.E2 ?? null };
const AFTER_MOVE: Sheets = { ...BEFORE_MOVE, E2: { version: 2, hours: { ...spread(9), ...spread(39, 'D') } } };
const MOVE_USAGE = { E1: '45.00', E2: '100.01' };

/** Most CWOs are known from the week before. */
const weekBefore = {
  mondayDate: '2025-05-26',
  usage: { E2: '1.00' },
  sheets: { E2: { version: 1, hours: spread(57) } },
};
const first = { usage: USAGE, sheets: SHEETS };
const changed = { usage: { E1: '45.00', E2: '100.01', E3: '6.00' }, sheets: CHANGED };
const beforeMove = { usage: MOVE_USAGE, sheets: BEFORE_MOVE };
const afterMove = { usage: MOVE_USAGE, sheets: AFTER_MOVE };

const scenes: [string, CrashScene][] = [
  ['a first run', new CrashScene('2025-06-02', [weekBefore, first])],
  ['a run that confirms', new CrashScene('2025-06-09', [first, first])],
  ['a run that revises, shrinks, grows and takes back', new CrashScene('2025-06-16', [first, changed])],
];

describe.each(scenes)('%s', (_, scene) => {
  beforeAll(() => scene.prepare(connect()));

  it('leaves the same whenever it is played', async () => {
    expect(await scene.play()).toEqual(scene.expected);
  });

  it.each(STEPS)('leaves the same after its step "%s" died and was invoked again', async (step) => {
    for (const { diesAfter, story } of deathsIn(await scene.callsOf(step))) {
      expect(await scene.play(step, { diesAfter }), story).toEqual(scene.expected);
    }
  });

  it.each(STEPS)('leaves the same although its step "%s" lost the answer to a call', async (step) => {
    const calls = await scene.callsOf(step);
    for (const [index, call] of calls.entries()) {
      if (isRead(call)) continue;
      const left = await scene.play(step, { losesAnswer: index + 1 });
      expect(left, `lost the answer to call ${index + 1} of ${calls.join(', ')}`).toEqual(scene.expected);
    }
  });

  it('is put right by the next run where it died for good in "persist"', async () => {
    for (const { diesAfter, story } of deathsIn(await scene.callsOf('persist'))) {
      const left = allocationsIn(await scene.playAbandoned('persist', { diesAfter }), scene);
      expect(left, story).toEqual(allocationsIn(scene.expected as Dump, scene));
    }
  });
});

describe('a run that moves 60 CWOs to 48', () => {
  const scene = new CrashScene('2025-06-23', [beforeMove, afterMove]);
  beforeAll(() => scene.prepare(connect()));

  it('leaves the same after its step "persist" died between any two deletions and was invoked again', async () => {
    const calls = await scene.callsOf('persist');
    expect(calls.length).toBeGreaterThan(51);

    for (const { diesAfter, story } of deathsIn(calls)) {
      expect(await scene.play('persist', { diesAfter }), story).toEqual(scene.expected);
    }
  });
});

/** Before the first of the calls, and after each that is no plain read. */
function deathsIn(calls: readonly string[]): { readonly diesAfter: number; readonly story: string }[] {
  expect(calls.length).toBeGreaterThan(0);
  return ['', ...calls].flatMap((call, diesAfter) =>
    isRead(call) ? [] : [{ diesAfter, story: `died after ${diesAfter} of ${calls.join(', ')}` }],
  );
}

function isRead(call: string): boolean {
  return /^(Get|BatchGet|Query)/.test(call);
}

/** The current allocation of each employee, whose employee-week must be sound. */
function allocationsIn({ ledger }: Dump, { mondayDate }: CrashScene): Record<string, unknown> {
  const heads = ledger.filter(({ pk }) => String(pk).startsWith(`WEEK#${mondayDate}`));
  return Object.fromEntries(
    heads.map(({ sk }) => [sk, readResting(ledger, String(sk), mondayDate).revisions.at(-1)?.allocation]),
  );
}
