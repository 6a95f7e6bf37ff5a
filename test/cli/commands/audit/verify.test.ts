import { describe, expect, it } from 'vitest';
import { S3WeekRoots } from '../../../../adapters/s3/week-roots.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { verify } from '../../../../cli/commands/audit/verify.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { NO_TOTALS, type RunSummary } from '../../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../../core/usage/usage-read.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { RUN } from '../../../worlds/runs.ts';

const { mondayDate, runId, startedAt } = RUN;

/** A run that has confirmed one employee-week. */
function runThat(changes: Partial<RunSummary> = {}): RunSummary {
  const rest = { endedAt: startedAt, awsCalls: 1, invocations: 1, failure: null, batchFailures: [] };
  const totals = { ...NO_TOTALS, employeesConfirmed: 1 };
  return { ...RUN, status: 'SUCCEEDED', ...rest, read: NO_USAGE_READ, totals, ...changes };
}

/** The faults of a week that had these runs since its last full one, oldest last, and these seals. */
async function faultsOf(runs: readonly RunSummary[], sealed: readonly string[] = []): Promise<string[]> {
  const roots = new S3WeekRoots(new MemoryBucket().client, 'roots', sha256);
  for (const one of sealed) await roots.write({ mondayDate, runId: one, startedAt, follows: [], heads: [] });
  const deployment = {
    dynamodb: new MemoryTable().client,
    records: { listSinceFullRun: async () => runs, hasFullRun: async () => true },
    roots,
    closings: { list: async () => [] },
    frozenMonths: {},
    output: () => 'TokenCostAllocation',
  };
  return (await verify(deployment as unknown as Deployment, mondayDate)).faults.map(({ fault }) => fault);
}

describe('a full run that ended well', () => {
  it.each(['SUCCEEDED', 'PARTIAL'] as const)('has left a seal, or that is a fault: %s', async (status) => {
    const recalculation = runThat({ runId: 'later', trigger: 'WEBHOOK' });

    expect(await faultsOf([recalculation, runThat({ status })])).toEqual([expect.stringContaining(`run ${runId} `)]);
    expect(await faultsOf([recalculation, runThat({ status })], [runId])).toEqual([]);
  });

  it('is not stood for by another run of the week', async () => {
    expect(await faultsOf([runThat()], ['another'])).toHaveLength(1);
  });
});

describe('no seal is missed', () => {
  it.each([
    ['by a week without a full run that has ended', [runThat({ trigger: 'SWEEP' })]],
    ['by a run that failed', [runThat({ status: 'FAILED' })]],
    ['by a look-back that met nothing', [runThat({ trigger: 'LOOKBACK', totals: NO_TOTALS })]],
    ['by a week without runs', []],
  ])('%s', async (_, runs) => {
    expect(await faultsOf(runs)).toEqual([]);
  });
});
