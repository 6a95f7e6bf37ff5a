import { describe, expect, it } from 'vitest';
import { S3RunStore } from '../../../../adapters/s3/object-store.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { quarantine, readQuarantine } from '../../../../cli/commands/run/quarantine.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import type { Head } from '../../../../core/ledger/revision.ts';
import { SWEEP_BEGINNING } from '../../../../core/recalculation/sweep-states.ts';
import type { Trouble } from '../../../../core/recalculation/troubles.ts';
import { NO_TOTALS, RUN_FAILURE_CODES, type RunSummary } from '../../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../../core/usage/usage-read.ts';
import { encodeJson } from '../../../../core/values/codec.ts';
import { ZERO_AMOUNT } from '../../../../core/values/money.ts';
import { keys, type QuarantineEntry } from '../../../../functions/messages/objects.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { headFor, RUN } from '../../../worlds/runs.ts';

const WEEK = RUN.mondayDate;
type UsageRow = Extract<QuarantineEntry, { kind: 'USAGE_ROW' }>;

function usageRow(
  employeeId: string | null,
  source = 'tool',
  reason: UsageRow['reason'] = 'MALFORMED_EMPLOYEE',
): UsageRow {
  return { kind: 'USAGE_ROW', employeeId, source, reason, rows: 1, tokens: 1n, costUsd6: 1_000_000n };
}

function employeeWeek(employeeId: string): QuarantineEntry {
  const reason = 'NEGATIVE_HOURS';
  return { kind: 'EMPLOYEE_WEEK', employeeId, reason, detail: 'why', tokens: 1n, costUsd6: 1_000_000n };
}

function runThatSetAside(rows: number, changes: Partial<RunSummary> = {}): RunSummary {
  const read = { ...NO_USAGE_READ, setAside: { rows, amount: ZERO_AMOUNT } };
  const rest = { status: 'SUCCEEDED', endedAt: RUN.startedAt, awsCalls: 1, invocations: 1, failure: null } as const;
  return { ...RUN, ...rest, read, totals: NO_TOTALS, batchFailures: [], ...changes };
}

/** A deployment whose week had these runs, of which the objects are there. */
function deploymentOf(
  runs: readonly RunSummary[],
  objects: Readonly<Record<string, readonly QuarantineEntry[]>>,
  troubles: readonly Trouble[] = [],
  heads: readonly Head[] = [],
) {
  const bucket = new MemoryBucket();
  for (const [key, entries] of Object.entries(objects)) bucket.texts.set(key, encodeJson(entries));
  const deployment = {
    records: { listSinceFullRun: async () => runs },
    ledger: {
      async *listWeek() {
        yield* heads;
      },
      readHead: async () => headFor('E7'),
    },
    sweepStates: { read: async () => ({ ...SWEEP_BEGINNING, troubles }) },
    runStore: new S3RunStore(bucket.client, 'runs', sha256),
    s3: bucket.client,
    output: () => 'runs',
  };
  return deployment as unknown as Deployment;
}

const place = keys.quarantinedRows(RUN, 0);

