import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggedHours } from '../../../core/allocation/weights.ts';
import { EvidenceMissingError, EvidenceReader } from '../../../core/billing/known-evidence.ts';
import { type LineMonth, lineMonths } from '../../../core/billing/line-months.ts';
import type { TimesheetEntry } from '../../../core/timesheets/timesheets.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { addDays, weekDays, weekOf } from '../../../core/values/week.ts';
import { source } from '../../worlds/heads.ts';
import { chainOf, entry, known, plan, type WeekStory } from '../../worlds/rule-weeks.ts';
import { decided } from './heads-with-evidence.ts';

/** Monday is the last of November. */
const MONDAY = '2026-11-30';
const TUESDAY = '2026-12-01';

async function told(story: WeekStory, cost = '30.0001', tokens = 3n, monday = MONDAY): Promise<string[]> {
  const { head, evidence } = decided(monday, known(story), [source(cost, tokens)]);
  return (await lineMonths(head, 'BY_DAY', evidence)).map(tell);
}

function tell({ month, line, tokens, costUsd4, hours }: LineMonth): string {
  return `${month} ${line.target} ${tokens} ${formatUsd4(costUsd4)} ${hours === null ? '-' : formatHours(hours)}`;
}

describe('a week in two months', () => {
  it('falls by the hours on the days of each: 30.0001 USD by 8 h and 12 h are 12.0000 and 18.0001', async () => {
    const entries = [entry('T1', '8.00', MONDAY), entry('T1', '12.00', TUESDAY)];

    expect(await told({ entries })).toEqual(['2026-11 C1 1 12.0000 8.00', '2026-12 C1 2 18.0001 12.00']);
  });

  it('falls line by line, each by its own days; a month without hours of it has none of it', async () => {
    const entries = [entry('T1', '8.00', MONDAY), entry('T2', '8.00', TUESDAY)];

    expect(await told({ entries }, '30.0001', 4n)).toEqual(['2026-11 C1 2 15.0001 8.00', '2026-12 C2 2 15.0000 8.00']);
  });

  it('falls by the entries of the week alone, whatever way they take to the CWO', async () => {
    const entries = [
      entry('T1', '4.00', MONDAY),
      entry('T1b', '4.00', MONDAY),
      entry('T1', '8.00', TUESDAY),
      entry('T1', '9.00', addDays(MONDAY, -1)),
    ];

    expect(await told({ entries }, '10.0000', 2n)).toEqual(['2026-11 C1 1 5.0000 8.00', '2026-12 C1 1 5.0000 8.00']);
  });

  it('falls by working days where the hours of a month are below 0', async () => {
    const entries = [entry('T1', '-2.00', MONDAY), entry('T1', '12.00', TUESDAY)];

    expect(await told({ entries }, '10.0000', 10n)).toEqual(['2026-11 C1 2 2.0000 2.00', '2026-12 C1 8 8.0000 8.00']);
  });

  it.each<[string, WeekStory, string[]]>([
    [
      'plans did: their hours likewise',
      { status: null, plans: [plan('R1', '40.00')] },
      ['2026-11 C1 2 2.0000 8.00', '2026-12 C1 8 8.0000 32.00'],
    ],
    ['an equal split did', { plans: [plan('R1', '40.00')] }, ['2026-11 C1 2 2.0000 -', '2026-12 C1 8 8.0000 -']],
    ['leave did', { leave: '40.00' }, ['2026-11 OVERHEAD 2 2.0000 -', '2026-12 OVERHEAD 8 8.0000 -']],
  ])('falls by working days where %s', async (_, story, parts) => {
    expect(await told(story, '10.0000', 10n)).toEqual(parts);
  });

  it('falls to the first alone where only its weekend lies in the second', async () => {
    const story = { status: null, plans: [plan('R1', '40.00')] };

    expect(await told(story, '10.0000', 1n, '2026-10-26')).toEqual(['2026-10 C1 1 10.0000 40.00']);
  });

  it('falls to the month of its Monday by the other policy, without a look at what it rests on', async () => {
    const { head } = decided(MONDAY, known({ entries: [entry('T1', '8.00', TUESDAY)] }), [source('10.00', 1n)]);
    const none = new EvidenceReader({ find: () => expect.unreachable() });

    expect((await lineMonths(head, 'BY_MONDAY', none)).map(tell)).toEqual(['2026-11 C1 1 10.0000 8.00']);
  });

  it('is an error where what it rests on is gone', async () => {
    const { head } = decided(MONDAY, known({ entries: [entry('T1', '8.00', MONDAY)] }), [source('10.00', 1n)]);
    const gone = new EvidenceReader({ find: async () => null });

    await expect(lineMonths(head, 'BY_DAY', gone)).rejects.toThrow(EvidenceMissingError);
  });
});

describe('a week in one month', () => {
  it('is of that month, and rests on nothing else', async () => {
    const { head } = decided('2026-11-16', known({ entries: [entry('T1', '8.00')] }), [source('10.00', 1n)]);
    const none = new EvidenceReader({ find: () => expect.unreachable() });

    expect((await lineMonths(head, 'BY_DAY', none)).map(tell)).toEqual(['2026-11 C1 1 10.0000 8.00']);
  });
});

/** Hours of no target are below 0, and the week has some. */
function isAllocated(entries: readonly TimesheetEntry[]): boolean {
  const logged = loggedHours(entries, weekOf(MONDAY), chainOf());
  return logged.weights.every(({ weight }) => weight >= 0);
}

describe('the months of any week', () => {
  const entries = fc.array(
    fc.record({
      task: fc.constantFrom('T1', 'T2', 'TI', 'TX'),
      day: fc.nat({ max: 6 }),
      hours: fc.integer({ min: -50, max: 900 }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it('sum to its lines in tokens, cost and hours, whatever the hours and the order of the entries', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.bigInt({ min: 0n, max: 10n ** 8n }), fc.nat(10 ** 6), async (made, cost, tokens) => {
        const days = weekDays(MONDAY);
        const list = made.map(({ task, day, hours }, at) => ({
          ...entry(task, '0.00', days[day] as string),
          entryId: `N${at}`,
          hours,
        }));
        const usage = [source('0.00', BigInt(tokens))].map((one) => ({ ...one, costUsd6: cost }));
        fc.pre(isAllocated(list));
        const of = (story: WeekStory) => decided(MONDAY, known(story), usage);
        const { head, evidence } = of({ entries: list });
        const parts = await lineMonths(head, 'BY_DAY', evidence);

        for (const line of head.revision.allocation.lines) {
          const mine = parts.filter((part) => part.line === line);
          const sum = (what: (part: LineMonth) => bigint) => mine.reduce((total, part) => total + what(part), 0n);
          expect(sum((part) => part.tokens)).toBe(line.tokens);
          expect(sum((part) => part.costUsd4)).toBe(line.costUsd4);
          if (line.hours !== null) expect(sum(({ hours }) => BigInt(hours ?? 0))).toBe(BigInt(line.hours));
        }
        const again = of({ entries: list.toReversed() });
        expect((await lineMonths(again.head, 'BY_DAY', again.evidence)).map(tell)).toEqual(parts.map(tell));
      }),
      { numRuns: 1000 },
    );
  });
});
