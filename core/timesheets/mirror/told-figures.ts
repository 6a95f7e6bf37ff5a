import type { HoursHundredths } from '../../values/hours.ts';
import { compareIds } from '../../values/ids.ts';
import type { PlainDate } from '../../values/week.ts';
import { isApprovalState } from './approval.ts';
import { roundHours, SECONDS_PER_HUNDREDTH } from './hundredths.ts';
import { isRunning } from './judge-entries.ts';
import type { NormalEntry, Snapshot, StateWord } from './normal-form.ts';
import type { ApprovalUnit } from './source-rules.ts';

/** What a source told of a week, counted, whatever a mapping makes of it. */
export interface ToldFigures {
  readonly users: number;
  /** Of whom the source told an address. */
  readonly addresses: number;
  /** With entries. */
  readonly people: number;
  /** Without those whose clocks still run. */
  readonly entries: number;
  readonly hours: HoursHundredths;
  readonly running: number;
  readonly sheets: number;
  readonly leaveDays: number;
  readonly plans: number;
  /** By word ascending. */
  readonly states: readonly ToldState[];
  /** Those with entries, ascending. */
  readonly days: readonly ToldDay[];
}

export interface ToldState {
  readonly state: StateWord;
  /** Whether a table of states has it, the connector's or the configured one. */
  readonly isKnown: boolean;
  /** Days of leave that are in it, and of entries and sheets those by which weeks are approved. */
  readonly count: number;
}

export interface ToldDay {
  readonly date: PlainDate;
  readonly entries: number;
  readonly hours: HoursHundredths;
}

/** @param emails addresses by user */
export function toldFigures(
  snapshot: Snapshot,
  emails: ReadonlyMap<string, string>,
  approval: readonly ApprovalUnit[],
): ToldFigures {
  const { sheets, leave, plans } = snapshot;
  const entries = snapshot.entries.filter((entry) => !isRunning(entry));
  const users = new Set([...snapshot.users, ...entries].map(({ user }) => user));
  return {
    users: users.size,
    addresses: [...users].filter((user) => emails.has(user)).length,
    people: new Set(entries.map(({ user }) => user)).size,
    entries: entries.length,
    hours: hoursOf(entries),
    running: snapshot.entries.length - entries.length,
    ...{ sheets: sheets.length, leaveDays: leave.length, plans: plans.length },
    states: statesOf([...judged({ entries, sheets }, approval), ...leave].flatMap(({ state }) => state ?? [])),
    days: daysOf(entries),
  };
}

export function hoursOf(entries: readonly Pick<NormalEntry, 'seconds'>[]): HoursHundredths {
  return roundHours(
    entries.reduce((sum, { seconds }) => sum + seconds, 0),
    SECONDS_PER_HUNDREDTH,
  );
}

/** What the configured units look at; the states of the rest decide nothing. */
function judged({ entries, sheets }: Pick<Snapshot, 'entries' | 'sheets'>, approval: readonly ApprovalUnit[]) {
  return [
    ...(approval.includes('ENTRY') || approval.includes('FLAG') ? entries : []),
    ...sheets.filter(({ project }) => approval.includes(project === null ? 'PERIOD' : 'PROJECT')),
  ];
}

function statesOf(words: readonly StateWord[]): ToldState[] {
  return [...Map.groupBy(words, (word) => word)]
    .map(([state, { length: count }]) => ({ state, isKnown: isApprovalState(state), count }))
    .sort((a, b) => compareIds(a.state, b.state));
}

function daysOf(entries: readonly NormalEntry[]): ToldDay[] {
  return [...Map.groupBy(entries, ({ date }) => date)]
    .map(([date, of]) => ({ date, entries: of.length, hours: hoursOf(of) }))
    .sort((a, b) => compareIds(a.date, b.date));
}
