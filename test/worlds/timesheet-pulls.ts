import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { ConnectorSettings } from '../../adapters/timesheets/connector.ts';
import type { Snapshot } from '../../core/timesheets/mirror/normal-form.ts';
import type { PulledLine, PulledPart, TimesheetPuller } from '../../core/timesheets/mirror/timesheet-puller.ts';
import { EntryTally } from '../../core/timesheets/mirror/wholeness.ts';
import { compareIds } from '../../core/values/ids.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../../local/stand-ins/stand-in.ts';
import { TimesheetCompany } from '../../local/stand-ins/timesheets/company.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

export const MONDAY = '2026-11-16';
export const WEEK = { from: MONDAY, to: '2026-11-22' };
/** Must be seen in no line, error or log; is sent as the secret. */
export const TOKEN_CANARY = 'canary-of-a-token';
export const { signal } = new AbortController();
/** A loop is a fault: no pull of these tests has more parts. */
const PARTS_MAX = 2_000;

export interface TimesheetWorld {
  readonly standIn: StandIn;
  readonly company: TimesheetCompany;
  readonly clock: VirtualClock;
  readonly settings: ConnectorSettings;
}

interface WorldOptions {
  readonly people?: number;
  readonly teamlessEvery?: number;
  readonly secret?: string;
  readonly serve: (company: TimesheetCompany) => Pick<StandInOptions, 'routes' | 'isAllowed' | 'limit'>;
  readonly settings?: Partial<ConnectorSettings>;
}

/** A company of its own for each test, behind a stand-in of its timesheet system. */
export function timesheetWorld({
  people = 60,
  teamlessEvery = 40,
  secret = TOKEN_CANARY,
  serve,
  settings = {},
}: WorldOptions): () => TimesheetWorld {
  let world: TimesheetWorld | undefined;
  beforeEach(async () => {
    const clock = new VirtualClock('2026-11-24T06:00:00.000Z');
    const company = new TimesheetCompany({ seed: 7, people, clock, teamlessEvery });
    const standIn = await startStandIn({ ...serve(company), clock, port: 0 });
    const reached = { baseUrl: standIn.url, secret: async () => secret, clock };
    const read = { requestsPerSecond: 4, states: {}, dayZone: 'SOURCE', hours: 'EXACT', approval: ['PERIOD'] } as const;
    world = { standIn, company, clock, settings: { ...reached, ...read, ...settings } };
    return () => standIn.close();
  });
  return () => world as TimesheetWorld;
}

/** All requests of the test go to this stand-in, and nothing of the canaries is logged. */
export function staysWithin(world: () => TimesheetWorld): void {
  beforeEach(() => {
    vi.spyOn(globalThis, 'fetch');
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, level);
  });
  afterEach(() => {
    const asked = vi.mocked(fetch).mock.calls.map(([request]) => new URL((request as Request).url).origin);
    expect(asked.filter((origin) => origin !== world().standIn.url)).toEqual([]);
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
      expect(console[level]).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
}

/** @param between is called before each part after the first */
export async function pullParts(
  puller: TimesheetPuller | (() => TimesheetPuller),
  between: (part: number, cursor: string) => void = () => undefined,
  mondayDate = MONDAY,
): Promise<PulledPart[]> {
  const parts: PulledPart[] = [];
  let cursor: string | null = null;
  do {
    if (cursor !== null) between(parts.length, cursor);
    const one = typeof puller === 'function' ? puller() : puller;
    const part: PulledPart = await one.pull(mondayDate, cursor, signal);
    parts.push(part);
    cursor = part.next;
  } while (cursor !== null && parts.length < PARTS_MAX);
  expect(cursor).toBeNull();
  expect(JSON.stringify(parts)).not.toContain('canary');
  return parts;
}

/** All lines in one, each once, with those who moved as unstable: what a pull makes of its parts. */
export function snapshotOf(parts: readonly PulledPart[]): Snapshot {
  const moved = new Set(parts.flatMap(({ moved }) => moved));
  const lines = parts.flatMap((part) => part.lines);
  const users = new Set(lines.flatMap((line) => ('user' in line ? line.user.user : [])));
  return {
    users: [...users].sort(compareIds).map((user) => ({ user, isUnstable: moved.has(user) })),
    entries: onceEach(lines, (line) => ('entry' in line ? line.entry : undefined)),
    sheets: onceEach(lines, (line) => ('sheet' in line ? line.sheet : undefined)),
    leave: onceEach(lines, (line) => ('leave' in line ? line.leave : undefined)),
    plans: onceEach(lines, (line) => ('plan' in line ? line.plan : undefined)),
  };
}

/** Rows in the order of their text, each once. */
export function inOrder<Row>(rows: readonly Row[]): Row[] {
  const texts = new Map(rows.map((row) => [JSON.stringify(row, sortedKeys), row]));
  return [...texts].sort(([a], [b]) => compareIds(a, b)).map(([, row]) => row);
}

/** Whether all entries, those around the week too, are what the source says in each of its totals. */
export function isWhole(parts: readonly PulledPart[]): boolean {
  const tally = new EntryTally();
  for (const { lines, around } of parts) {
    for (const entry of [...around, ...lines.flatMap((line) => ('entry' in line ? line.entry : []))]) tally.add(entry);
  }
  return parts.every(({ totals }) => totals === null || tally.agreesWith(totals));
}

/** The error of a pull that must fail, in whose text no canary is. */
export async function errorOf(pull: Promise<unknown>): Promise<Error> {
  const error = await pull.then(
    () => new Error('did not fail'),
    (thrown: Error) => thrown,
  );
  const texts: string[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) texts.push(one.message, one.stack ?? '');
  expect(texts.join('\n')).not.toContain('canary');
  return error;
}

function onceEach<Row extends object>(
  lines: readonly PulledLine[],
  pick: (line: PulledLine) => Row | undefined,
): Row[] {
  return inOrder(lines.flatMap((line) => pick(line) ?? []));
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareIds(a, b)));
}
