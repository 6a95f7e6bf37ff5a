import { describe, expect, it } from 'vitest';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { type OpenRunEvent, openRunEventSchema } from '../../../functions/messages/events.ts';
import { openRun } from '../../../functions/run/open-run/step.ts';
import { MemoryRunRecords } from '../../doubles/memory-run-records.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const EXECUTION = {
  id: 'arn:aws:states:eu-central-1:123456789012:execution:w:1',
  startTime: '2026-11-24T06:00:00.123Z',
};

/** Opened whenever: an execution may wait, and its first step be repeated. */
function open(
  event: Partial<OpenRunEvent>,
  records = new MemoryRunRecords(),
  now = '2026-11-30T23:00:00.000Z',
  publications = new DynamoPublications(new MemoryTable().client, 'ledger'),
) {
  const whole: OpenRunEvent = { input: { trigger: 'WEEKLY' }, execution: EXECUTION, ...event };
  return openRun(whole, { records, publications, clock: new TestClock(now), sha256 }, 'Europe/Berlin');
}

describe('the Monday of a run', () => {
  it.each<[string, OpenRunEvent['input'], string]>([
    ['is the one that was named', { trigger: 'MANUAL', weekStartDate: '2026-10-05' }, '2026-10-05'],
    ['is else the last full one before its start', { trigger: 'WEEKLY' }, '2026-11-16'],
    ['is weeks before that', { trigger: 'LOOKBACK', weeksBack: 3 }, '2026-11-02'],
    ['is reckoned from another instant', { trigger: 'LOOKBACK', asOf: '2026-11-08T22:59:00Z' }, '2026-10-26'],
    ['is reckoned in the configured time zone', { trigger: 'WEEKLY', asOf: '2026-11-08T23:01:00Z' }, '2026-11-02'],
  ])('%s', async (_, input, mondayDate) => {
    expect((await open({ input })).mondayDate).toBe(mondayDate);
  });
});

describe('the input of a run', () => {
  const parse = (input: object) => openRunEventSchema.safeParse({ input, execution: EXECUTION });
  const requestKey = 'runs/requests/1.json';

  it.each(['WEBHOOK', 'SWEEP'])(
    'names the employee-weeks of a recalculation (%s), which else read the lake',
    (trigger) => {
      expect(parse({ trigger, requestKey }).success).toBe(true);
      expect(parse({ trigger }).error?.issues).toMatchObject([{ path: ['input', 'requestKey'] }]);
    },
  );

  it.each(['WEEKLY', 'LOOKBACK', 'MANUAL'])('names none of them where the run is a full one (%s)', (trigger) => {
    expect(parse({ trigger }).success).toBe(true);
    expect(parse({ trigger, requestKey }).error?.issues).toMatchObject([{ path: ['input', 'requestKey'] }]);
  });
});

describe('the week of a run', () => {
  it('may change until an hour after the execution has ended, whenever it is opened', async () => {
    const publications = new DynamoPublications(new MemoryTable().client, 'ledger');

    await open({ input: { trigger: 'MANUAL', weekStartDate: '2026-10-05' } }, undefined, undefined, publications);

    expect(await publications.list()).toEqual([
      {
        part: '2026-10-05',
        version: 0,
        isDirty: false,
        dirtySince: null,
        raisedAt: null,
        settlesAt: '2026-11-24T15:00:00.123Z',
        published: null,
      },
    ]);
  });
});

describe('a run', () => {
  it('is recorded as running before anything is read', async () => {
    const records = new MemoryRunRecords();

    const run = await open({}, records);

    expect(run.startedAt).toBe(EXECUTION.startTime);
    expect(records.records.get(run.runId)).toMatchObject({
      executionId: EXECUTION.id,
      summary: { ...run, status: 'RUNNING', endedAt: null, failure: null },
    });
  });

  it("has an id that lists by time and is its execution's own", async () => {
    const run = await open({});
    const other = await open({ execution: { ...EXECUTION, id: `${EXECUTION.id}0` } });

    expect(run.runId).toMatch(/^20261124T060000Z-[0-9a-f]{8}$/);
    expect(other.runId).not.toBe(run.runId);
    expect(other.runId.slice(0, 17)).toBe(run.runId.slice(0, 17));
  });

  it('that is opened again is the same run, and its record is left alone', async () => {
    const records = new MemoryRunRecords();
    const first = await open({}, records);
    const { summary } = records.records.get(first.runId) ?? {};
    records.records.set(first.runId, {
      executionId: EXECUTION.id,
      summary: { ...summary, status: 'PARTIAL' } as never,
    });

    const second = await open({}, records, '2026-12-01T06:00:00.000Z');

    expect(second).toEqual(first);
    expect(records.records.get(first.runId)?.summary.status).toBe('PARTIAL');
  });
});

describe('an input', () => {
  const accepts = (input: unknown) => openRunEventSchema.safeParse({ input, execution: EXECUTION }).success;

  it.each([
    [{ trigger: 'WEEKLY' }],
    [{ trigger: 'MANUAL', weekStartDate: '2026-11-16' }],
    [{ trigger: 'LOOKBACK', weeksBack: 4, asOf: '2026-11-24T06:00:00+01:00' }],
  ])('may be %j', (input) => {
    expect(accepts(input)).toBe(true);
  });

  it.each([
    [{}],
    [{ trigger: 'weekly' }],
    [{ trigger: 'MANUAL', weekStartDate: '2026-11-17' }],
    [{ trigger: 'MANUAL', weekStartDate: '16.11.2026' }],
    [{ trigger: 'LOOKBACK', weeksBack: 0 }],
    [{ trigger: 'LOOKBACK', asOf: 'yesterday' }],
  ])('may not be %j', (input) => {
    expect(accepts(input)).toBe(false);
  });
});
