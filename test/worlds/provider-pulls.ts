import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { SourceAccess } from '../../adapters/http/source-requests.ts';
import { type NO_TOKENS, TOKEN_CLASSES, type UsageFact } from '../../core/collection/usage-fact.ts';
import type { PulledPage, PullWindow, UsagePuller } from '../../core/collection/usage-puller.ts';
import { daysOf } from '../../core/collection/write-days.ts';
import type { Fault } from '../../local/stand-ins/faults.ts';
import type { StandInCompany } from '../../local/stand-ins/providers/company.ts';
import {
  type ProviderSource,
  providerTruth,
  STAND_IN_KEY,
  startProviderStandIns,
} from '../../local/stand-ins/providers/start.ts';
import type { StandIn } from '../../local/stand-ins/stand-in.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

export const COMPANY: StandInCompany = { seed: 7, people: 24, timeZone: 'Europe/Berlin' };
export const { signal } = new AbortController();
/** A loop is a fault: no pull of these tests is longer. */
const PULLS_MAX = 20_000;

/** Jitter between tries passes at once; the time-outs of requests are real. */
export function withoutWaiting(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.setTimerTickMode('nextTimerAsync');
    return () => vi.useRealTimers();
  });
}

interface Met {
  readonly standIn: StandIn;
  /** Of the source whose reports stand elsewhere. */
  readonly files: StandIn;
  readonly clock: VirtualClock;
  readonly access: SourceAccess;
}

/** A stand-in of the source for all tests of a file, on a clock of its own. */
export function standInFor(source: ProviderSource, company: StandInCompany = COMPANY): () => Met {
  let met: Met | undefined;
  beforeAll(async () => {
    const clock = new VirtualClock('2026-03-31T12:00:00.000Z');
    const standIns = await startProviderStandIns({ company, clock, port: 0 });
    const standIn = standIns.bySource[source];
    met = {
      standIn,
      files: standIns.githubFiles,
      clock,
      access: { baseUrl: standIn.url, secret: async () => STAND_IN_KEY, clock },
    };
    return () => standIns.close();
  });
  afterEach(() => {
    met?.standIn.calm();
    met?.files.calm();
  });
  return () => met as Met;
}

export async function pullAll(puller: UsagePuller, window: PullWindow): Promise<PulledPage[]> {
  const pages: PulledPage[] = [];
  let cursor: string | null = null;
  do {
    const page: PulledPage = await puller.pull(window, cursor, signal);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null && pages.length < PULLS_MAX);
  expect(cursor).toBeNull();
  return pages;
}

/** Everything of the pages in one. */
export function whole(pages: readonly PulledPage[]): Omit<PulledPage, 'next'> {
  return {
    facts: pages.flatMap(({ facts }) => facts),
    spreadUsage: pages.flatMap(({ spreadUsage }) => spreadUsage),
    billed: pages.flatMap(({ billed }) => billed),
    owners: pages.flatMap(({ owners }) => owners),
    seats: pages.flatMap(({ seats }) => seats),
    refused: pages.flatMap(({ refused }) => refused),
  };
}

/** That facts and billed amounts come to what the company really used and paid, day by day. */
export function expectTruth(
  company: StandInCompany,
  source: ProviderSource,
  window: PullWindow,
  pages: readonly PulledPage[],
) {
  const { facts, spreadUsage, billed } = whole(pages);
  const all = [...facts, ...spreadUsage.map(({ fact }) => fact), ...billed.map(({ fact }) => fact)];
  const byDay = Map.groupBy(all, ({ usageDate }) => usageDate);
  expect([...byDay.keys()].sort()).toEqual(daysOf(window));
  for (const [day, rows] of byDay)
    expect({ day, ...sumsOf(rows) }).toEqual({ day, ...providerTruth(company, source, day) });
}

export function sumsOf(facts: readonly UsageFact[]) {
  const usd6 = (kind: string) =>
    facts.filter(({ cost }) => cost.kind === kind).reduce((sum, { cost }) => sum + (cost.usd6 ?? 0n), 0n);
  const tokens = Object.fromEntries(
    TOKEN_CLASSES.map((one) => [one, facts.reduce((sum, fact) => sum + (fact.tokens[one] ?? 0n), 0n)]),
  ) as Record<keyof typeof NO_TOKENS, bigint>;
  return { tokens, billedUsd6: usd6('BILLED'), notionalUsd6: usd6('NOTIONAL') };
}

/** What any answer of any provider may be instead, and what the source says of it after its tries. */
export const BLUNT_FAULTS: [Fault, object][] = [
  ['400', { code: 'MALFORMED', message: expect.stringContaining('answered 400') }],
  ['401', { code: 'UNAUTHORIZED' }],
  ['403', { code: 'FORBIDDEN' }],
  ['404', { code: 'MALFORMED' }],
  ['410', { code: 'STALE_CURSOR' }],
  ['429', { code: 'UNAVAILABLE', retryAfterMs: 0 }],
  ['429-retry-after', { code: 'UNAVAILABLE', retryAfterMs: 7_000 }],
  ['500', { code: 'UNAVAILABLE' }],
  ['html', { code: 'UNAVAILABLE', message: expect.stringMatching(/no JSON|page for people/) }],
  ['redirect', { code: 'MALFORMED', message: expect.stringContaining('answered 302') }],
  ['cut-json', { code: 'UNAVAILABLE', message: expect.stringContaining('no JSON') }],
];
/** More than there are tries. */
export const ALWAYS = 9;

/** Tests that each of them is told, whichever of the routes has it. */
export function tellsBluntFaults(
  standIn: () => Pick<Met, 'standIn'>,
  routes: readonly string[],
  pull: () => Promise<unknown>,
): void {
  const all = routes.flatMap((route) => BLUNT_FAULTS.map(([fault, expected]) => [fault, route, expected] as const));
  it.each(all)('(%s of %s) is told', async (fault, route, expected) => {
    standIn().standIn.order({ route, fault, times: ALWAYS });

    await expect(pull()).rejects.toMatchObject({ name: 'SourceError', ...expected });
  });
}
