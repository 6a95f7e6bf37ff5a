import fc, { type Arbitrary } from 'fast-check';
import { expect, it } from 'vitest';
import { DECISION_KINDS } from '../../../core/budgets/decision.ts';
import { checkAtRest } from './at-rest.ts';
import { BudgetWorld, CWOS, type Fault, MONDAYS, type SetLine, type Work } from './budget-world.ts';
import type { Four } from './oracle.ts';

const HISTORIES = 2000;
const LONGEST_MS = 120_000;

/** The first of each is where most happens. */
const cwoId = fc.constantFrom('C1', ...CWOS);
const monday = fc.constantFrom('2026-11-23', ...MONDAYS);
/** Just below, at and above shares of the budgets, 20,999 of 30,000 among them. */
const tokens = fc.constantFrom(0n, 5n, 6_000n, 6_499n, 19_499n, 19_500n, 20_999n, 21_000n, 27_000n, 2n ** 60n);
const usd4 = fc.constantFrom(0n, -5_000n, 1n, 6_000n, 35_000n, 66_999n, 67_000n, 70_000n, 72_000n, 100_000n, 10n ** 6n);
const line: Arbitrary<SetLine> = fc.record({
  cwoId,
  monday,
  employeeId: fc.constantFrom('E1', 'E1', 'E2', 'E3'),
  line: fc.option(
    fc.record({ tokens, usd4, isEstimated: fc.boolean(), role: fc.constantFrom('Engineer', 'Analyst', null) }),
    { freq: 4 },
  ),
});
const anyFault = fc.record<Fault>({
  atCall: fc.nat(8),
  kind: fc.constantFrom('BEFORE', 'AFTER', 'BUSY'),
  isLast: fc.boolean(),
});
const fault = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyFault });
const refresh: Arbitrary<Work> = fc.record({
  do: fc.constant('refresh' as const),
  cwoIds: fc.constantFrom(['C1'], [...CWOS]),
  monday,
  fault,
});
const tokenBudget = fc.constantFrom(30_000n, 30_000n, 27_000n, 2n ** 62n, null);
const usdBudget = fc.constantFrom(100_000n, 100_000n, 50_000n, null);
const names = fc.record(
  { tokensPerWeek: tokenBudget, tokensTotal: tokenBudget, usd4PerWeek: usdBudget, usd4Total: usdBudget },
  { requiredKeys: [] },
);
const suggested = fc.constantFrom<Four>([30_000n, 60_000n, 100_000n, null], [null, null, null, null]);
const decide: Arbitrary<Work> = fc
  .record({
    do: fc.constant('decide' as const),
    cwoId,
    kind: fc.constantFrom(...DECISION_KINDS, 'SET' as const),
    names,
    suggested,
    weeksAhead: fc.constantFrom(null, null, 0, 1, 2),
    isStale: fc.constantFrom(false, false, false, true),
    fault,
  })
  .map((work) => {
    if (work.kind === 'SKIPPED') return { ...work, names: {}, weeksAhead: null };
    return work.kind === 'CONFIRMED' ? { ...work, names: {} } : work;
  });
const work = fc.oneof({ weight: 3, arbitrary: refresh }, { weight: 1, arbitrary: decide });

const runOfCalls = fc
  .record({ actor: fc.constantFrom('A' as const, 'B' as const), times: fc.integer({ min: 1, max: 4 }) })
  .map(({ actor, times }) => Array.from({ length: times }, () => actor));

interface Meeting {
  readonly monday: string;
  readonly pair: readonly [Work, Work];
  readonly word: readonly ('A' | 'B')[];
  readonly between: readonly (SetLine | null)[];
}

/** They meet: works and changes are of the same week. */
function onOneWeek({ monday: met, pair, word, between }: Meeting): Omit<Meeting, 'monday'> {
  const moved = (one: Work): Work => (one.do === 'refresh' ? { ...one, monday: met } : one);
  return {
    pair: [moved(pair[0]), moved(pair[1])],
    word,
    between: between.map((one) => one && { ...one, monday: met }),
  };
}

