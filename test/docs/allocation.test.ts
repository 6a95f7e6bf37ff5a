import { describe, expect, it } from 'vitest';
import { split } from '../../core/allocation/split.ts';
import type { TimesheetStatus } from '../../core/timesheets/timesheets.ts';
import { compareIds } from '../../core/values/ids.ts';
import { allocated, entry, plan, type WeekStory } from '../worlds/rule-weeks.ts';
import { readPage, sectionOf, tableOf } from './markdown.ts';

/** The examples of `docs/allocation.md` are what the core makes of them. */
const PAGE = readPage('docs/allocation.md');
const TASKS: Readonly<Record<string, string>> = { C1: 'T1', C2: 'T2', C3: 'T3', internal: 'TI', broken: 'TZ' };
const ROLES: Readonly<Record<string, string>> = { C1: 'R1', C2: 'R2', C3: 'R3' };

describe('the examples of the rules', () => {
  const rows = tableOf(sectionOf(PAGE, 'By example'));

  it.each(rows)('rule $#: $timesheet, entries "$entries", plans "$plans", leave "$leave"', (row) => {
    const result = allocated(storyOf(row));

    expect(`\`${result}\``).toBe(row.result);
  });

  it('show every rule but the second, which is the first with another reason', () => {
    expect([...new Set(rows.map((row) => row['#']))]).toEqual(['1', '3', '4', '5', '6', '7', '8', '9']);
  });
});

describe('the examples of the split', () => {
  it.each(tableOf(sectionOf(PAGE, 'The split')))('$amount over $weights', ({ amount = '', weights = '', shares }) => {
    const [digits = '', unit] = amount.split(' ');
    const show = (units: bigint) => (unit === 'USD' ? `${units / 10_000n}.${fraction(units)}` : `${units}`);

    const parts = split(BigInt(digits.replace('.', '')), listOf(weights).map(Number));

    expect(parts.map(show).join(', ')).toBe(shares);
  });
});

describe('the rule table', () => {
  it('numbers its rows by the order in which they are tried', () => {
    const numbers = tableOf(sectionOf(PAGE, 'Which rule applies')).map((row) => row['#'] ?? '');

    expect(numbers).toEqual(numbers.toSorted(compareIds));
  });
});

function storyOf({ timesheet = '', entries = '', plans = '', leave = '' }: Record<string, string>): WeekStory {
  return {
    status: timesheet === 'none' ? null : (timesheet as TimesheetStatus),
    entries: pairsOf(entries).map(([target, hours]) => entry(known(TASKS, target), hours)),
    plans: pairsOf(plans).map(([target, hours]) => plan(known(ROLES, target), hours)),
    leave: leave === '' ? '0' : leave,
  };
}

/** `C1 20, C2 10` as pairs of words. */
function pairsOf(text: string): (readonly [string, string])[] {
  return listOf(text).map((pair) => pair.split(' ') as [string, string]);
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(', ');
}

function known(ids: Readonly<Record<string, string>>, word: string): string {
  const id = ids[word];
  if (id === undefined) throw new RangeError(`the page speaks of ${word}, which the world of the tests has not`);
  return id;
}

function fraction(units: bigint): string {
  return (units % 10_000n).toString().padStart(4, '0');
}
