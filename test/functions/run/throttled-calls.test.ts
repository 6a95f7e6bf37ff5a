import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunSummary } from '../../../core/runs/run.ts';
import { decodeJson } from '../../../core/values/codec.ts';
import type { BatchTask } from '../../../functions/messages/events.ts';
import { TRANSIENT_ERROR } from '../../../functions/names.ts';
import { CwoTable } from '../../doubles/cwo-table.ts';
import { MemoryBucket } from '../../doubles/memory-bucket.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { MemoryTimesheetSource } from '../../doubles/memory-timesheet-source.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';

/**
 * A run of two batches by the functions as they are deployed, on an AWS in memory. Any of its calls may be refused or
 * its answer be lost, when the SDK has given up trying; the workflow tries again what has the name for it.
 */

const PHASE_TRIES = 4;
const CWO_TABLE = 'cwos';
const SHEETS = {
  E1: { version: 1, hours: { C1: '20.00', C2: '20.00' } },
  E2: { version: 1, hours: { C2: '40.00' } },
  E3: { version: 1, hours: { C1: '40.00' } },
};

const USAGE = [
  ['1', undefined, undefined, undefined, '3', '0', '3000', '30.000000'],
  ...Object.keys(SHEETS).map((id) => ['0', 'USABLE', id, 'cursor', '1', '0', '1000', '10.000000']),
];

type Trouble = (call: number) => 'REFUSED' | 'ANSWER_LOST' | null;

class World {
  readonly table = new MemoryTable();
  readonly cwos = new CwoTable();
  readonly runs = new MemoryBucket();
  readonly evidence = new MemoryBucket();
  readonly timesheets = MemoryTimesheetSource.of(SHEETS);
  readonly messages: unknown[] = [];
  calls = 0;
  readonly #trouble: Trouble;

  constructor(trouble: Trouble) {
    this.#trouble = trouble;
  }

  /** A client of the SDK, whose calls meet the trouble. */
  client(answer: (command: Command) => Promise<unknown>) {
    return {
      send: async (command: Command) => {
        const trouble = this.#trouble(this.calls);
        this.calls += 1;
        if (trouble === 'REFUSED') {
          throw new ThrottlingException({ message: 'slow down', $metadata: { httpStatusCode: 400 } });
        }
        const answered = await answer(command);
        if (trouble === 'ANSWER_LOST') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        return answered;
      },
    };
  }

  answerOfDynamodb(command: Command): Promise<unknown> {
    const { RequestItems = {}, TableName } = command.input;
    const isOfCwos = TableName === CWO_TABLE || CWO_TABLE in RequestItems;
    return isOfCwos ? this.cwos.send(command) : this.table.send(command);
  }

  async answerOfAthena(command: Command): Promise<unknown> {
    if (command.constructor.name === 'StartQueryExecutionCommand') return { QueryExecutionId: 'query-1' };
    return { ResultSet: { Rows: USAGE.map((cells) => ({ Data: cells.map((text) => ({ VarCharValue: text })) })) } };
  }
}

interface Command {
  readonly input: {
    readonly TableName?: string;
    readonly RequestItems?: object;
    readonly Key: string;
    readonly Bucket?: string;
    readonly Body?: Buffer;
  };
}

const aws = vi.hoisted(() => ({ world: {} as World }));

vi.mock('../../../adapters/aws/clients.ts', () => {
  const through = (answer: (world: World, command: Command) => Promise<unknown>) => () => ({
    send: (command: Command) => aws.world.client((one) => answer(aws.world, one)).send(command),
  });
  return {
    PATIENT_ATTEMPTS_MAX: 10,
    RequestMeter: class {
      since() {
        const before = aws.world.calls;
        return { calls: () => aws.world.calls - before };
      }
    },
    AwsClients: class {
      dynamodb = through((world, command) => world.answerOfDynamodb(command));
      s3 = through((world, command) => world[command.input.Bucket === 'runs' ? 'runs' : 'evidence'].send(command));
      athena = through((world, command) => world.answerOfAthena(command));
      sns = through(async ({ messages }, { input }) => ({ MessageId: String(messages.push(input)) }));
      sqs = through(async () => ({}));
      secrets = through(async () => ({ SecretString: 'token' }));
    },
  };
});

vi.mock('../../../adapters/timesheets/etm/source.ts', () => ({
  HttpTimesheetSource: class {
    fetchWeek = (...asked: Parameters<MemoryTimesheetSource['fetchWeek']>) => aws.world.timesheets.fetchWeek(...asked);
  },
}));

vi.mock('../../../adapters/system/clock.ts', () => ({
  systemClock: { now: () => '2026-11-24T07:00:00.000Z', pause: async () => {} },
}));