type Step = (world: BudgetWorld) => unknown;

/** @param told the way a failing history reads */
function step(told: unknown, act: Step): Step {
  return Object.assign(act, { toString: () => fc.stringify(told), [fc.toStringMethod]: () => fc.stringify(told) });
}

const step$ = fc.oneof(
  { weight: 6, arbitrary: line.map((one) => step(one, (world) => world.setLine(one))) },
  { weight: 6, arbitrary: refresh.map((one) => step(one, (world) => world.work(one))) },
  { weight: 3, arbitrary: decide.map((one) => step(one, (world) => world.work(one))) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        monday,
        pair: fc.tuple(refresh, work),
        word: fc.array(runOfCalls, { minLength: 1, maxLength: 6 }).map((runs) => runs.flat()),
        between: fc.array(fc.oneof(fc.constant(null), line), { maxLength: 8 }),
      })
      .map(onOneWeek)
      .map((one) => step(one, (world) => world.atOnce(one.pair, one.word, one.between))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1, 24, 24 * 7)
      .map((hours) => step(hours, ({ clock }) => clock.advance(hours * 3_600_000))),
  },
);

it(
  `the rows, episodes and alerts of budgets are the oracle's after any of ${HISTORIES} histories`,
  async () => {
    const sights = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step$, { maxLength: 20, size: 'max' }), async (history) => {
        const world = new BudgetWorld();
        for (const act of history) await act(world);
        checkAtRest(world);
        await healTwice(world);
        for (const sight of sightsOf(world)) sights.add(sight);
      }),
      { numRuns: HISTORIES },
    );
    expect([...sights]).toEqual(expect.arrayContaining(EVERY_SIGHT));
  },
  LONGEST_MS,
);

/** Full runs of every week bring every row to its lines; who runs the newest again tells nothing more. */
async function healTwice(world: BudgetWorld): Promise<void> {
  for (const one of MONDAYS) await world.work({ do: 'refresh', cwoIds: CWOS, monday: one, fault: null });
  expect(world.fresh.size).toBe(CWOS.length * MONDAYS.length);
  checkAtRest(world);
  const outbox = world.table.partition('OUTBOX');
  await world.work({ do: 'refresh', cwoIds: CWOS, monday: '2026-11-23', fault: null });
  expect(world.table.partition('OUTBOX')).toEqual(outbox);
}

/** What enough histories must have met, so that none of it is only believed to be tested. */
const EVERY_SIGHT = [
  ...['race lost', 'ProcessDiedError', 'BudgetContendedError', 'DecisionConflictError', 'DecisionRefusedError'],
  ...['WEEK', 'TOTAL'].flatMap((scope) =>
    ['TOKENS', 'USD'].flatMap((unit) => [`${scope} ${unit} UP`, `${scope} ${unit} DOWN`]),
  ),
  ...['NOTIFY UP', 'NOTIFY DOWN', 'ESCALATE UP', 'ESCALATE DOWN', 'episode 2', 'raised untold'],
  ...DECISION_KINDS,
];

function sightsOf(world: BudgetWorld): string[] {
  const oracles = [...world.oracle.values()];
  const rows = oracles.flatMap(({ weeks, total }) => [...weeks.values(), ...(total ? [total] : [])]);
  const states = rows.flatMap(({ states: of }) => [...of.TOKENS.values(), ...of.USD.values()]);
  return [
    ...world.sights,
    ...oracles.flatMap(({ decisions }) => decisions.map(({ kind }) => kind)),
    ...oracles.flatMap(({ told }) =>
      [...told.values()].flatMap(({ scope, unit, level, direction }) => [
        `${scope} ${unit} ${direction}`,
        `${level} ${direction}`,
      ]),
    ),
    ...(states.some(({ episode }) => episode === 2) ? ['episode 2'] : []),
    ...(states.some(({ raised, told }) => raised && !told) ? ['raised untold'] : []),
  ];
}
