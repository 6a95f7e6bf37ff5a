import { describe, expect, it } from 'vitest';
import { costPer1000, REFERENCE_WORKLOAD } from '../../bench/cost-model.ts';
import { LargeWeek } from '../../bench/large-week.ts';
import { LargeWeekClients } from '../../bench/large-week-clients.ts';
import { publishLargeWeek } from '../../bench/publish-large-week.ts';
import { publishingPriceTable, publishingShape } from '../../bench/publishing.ts';
import { PUBLISHED_TABLES } from '../../functions/names.ts';
import { readPage, sectionOf, tableOf } from '../docs/markdown.ts';
import { readShape } from './shape-on-page.ts';

const PAGE = readPage('docs/scale.md');
/** USD per 1,000 employee-weeks. */
const PRICE_MAX = 0.0004;
const WRITES_PER_10000_MAX = 3;
/** Memory at four times the lines, over what the smallest week takes. */
const GROWTH_MAX = 1.2;
const TABLES = Object.keys(PUBLISHED_TABLES).length;

describe('publishing a large week', () => {
  it('writes an object for each table, and reads each batch’s evidence once, at 100,000 lines', async () => {
    const week = new LargeWeek(100_000);
    const clients = new LargeWeekClients(week);

    const lines = await publishLargeWeek(clients);

    const { s3Writes, s3Heads, s3Gets, writeUnits } = clients.used;
    expect(lines).toBeGreaterThanOrEqual(100_000);
    expect(s3Writes).toBe(TABLES);
    expect((s3Writes * 10_000) / lines).toBeLessThanOrEqual(WRITES_PER_10000_MAX);
    expect(s3Heads).toBe(TABLES);
    expect(s3Gets).toBe(Math.ceil(week.employees / 100));
    expect(writeUnits).toBe(4);
  });
});

describe('the page on scale', () => {
  const cost = costPer1000(readShape(sectionOf(PAGE, 'What publishing bills')), REFERENCE_WORKLOAD);

  it('states the price of publishing that follows from the quantities it states, within the goal', () => {
    expect(tableOf(sectionOf(PAGE, 'What publishing costs'))).toEqual(tableOf(publishingPriceTable(cost)));
    expect(cost.total).toBeLessThanOrEqual(PRICE_MAX);
  });

  it('states quantities that publishing has, but for its time', async () => {
    const week = new LargeWeek(2_000);
    const clients = new LargeWeekClients(week);
    await publishLargeWeek(clients);
    const told = readShape(sectionOf(PAGE, 'What publishing bills'));
    const counted = publishingShape({
      lines: 0,
      employees: week.employees,
      seconds: 1,
      heapMb: 0,
      residentMb: 0,
      used: clients.used,
    });

    expect(told.perRun).toEqual(counted.perRun);
    expect(told.perBatch).toEqual(counted.perBatch);
    expect(told.perEmployeeWeek.readUnits).toBeCloseTo(counted.perEmployeeWeek.readUnits ?? 0, 1);
  });

  it('states memory that does not follow the week, and few writes', () => {
    const rows = tableOf(sectionOf(PAGE, 'Lines and memory'));
    const column = (title: string) => rows.map((row) => Number(row[title]?.replaceAll(',', '')));

    expect(column('lines')).toEqual([50_000, 100_000, 200_000]);
    for (const title of ['peak MB of heap', 'peak MB resident']) {
      const [smallest = 0, ...larger] = column(title);
      for (const peak of larger) expect(peak / smallest, title).toBeLessThanOrEqual(GROWTH_MAX);
    }
    for (const writes of column('S3 writes per 10,000')) expect(writes).toBeLessThanOrEqual(WRITES_PER_10000_MAX);
  });
});
