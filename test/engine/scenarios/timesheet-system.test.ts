import { describe, expect, it } from 'vitest';
import type { Fault } from '../../doubles/foreign-timesheets.ts';
import { usage } from '../../worlds/usage-files.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

const PEOPLE = { 'TS-1': { logs: { 'TS-A': '40.00' } }, 'TS-2': { logs: { 'TS-B': '40.00' } } };
const HTML = { body: '<!doctype html><title>Sign in</title>', headers: { 'content-type': 'text/html' } };
const EMPTY = '"employees":[],"tasks":[],"allocations":[],"cwoRoles":[],"cwos":[],"projects":[]';

type Scenario = Parameters<typeof weekOf>[0];

async function prepare(scenario: Scenario, ...faults: Fault[]): Promise<LedgerWeek> {
  const week = new LedgerWeek(weekOf(scenario));
  await week.say(PEOPLE, {}, ...faults);
  await week.load('spend.csv', [usage('TS-1', '10.00'), usage('TS-2', '20.00')]);
  return week;
}

describe.concurrent('a timesheet system in trouble', () => {
  /** The first request meets the first fault, the second the other, the third is answered. */
  it.each<[scenario: Scenario, first: Fault, second: Fault]>([
    ['busy, then a login page', { status: 503, body: '<h1>Service Unavailable</h1>' }, HTML],
    ['cut short, then broken off', { body: '{"weekStartDate":"2024-' }, { cutAfterBytes: 50 }],
    [
      'the wrong week, then another shape',
      { body: `{"weekStartDate":"2020-01-06",${EMPTY}}` },
      { body: '{"employees":[]}' },
    ],
    ['told to wait, then slow', { status: 429, headers: { 'retry-after': '1' } }, { delayMs: 7_000 }],
  ])('is asked again where it is %s', async (scenario, first, second) => {
    const week = await prepare(scenario, { ...first, times: 1 }, { ...second, times: 1 });

    const { exitCode, status, failed, allocated } = await week.run();

    expect({ exitCode, status, failed: failed.costUsd, allocated: allocated.costUsd }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      failed: '0.0000',
      allocated: '30.0000',
    });
    expect(await week.timesheets.requests()).toHaveLength(3);
  });

  it('is waited for by the workflow where it asks for a longer pause than a request waits', async () => {
    const week = await prepare('limiting its rate', { status: 429, headers: { 'retry-after': '20' }, times: 1 });
    const begun = Date.now();

    const { exitCode, status, allocated } = await week.run();

    expect({ exitCode, status, allocated: allocated.costUsd }).toEqual({
      exitCode: 0,
      status: 'SUCCEEDED',
      allocated: '30.0000',
    });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(20_000);
    expect(await week.timesheets.requests()).toHaveLength(2);
  });

  /**
   * A refused token is read anew once. The engine does not tell the workflow an error's name, so that the workflow's
   * own retry is not seen here.
   */
  it.each<[scenario: Scenario, fault: Fault, asked: number]>([
    ['down', { status: 500 }, 3],
    ['busy for an hour', { status: 429, headers: { 'retry-after': '3600' } }, 1],
    ['refusing the token', { status: 401 }, 2],
    ['moved away', { status: 302, headers: { location: '/v1/elsewhere' } }, 1],
  ])('fails the run where it stays %s, and the next run repairs it', async (scenario, fault, asked) => {
    const week = await prepare(scenario, fault);

    const { exitCode, status, failed, failure } = await week.run();
    const requests = await week.timesheets.requests();
    await week.say(PEOPLE);
    const repaired = await week.run();

    expect({ exitCode, status, failed, asked: requests.length }).toEqual({
      exitCode: 1,
      status: 'FAILED',
      failed: { tokens: 2000n, costUsd: '30.0000' },
      asked,
    });
    expect(failure).toEqual({ code: 'NOTHING_COMMITTED', message: expect.stringContaining('batch 0: ') });
    expect(repaired).toMatchObject({ exitCode: 0, status: 'SUCCEEDED', revisionsWritten: 2 });
  });
});
