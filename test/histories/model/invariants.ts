import { expect } from 'vitest';
import { verify } from '../../../cli/commands/audit/verify.ts';
import type { Deployment } from '../../../cli/deployment.ts';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { type LineAttributes, toLineAttributes } from '../../../core/ledger/line-attributes.ts';
import { type Head, latestInputs } from '../../../core/ledger/revision.ts';
import { isZeroUsage, sumUsage } from '../../../core/usage/usage.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { RUN_HOURS_MAX } from '../../../functions/names.ts';
import { publish } from '../../../functions/publication/publish/step.ts';
import { judge } from '../../worlds/oracle/oracle.ts';
import { keyText } from './company.ts';
import { OPEN } from './gates.ts';
import { decisive } from './notary.ts';
import type { EndedRun, System } from './system.ts';
import { KEYS, MONDAYS, type World } from './world.ts';

/** By then no run that was opened lives any more, nor its hour for clocks that differ. */
const LATER_MS = (RUN_HOURS_MAX + 2) * 60 * 60_000;

/** Nothing is under way any more: what must hold then, and once every week is run again; which twice changes nothing. */
export async function checkAtRest(world: World): Promise<void> {
  const written = () => KEYS.map((key) => world.system.revisionBodies(key).length);
  await world.settle();
  await checkPublished(world);
  await checkLedger(world);
  await runEveryWeek(world);
  await checkLedger(world);
  const before = written();
  await runEveryWeek(world);
  expect(written()).toEqual(before);
}

/** Whoever died, the schedule brings the published lines to those of the heads. */
async function checkPublished({ system }: World): Promise<void> {
  const { reader, ...ports } = system.ports(OPEN);
  system.clock.advance(LATER_MS);
  await publish({}, { ...ports, ledger: reader });
  for (const monday of MONDAYS) {
    const lines = KEYS.filter(({ mondayDate }) => mondayDate === monday).flatMap((key) => {
      const revision = system.head(key)?.revision;
      return revision?.allocation.lines.map((line) => toLineAttributes(line, revision)) ?? [];
    });
    const byId = (a: LineAttributes, b: LineAttributes) => compareIds(a.id, b.id);
    const published = system.published.lines(monday) ?? [];
    expect(published.toSorted(byId), `published of ${monday}`).toEqual(lines.toSorted(byId));
  }
}

async function runEveryWeek(world: World): Promise<void> {
  for (const monday of MONDAYS) await world.runWeek(monday);
  await world.join();
}

/** With nothing under way, the ledger is what the oracle makes of it, and every byte is as it was written. */
export async function checkLedger(world: World): Promise<void> {
  checkFigures(world);
  for (const monday of MONDAYS) expect((await verifyWeek(world.system, monday)).faults).toEqual([]);
}

/** With nothing under way, the heads are what the oracle makes of the timesheets now and of the usage that was read. */
export function checkFigures(world: World): void {
  const { system } = world;
  for (const key of KEYS) {
    const head = system.head(key);
    if (head) checkHead(key, head, system);
    checkUsageIsNewest(key, head, world);
  }
}

function checkHead(key: EmployeeWeekKey, { revision, ...head }: Head, { company, lake }: System): void {
  const { sources, usageAsOf } = latestInputs({ revision, ...head });
  const asked = lake.askedAsOf(usageAsOf);
  expect(asked?.mondayDate, `what the lake was asked at ${usageAsOf}`).toBe(key.mondayDate);
  const rows = lake.usable(key, asked?.rows);
  const world = company.world(key, rows);
  const read = sumUsage(sources);
  expect(read, `usage of ${keyText(key)}`).toEqual(world.usage);

  const verdict = judge(world);
  const isKept = world.answer.kind === 'UNKNOWN' && revision.inputs.isKnownEmployee;
  if (verdict.setAside !== null || isKept) return;
  const { basis, method, flags, lines } = verdict;
  expect(decisive(revision), `${keyText(key)} as the rules say`).toEqual(
    decisive({ ...revision, allocation: { basis, method, flags, lines } }),
  );
}

/** What the last full run has read of an employee-week, be it nothing, is there, or something newer. */
function checkUsageIsNewest(key: EmployeeWeekKey, head: Head | null, { system, notary }: World): void {
  const { ended, lake } = system;
  const ofWeek = ended.filter(({ summary }) => summary.mondayDate === key.mondayDate && isWhole(summary));
  for (const { usageAsOf: asked, summary } of ofWeek) {
    if (asked === null) continue;
    const hadUsage = lake.usable(key, lake.askedAsOf(asked)?.rows).length > 0;
    if (hadUsage) expect(head, `head of ${keyText(key)}`).not.toBeNull();
    // A run cannot take back usage that another, which has asked before it, will write only later.
    const wasThere = (notary.firstWrite(key) ?? Number.POSITIVE_INFINITY) < Date.parse(summary.startedAt);
    if (!head || (!hadUsage && !wasThere)) continue;
    const { usageAsOf, sources } = latestInputs(head);
    const isWithout = !hadUsage && isZeroUsage(sumUsage(sources));
    expect(isWithout || usageAsOf >= asked, `usage of ${keyText(key)} as of ${asked}`).toBe(true);
  }
}

/** Nothing was set aside, nothing failed, nobody has vanished. */
function isWhole({ status, totals }: EndedRun['summary']): boolean {
  return status === 'SUCCEEDED' && totals.employeesVanished === 0;
}

/** The product's own verification. */
export function verifyWeek(system: System, monday: string) {
  const { evidence, roots, records } = system.ports(OPEN);
  const nothingClosed = { closings: { list: async () => [] }, frozenMonths: {} };
  const stores = { dynamodb: system.table.client, evidence, roots, records, ...nothingClosed };
  const deployment = { ...stores, output: () => 'TokenCostAllocation' };
  return verify(deployment as unknown as Deployment, monday);
}