const context = { functionName: 'step', getRemainingTimeInMillis: () => 60_000 } as Context;
// biome-ignore lint/suspicious/noExplicitAny: what a state hands on is of many shapes; the functions check it
type Handed = any;
type Handler = (event: Handed, context: Context) => Promise<Handed>;
const functions = {} as Record<string, Handler>;
const FOLDERS = [
  ...['open-run', 'start-usage-query', 'plan-batches', 'fetch-timesheets', 'allocate', 'persist', 'reconcile'],
  'close-run',
];

beforeAll(async () => {
  const env = {
    ALLOCATION_TABLE: 'allocations',
    CWO_TABLE,
    RUN_BUCKET: 'runs',
    EVIDENCE_BUCKET: 'evidence',
    ATHENA_WORK_GROUP: 'group',
    GLUE_DATABASE: 'lake',
    TIME_ZONE: 'UTC',
    BATCH_SIZE: '2',
    TIMESHEET_BASE_URL: 'http://127.0.0.1:1',
    TIMESHEET_TOKEN_SECRET: 'token',
    TIMESHEET_TIMEOUT_SECONDS: '5',
    OPERATOR_TOPIC_ARN: 'topic',
    DOCS_URL: 'https://docs.example',
    CWO_QUEUE_URL: 'http://127.0.0.1:1/queue',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  for (const folder of FOLDERS) {
    functions[folder] = (await import(`../../../functions/run/${folder}/handler.ts`)).handler;
  }
});

/** Invokes a function as the workflow does: again where it failed by the name that is tried again. */
async function invoke(folder: string, event: Handed): Promise<Handed> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await functions[folder]?.(event, context);
    } catch (error) {
      if ((error as Error).name !== TRANSIENT_ERROR || tries === PHASE_TRIES) throw error;
    }
  }
}

async function runThrough(trouble: Trouble): Promise<{ world: World; summary: RunSummary }> {
  const world = new World(trouble);
  aws.world = world;
  const { effort: opening, ...run } = await invoke('open-run', {
    input: { trigger: 'MANUAL', weekStartDate: MONDAY },
    execution: { id: 'execution', startTime: '2026-11-24T06:00:00.000Z' },
  });
  const { effort: asking, ...query } = await invoke('start-usage-query', { run, attempt: 0, effort: opening });
  const planned = await invoke('plan-batches', { run, query, effort: asking });
  const manifest = decodeJson<BatchTask[]>(world.runs.texts.get(planned.manifestKey) as string);
  for (const task of manifest) {
    const fetched = await invoke('fetch-timesheets', task);
    await invoke('persist', await invoke('allocate', fetched));
  }
  const { planKey } = planned;
  const { reconciledKey, effort } = await invoke('reconcile', { run, planKey, effort: planned.effort });
  await invoke('close-run', { run, planKey, reconciledKey, failure: null, isPublished: false, effort });
  const record = world.table.items().find(({ summary }) => summary !== undefined);
  return { world, summary: decodeJson<RunSummary>(record?.summary as string) };
}

/** How a run ended and what it has left, but for what it has spent, and for how often it has marked its week. */
function endOf({ world, summary }: Awaited<ReturnType<typeof runThrough>>) {
  const { awsCalls: _, invocations: __, ...ended } = summary;
  const items = world.table.items().map(({ summary: ___, version: ____, ...item }) => item);
  return { ended, items, cwos: world.cwos.rows, objects: [...world.runs.texts.keys()].sort() };
}

describe('a run of which no call is refused', () => {
  it('has counted each of its calls, whichever function made it', async () => {
    const { world, summary } = await runThrough(() => null);

    expect(summary).toMatchObject({ status: 'SUCCEEDED', awsCalls: world.calls, invocations: 3 + 2 * 3 + 2 });
    expect(summary.totals.employeesCommitted).toBe(3);
  });
});

describe('a run that meets what passes', () => {
  it.each(['REFUSED', 'ANSWER_LOST'] as const)(
    '(a call %s) ends as if it had not, whichever call it is',
    async (what) => {
      const undisturbed = await runThrough(() => null);

      for (let position = 0; position < undisturbed.world.calls; position += 1) {
        const disturbed = await runThrough((call) => (call === position ? what : null));

        expect(endOf(disturbed), `call ${position}`).toEqual(endOf(undisturbed));
      }
    },
  );

  it('three times in a row ends as if it had not, from whichever call on', async () => {
    const undisturbed = await runThrough(() => null);

    for (let position = 0; position < undisturbed.world.calls; position += 1) {
      const isMet = (call: number) => call >= position && call < position + 3;
      const disturbed = await runThrough((call) => (isMet(call) ? 'REFUSED' : null));

      expect(endOf(disturbed), `from call ${position} on`).toEqual(endOf(undisturbed));
    }
  });

  it('fails by the name that is tried again where it goes on', async () => {
    await expect(runThrough((call) => (call >= 20 ? 'REFUSED' : null))).rejects.toMatchObject({
      name: TRANSIENT_ERROR,
      message: 'ThrottlingException: slow down',
    });
  });
});
