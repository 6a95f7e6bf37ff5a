import { GCProfiler } from 'node:v8';
import { LargeWeek } from './large-week.ts';
import { LargeWeekClients, type Latency } from './large-week-clients.ts';
import { publishLargeWeek } from './publish-large-week.ts';
import type { PublishingSample } from './publishing.ts';

/**
 * One sample, in a process of its own with a small heap: publishes a week of so many lines, from answers that take as long as
 * those of AWS. Prints what was measured as JSON.
 */
/** Until a request is answered, in the same region: an assumption. */
const LATENCY: Latency = { dynamodb: 5, s3: 30 };
const MEGABYTE = 1024 ** 2;

const week = new LargeWeek(Number(process.argv[2]));
const clients = new LargeWeekClients(week, LATENCY);
const profiler = new GCProfiler();
const begun = performance.now();
profiler.start();
const lines = await publishLargeWeek(clients);
const seconds = (performance.now() - begun) / 1000 - clients.answeringSeconds;
const sweeps = profiler.stop()?.statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact') ?? [];
const held = sweeps.map(({ afterGC: { heapStatistics } }) => heapStatistics.usedHeapSize);
const sample: PublishingSample = {
  lines,
  employees: week.employees,
  seconds,
  heapMb: Math.max(...held) / MEGABYTE,
  residentMb: process.resourceUsage().maxRSS / 1024,
  used: clients.used,
};
console.log(JSON.stringify(sample));
