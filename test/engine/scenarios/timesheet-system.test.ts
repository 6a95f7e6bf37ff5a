import { describe, expect, it } from 'vitest';
import type { Fault } from '../../fixtures/foreign-timesheets.ts';
import { usage } from '../../fixtures/worlds/usage-files.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

const PEOPLE = { 'TS-1': { logs: { 'TS-A': '40.00' } }, 'TS-2': { logs: { 'TS-B': '40.00' } } };
const HTML = { body: '<!doctype html><title>Sign in</title>', headers: { 'content-type': 'text/html' } };
const EMPTY = '"employees":[],"tasks":[],"allocations":[],"cwoRoles":[],"cwos":[],"projects":[]';
const HOUR = { status: 429, headers: { 'retry-after': '3600' } };

type Scenario = Parameters<typeof weekOf>[0];

async function prepare(scenario: Scenario, ...faults: Fault[]): Promise<LedgerWeek> {
  const week = new LedgerWeek(weekOf(scenario));
  await week.say(PEOPLE, {}, ...faults);
  await week.load('spend.csv', [usage('TS-1', '10.00'), usage('TS-2', '20.00')]);
  return week;
}

describe.concurrent('a timesheet system in trouble', () => {
  /** Each request meets the next fault; the one behind the last is answered. */
  it.each<[scenario: Scenario, faults: Omit<Fault, 'times'>[]]>([
    [
      'one fault after another',
      [
        { status: 503, body: '<h1>Service Unavailable</h1>' },
        HTML,
        { body: '{"weekStartDate":"2024-' },
        { cutAfterBytes: 50 },
        { body: `{"weekStartDate":"2020-01-06",${EMPTY}}` },
      ],
    ],
    ['slow and busy', [{ status: 429, headers: { 'retry-after': '1' } }, { delayMs: 7_000 }]],
    ['told to wait for an hour', [HOUR]],
  ])('is asked again where it has %s', async (scenario, faults) => {
    const week = await prepare(scenario, ...faults.map((fault) => ({ ...fault, times: 1 })));

    const { exitCode, status, failed, allocated } = await week.run();

    expect({ exitCode, status, failed: failed.costUsd, allocated: allocated.costUsd }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      failed: '0.0000',
      allocated: '30.0000',
    });
    expect(await week.timesheets.requests()).toHaveLength(faults.length + 1);
  });

  it.each<[scenario: Scenario, fault: Fault, asked: number, cause: RegExp]>([
    ['system down', { status: 500 }, 6, /answered 500/],
    ['login page', HTML, 6, /no JSON/],
    ['token refused', { status: 401 }, 1, /answered 401; check its URL and token/],
    ['redirected', { status: 302, headers: { location: '/v1/elsewhere' } }, 1, /answered 302/],
  ])('fails the run where it stays so (%s), and the next run repairs it', async (scenario, fault, asked, cause) => {
    const week = await prepare(scenario, fault);

    const { exitCode, status, failed, failure } = await week.run();
    const requests = await week.timesheets.requests();
    const left = await week.lines();
    await week.say(PEOPLE);
    const repaired = await week.run();

    expect({ exitCode, status, failed, left, asked: requests.length }).toEqual({
      exitCode: 1,
      status: 'FAILED',
      failed: { tokens: 2000n, costUsd: '30.0000' },
      left: [],
      asked,
    });
    expect(failure).toEqual({ code: 'NOTHING_COMMITTED', message: expect.stringMatching(cause) });
    expect(repaired).toMatchObject({ exitCode: 0, status: 'SUCCEEDED', revisionsWritten: 2 });
  });
});
