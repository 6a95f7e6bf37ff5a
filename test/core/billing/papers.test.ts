import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJson } from '../../../cli/view/json.ts';
import { closeMonth, NothingToCloseError, ReopenRefusedError, reopenMonth } from '../../../core/billing/close-month.ts';
import { exportPaper, type PaperCommand, readPaper } from '../../../core/billing/export-invoice.ts';
import { MONTH_POLICIES } from '../../../core/billing/months.ts';
import type { Paper } from '../../../core/billing/paper.ts';
import { RECHARGES } from '../../../core/billing/recharge.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { weekDays } from '../../../core/values/week.ts';
import { BooksWorld } from './books-world.ts';

const WEEKS = ['2026-10-26', '2026-11-02', '2026-11-23', '2026-11-30', '2026-12-28'];
const MONTHS = ['2026-10', '2026-11', '2026-12', '2027-01'];
/** Long enough that every closed month has an open one after it. */
const LATER = ['2027-02', '2027-03'];
const CLIENTS = ['CL1', 'CL2', 'CL3', null];

const usd4 = (text: string) => parseDecimal(text, 4) as bigint;
const statement = (month: string, clientId: string | null): PaperCommand => ({
  kind: 'STATEMENT',
  month,
  clientId,
  cwoId: null,
});
const JSON_FORMAT = { name: 'json', write: (paper: Paper) => toJson(paper) };

type Act = (world: BooksWorld, seen: Map<string, string>) => Promise<unknown>;

/** The way a failing history reads. */
function act(name: string, run: Act): Act {
  return Object.assign(run, { [fc.toStringMethod]: () => name });
}

const month = fc.constantFrom(...MONTHS);
const clientId = fc.constantFrom('CL1', 'CL2');
const worked = fc.array(
  fc.record({
    task: fc.constantFrom('T1', 'T2', 'T3', 'TI', 'TX'),
    day: fc.nat({ max: 6 }),
    hours: fc.constantFrom('8.00', '4.50', '0.33'),
  }),
  { maxLength: 4 },
);
const decide = fc
  .record({
    employee: fc.constantFrom('E1', 'E2', 'E3', 'E4'),
    week: fc.constantFrom(...WEEKS),
    worked,
    isApproved: fc.boolean(),
    cost: fc.constantFrom(30_000_100n, 33_333_333n, 0n, 10_000_050n),
    tokens: fc.constantFrom(1000n, 0n),
  })
  .map(({ employee, week, worked: list, isApproved, cost, tokens }) => {
    const days = weekDays(week);
    const logged = list.map(({ task, day, hours }) => ({ task, day: days[day] as string, hours }));
    const told = logged.map(({ task, day, hours }) => `${task} ${hours} on ${day}`).join(', ');
    return act(`decide ${employee} ${week} ${isApproved ? '' : 'un'}approved ${cost}: ${told}`, async (world) =>
      world.decide(employee, week, logged, { isApproved, cost, tokens }),
    );
  });
const close = fc.tuple(month, fc.option(clientId, { nil: undefined })).map(([of, whose]) =>
  act(`close ${of} ${whose}`, (world) =>
    closeMonth({ month: of, clientId: whose, by: 'fin', force: 'a test' }, world.ports()).catch((error) => {
      if (!(error instanceof NothingToCloseError)) throw error;
    }),
  ),
);
const reopen = fc.tuple(month, fc.option(clientId, { nil: undefined })).map(([of, whose]) =>
  act(`reopen ${of} ${whose}`, (world, seen) =>
    reopenMonth({ month: of, clientId: whose, by: 'fin' }, world.ports()).then(
      () => {
        for (const one of whose === undefined ? CLIENTS : [whose]) seen.delete(`${of}/${one}`);
      },
      (error) => {
        if (!(error instanceof ReopenRefusedError)) throw error;
      },
    ),
  ),
);
const invoice = fc.tuple(month, clientId).map(([of, whose]) =>
  act(`invoice ${of} ${whose}`, async (world, seen) => {
    const command: PaperCommand = { ...statement(of, whose), kind: 'INVOICE' };
    const { paper, text } = await exportPaper(command, JSON_FORMAT, world.ports());
    if (paper.status === 'OPEN') return;
    expect(text, 'exported again').toBe(seen.get(`invoice ${paper.number}`) ?? text);
    seen.set(`invoice ${paper.number}`, text);
  }),
);
const recharge = fc
  .tuple(fc.constantFrom('C1', 'C2', 'C3'), month, fc.constantFrom(...RECHARGES))
  .map(([cwoId, from, to]) => act(`recharge ${cwoId} ${to} ${from}`, (world) => world.recharge(cwoId, to, from)));
const move = fc
  .tuple(fc.constantFrom('C1', 'C3'), fc.constantFrom('CL1', 'CL2', 'CL3'))
  .map(([cwoId, to]) => act(`move ${cwoId} ${to}`, async (world) => world.move(cwoId, to)));
const policy = fc.constantFrom(...MONTH_POLICIES).map((to) =>
  act(`policy ${to}`, async (world) => {
    world.monthPolicy = to;
  }),
);
const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: decide },
    { weight: 4, arbitrary: close },
    ...[reopen, invoice, recharge, move, policy].map((arbitrary) => ({ weight: 1, arbitrary })),
  ),
  { minLength: 3, maxLength: 25, size: 'max' },
);

/** Every paper of a client, with what waits, is its ledger; and a closed one never changes. */
async function checkPapers(world: BooksWorld, seen: Map<string, string>): Promise<void> {
  for (const whose of CLIENTS) {
    let [told, waits, tokens] = [0n, 0n, 0n];
    for (const of of [...MONTHS, ...LATER]) {
      const paper = await readPaper(statement(of, whose), world.ports());
      told += usd4(paper.totals.exactUsd);
      tokens += [...paper.lines, ...paper.corrections].reduce((sum, row) => sum + row.tokens, 0n);
      if (paper.status === 'OPEN') {
        waits += usd4(paper.waiting.exactUsd);
        tokens += paper.waiting.tokens;
      } else {
        const text = toJson(paper);
        expect(text, `${of} of ${whose}`).toBe(seen.get(`${of}/${whose}`) ?? text);
        seen.set(`${of}/${whose}`, text);
      }
    }
    const amount = { tokens, costUsd4: told + waits };
    expect(amount, `papers of ${whose}`).toEqual(world.ledgerOf(whose));
  }
}

describe('papers of a client', () => {
  it('are its ledger to the unit, with what waits, over any history; exported again they are the same bytes', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const world = new BooksWorld();
        const seen = new Map<string, string>();
        for (const [at, act] of history.entries()) {
          await act(world, seen);
          if (at % 4 === 3) await checkPapers(world, seen);
        }
        await checkPapers(world, seen);
      }),
      { numRuns: 1000 },
    );
  });
});
