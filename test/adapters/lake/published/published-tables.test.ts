import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeEach, describe, expect, it } from 'vitest';
import { S3PublishedTables } from '../../../../adapters/lake/published/published-tables.ts';
import { type LineAttributes, toLineAttributes } from '../../../../core/ledger/line-attributes.ts';
import type { WeekRows } from '../../../../core/publication/rows.ts';
import { allocationOf, line } from '../../../worlds/heads.ts';
import { MONDAY } from '../../../worlds/raw-answer.ts';
import { headFor } from '../../../worlds/runs.ts';

const PLACE = `monday_date=${MONDAY}/lines.parquet`;
const KEY = `token_cost_allocation/${PLACE}`;
const s3 = mockClient(S3Client);
const tables = new S3PublishedTables(new S3Client({ region: 'eu-central-1' }), 'lake');

beforeEach(() => {
  s3.reset();
  s3.on(HeadObjectCommand).rejects(new NotFound({ message: 'none', $metadata: {} }));
  s3.on(PutObjectCommand).resolves({});
});

const NOTHING: WeekRows = { allocation: [], revision: [], source: [], month: [], budgetTracking: [] };
const PART_ROWS = 1000;

async function* each(lines: Iterable<LineAttributes>): AsyncGenerator<WeekRows> {
  let part: LineAttributes[] = [];
  for (const one of lines) {
    part.push(one);
    if (part.length < PART_ROWS) continue;
    yield { ...NOTHING, allocation: part };
    part = [];
  }
  yield { ...NOTHING, allocation: part };
}

function* many(count: number): Generator<LineAttributes> {
  const [first] = linesOf();
  for (let index = 0; index < count; index += 1) yield { ...(first as LineAttributes), id: `${index}` };
}

/** Of one employee: a line of a CWO by hours, and one that no hours decided. */
function linesOf(): LineAttributes[] {
  const lines = [
    line({ hours: 3750, tokens: 2n ** 62n, costUsd4: -1n }),
    line({ target: 'UNALLOCATED', hours: null, role: null, cwoRoleId: null, projectId: null, clientId: null }),
  ];
  const { revision } = headFor('E1', {
    allocation: allocationOf(lines, { flags: ['LEAVE_WITH_HOURS', 'ENTRY_OUTSIDE_WEEK'] }),
  });
  return lines.map((one) => toLineAttributes(one, revision));
}

function putOf(table: string) {
  const puts = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
  return puts.find(({ Key }) => Key?.startsWith(`${table}/`));
}

function bytesOf(table = 'token_cost_allocation'): ArrayBuffer {
  return new Uint8Array(putOf(table)?.Body as Uint8Array).buffer;
}

describe('the published lines of a week', () => {
  it('are Parquet rows of the columns of the table, each with its value', async () => {
    const written = await tables.replaceWeek(MONDAY, each(linesOf()));

    expect(written?.allocation).toEqual({ rows: 2, tokens: 2n ** 62n + 900n, costUsd4: 449_999n });
    expect(putOf('token_cost_allocation')).toMatchObject({ Bucket: 'lake', Key: KEY });
    const rows = await parquetReadObjects({ file: bytesOf() });
    const common = {
      employee_id: 'E1',
      allocation_basis: 'ACTUAL',
      is_recalculated: false,
      method: 'LOGGED_HOURS',
      reason: null,
      flags: 'ENTRY_OUTSIDE_WEEK,LEAVE_WITH_HOURS',
      billable: true,
      revision: 1,
      run_id: 'run-1',
      allocated_at: new Date('2026-11-23T06:00:30.000Z'),
    };
    expect(rows).toEqual([
      {
        ...common,
        id: `${MONDAY}#E1#C1`,
        cwo_id: 'C1',
        allocated_tokens: 2n ** 62n,
        allocated_cost_usd: -0.0001,
        project_id: 'P1',
        client_id: 'CL1',
        cwo_role_id: 'R1',
        role: 'DEVELOPER',
        hours: 37.5,
      },
      {
        ...common,
        id: `${MONDAY}#E1#UNALLOCATED`,
        cwo_id: 'UNALLOCATED',
        allocated_tokens: 900n,
        allocated_cost_usd: 45,
        project_id: null,
        client_id: null,
        cwo_role_id: null,
        role: null,
        hours: null,
      },
    ]);
  });

  it('are written in groups, none lost between them', async () => {
    const written = await tables.replaceWeek(MONDAY, each(many(16_384 * 2 + 1)));

    const { row_groups } = parquetMetadata(bytesOf());
    expect(written?.allocation.rows).toBe(32_769);
    expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([16_384n, 16_384n, 1n]);
    const rows = await parquetReadObjects({ file: bytesOf(), columns: ['id'] });
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 32_769 }, (_, index) => `${index}`));
  });

  it('of a week without any are a table of no rows', async () => {
    const nothing = { rows: 0, tokens: 0n, costUsd4: 0n };
    const written = await tables.replaceWeek(MONDAY, each([]));

    expect(Object.values(written ?? {})).toEqual(Array(5).fill(nothing));
    expect(await parquetReadObjects({ file: bytesOf() })).toEqual([]);
  });
});

describe('the object of a week', () => {
  it('is put where there is none, on that condition', async () => {
    await tables.replaceWeek(MONDAY, each(linesOf()));

    expect(putOf('token_cost_allocation')).toMatchObject({ IfNoneMatch: '*' });
  });

  it('is looked at before the first line is taken, and replaced on the condition that it is still that one', async () => {
    const calls: string[] = [];
    s3.on(HeadObjectCommand, { Bucket: 'lake', Key: KEY }).callsFake(() => {
      calls.push('look');
      return { ETag: '"before"' };
    });
    async function* lines(): AsyncGenerator<WeekRows> {
      calls.push('line');
      yield* each(linesOf());
    }

    await tables.replaceWeek(MONDAY, lines());

    expect(calls).toEqual(['look', 'line']);
    expect(putOf('token_cost_allocation')).toMatchObject({ IfMatch: '"before"' });
  });

  it.each(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'])(
    'that another publisher has replaced meanwhile (%s) is not replaced',
    async (name) => {
      s3.on(PutObjectCommand).rejects(Object.assign(new Error('condition'), { name }));

      expect(await tables.replaceWeek(MONDAY, each(linesOf()))).toBeNull();
    },
  );

  it('is not put where reading the lines fails', async () => {
    async function* broken(): AsyncGenerator<WeekRows> {
      yield* each(linesOf());
      throw new Error('no answer');
    }

    await expect(tables.replaceWeek(MONDAY, broken())).rejects.toThrow('no answer');
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
  });

  it.each([
    ['looked at', HeadObjectCommand],
    ['put', PutObjectCommand],
  ])('that may not be %s is an error', async (_, command) => {
    s3.on(command as typeof PutObjectCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));

    await expect(tables.replaceWeek(MONDAY, each(linesOf()))).rejects.toThrow('denied');
  });
});