describe('what a week has set aside', () => {
  it('keeps rows without an employee apart from those whose employee is empty', async () => {
    const entries = [usageRow(null), usageRow('')];

    const { rows } = await readQuarantine(deploymentOf([runThatSetAside(2)], { [place]: entries }), WEEK);

    expect(rows.map(({ employeeId }) => employeeId)).toEqual([null, '']);
  });

  it('keeps groups apart whatever separators their ids hold', async () => {
    const separators = [
      '#',
      '|',
      '/',
      ' ',
      ',',
      ';',
      ':',
      '\n',
      '\t',
      '\0',
      '"',
      "'",
      '","',
      '\\',
      '->',
      '.',
      '-',
      '_',
    ];
    const entries = separators.flatMap((sign) => [
      usageRow(`A${sign}B`, 'C'),
      usageRow('A', `B${sign}C`),
      usageRow(`A${sign}`, `${sign}C`),
      usageRow(sign, sign),
      usageRow(`${sign}`, ''),
    ]);

    const { rows } = await readQuarantine(deploymentOf([runThatSetAside(entries.length)], { [place]: entries }), WEEK);

    expect(rows).toHaveLength(entries.length);
  });

  it('lists what sweeps have given up, with the usage that the ledger has of it', async () => {
    const of = { employeeId: 'E7', sweeps: 3, reason: 'FAILED STALE_TIMESHEET' };
    const parked = { ...of, mondayDate: RUN.mondayDate, parkedAt: '2026-11-25T06:00:00.000Z' };
    const others = [
      { ...parked, mondayDate: '2026-11-09' },
      { ...parked, employeeId: 'E8', sweeps: 1, parkedAt: null },
    ];

    const { rows } = await readQuarantine(deploymentOf([runThatSetAside(0)], {}, [parked, ...others]), RUN.mondayDate);

    expect(rows).toEqual([
      {
        kind: 'EMPLOYEE_WEEK',
        employeeId: 'E7',
        reason: 'PARKED',
        detail: 'given up 2026-11-25T06:00:00.000Z after three sweeps: FAILED STALE_TIMESHEET',
        tokens: 900n,
        costUsd: '45.000000',
        source: null,
        rows: 0,
        repair: expect.stringContaining('run the week again'),
      },
    ]);
  });

  it('does not list what was given up and decided after all', async () => {
    const of = { employeeId: 'E7', sweeps: 3, reason: 'FAILED STALE_TIMESHEET', mondayDate: RUN.mondayDate };
    const listed = async (decidedAt: string) => {
      const parked = [{ ...of, parkedAt: '2026-11-25T06:00:00.000Z' }];
      const deployment = deploymentOf([runThatSetAside(0)], {}, parked, [headFor('E7', { inputs: { decidedAt } })]);
      return (await readQuarantine(deployment, RUN.mondayDate)).rows.length;
    };

    expect(await listed('2026-11-25T05:00:00.000Z')).toBe(1);
    expect(await listed('2026-11-25T07:00:00.000Z')).toBe(0);
  });

  it('shows a group once that a later run has met again', async () => {
    const later = runThatSetAside(1, { runId: 'later' });
    const deployment = deploymentOf([later, runThatSetAside(2)], {
      [keys.quarantinedRows({ ...RUN, runId: 'later' }, 0)]: [usageRow('A B')],
      [place]: [usageRow('A B'), usageRow(null)],
    });

    expect((await readQuarantine(deployment, WEEK)).rows).toHaveLength(2);
  });

  it('says so where the lists have expired, with what the record still knows', async () => {
    const text = await quarantine(deploymentOf([runThatSetAside(3)], {}), WEEK, false);

    expect(text).toBe(
      `Of what run ${RUN.runId} set aside, 3 rows and 0 employee-weeks are no longer listed: run the week again to list them.`,
    );
    expect(JSON.parse(await quarantine(deploymentOf([runThatSetAside(3)], {}), WEEK, true))).toEqual({
      weekStartDate: WEEK,
      wasRun: true,
      rows: [],
      expired: [{ runId: RUN.runId, rows: 3, employeeWeeks: 0 }],
      failed: [],
    });
  });

  it('says how much is missing where a part of the lists has expired', async () => {
    const totals = { ...NO_TOTALS, employeesQuarantined: 2 };
    const attempts = [0, 1].map((attempt) =>
      keys.quarantinedWeeks({ run: RUN, batch: 0, batchKey: '', attempt, onlyEmployees: null }),
    );
    const objects = Object.fromEntries(attempts.map((key) => [key, [employeeWeek('E1')]]));
    const run = runThatSetAside(3, { totals });
    const deployment = deploymentOf([run], { ...objects, [place]: [usageRow('A B')] });

    const { rows, expired } = await readQuarantine(deployment, WEEK);
    expect(rows).toHaveLength(2);
    expect(expired).toEqual([{ runId: RUN.runId, rows: 2, employeeWeeks: 1 }]);
    expect(await quarantine(deployment, WEEK, false)).toMatch(/2 rows and 1 employee-weeks are no longer listed/);
  });

  it('has nothing expired where all that was counted is listed', async () => {
    const deployment = deploymentOf([runThatSetAside(1)], { [place]: [usageRow('A B')] });

    expect(await readQuarantine(deployment, WEEK)).toMatchObject({ expired: [], failed: [], rows: [{ rows: 1 }] });
  });

  it.each(RUN_FAILURE_CODES)('says that the list may be short where the run failed by %s', async (code) => {
    const run = runThatSetAside(0, { status: 'FAILED', failure: { code, message: 'why' } });

    expect(await quarantine(deploymentOf([run], {}), WEEK, false)).toMatch(
      new RegExp(`^Run ${RUN.runId} failed, ${code}: .*Run the week again for the whole list.$`),
    );
    const { rows, failed } = await readQuarantine(deploymentOf([run], { [place]: [usageRow('A B')] }), WEEK);
    expect(rows).toHaveLength(1);
    expect(failed).toEqual([{ runId: RUN.runId, code }]);
  });

  it('is nothing where nothing was set aside, expired or not', async () => {
    expect(await quarantine(deploymentOf([runThatSetAside(0)], {}), WEEK, false)).toBe(
      `The last run of week ${WEEK} set nothing aside.`,
    );
  });

  it('is said not to be known of a week that was never run', async () => {
    expect(await quarantine(deploymentOf([], {}), WEEK, false)).toBe(
      `Week ${WEEK} was never run: ledger run --week ${WEEK}`,
    );
    expect(JSON.parse(await quarantine(deploymentOf([], {}), WEEK, true))).toMatchObject({ wasRun: false, rows: [] });
  });
});
