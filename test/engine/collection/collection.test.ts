import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formatUsd6 } from '../../../core/values/money.ts';
import { weekDays } from '../../../core/values/week.ts';
import { employeeIdOf } from '../../../local/sample/people.ts';
import { peopleOf } from '../../../local/stand-ins/providers/company.ts';
import { type ProviderSource, providerTruth } from '../../../local/stand-ins/providers/start.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { micros } from '../../worlds/usage-files.ts';
import { weekOf } from '../recalculation/weeks.ts';
import { ledgerJson } from '../scenarios/ledger-cli.ts';
import { CollectedWeek, type CollectionJson } from './collected-week.ts';
import { COLLECTED_COMPANY } from './company.ts';

const week = new CollectedWeek(weekOf('collection'));
const SOURCES = Object.keys(inject('standIns')) as ProviderSource[];
const UNKNOWN = [6, 7];
const KNOWN = peopleOf(COLLECTED_COMPANY).filter((person) => !UNKNOWN.includes(person));
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

describe('a week whose usage is collected', () => {
  let pulled: CollectionJson;

  beforeAll(async () => {
    await week.approveAll();
    await week.know(KNOWN);
    const { exitCode, json } = await week.pull();
    expect({ exitCode, obstacle: json.obstacle }).toEqual({ exitCode: 0, obstacle: null });
    pulled = json;
  });

  it('is pulled from every source, as the contract of the command says', () => {
    expect(faultsOf('cli-usage-pull.schema.json', pulled)).toEqual([]);
    expect(pulled.sources.map(({ source, failure, refused }) => ({ source, failure, refused }))).toEqual(
      SOURCES.map((source) => ({ source, failure: null, refused: 0 })),
    );
    expect(pulled.weeks.map(({ weekStartDate }) => weekStartDate)).toEqual([week.monday]);
  });

  it.each(SOURCES)('holds of %s, for each day, what it billed to the micro-dollar', async (source) => {
    const groups = (await week.dayGroups()).filter((group) => group.source === source);
    const costs = (day: string, kind: string) =>
      sum(groups.filter((one) => one.usageDate === day && one.costKind === kind).map(({ costUsd6 }) => costUsd6));

    for (const day of weekDays(week.monday)) {
      const { billedUsd6, notionalUsd6 } = providerTruth(COLLECTED_COMPANY, source, day);
      expect({ day, billed: costs(day, 'BILLED'), notional: costs(day, 'NOTIONAL') }).toEqual({
        day,
        billed: billedUsd6,
        notional: notionalUsd6,
      });
    }
  });

  it('is in the ledger whole: what was billed and every seat, to the micro-dollar and then to the unit', async () => {
    const groups = await week.dayGroups();
    const counted = groups.filter(({ costKind, target }) => costKind !== 'NOTIONAL' && target !== 'service');
    const exact = sum(counted.map(({ costUsd6 }) => costUsd6));
    const run = await week.run();

    expect(pulled.weeks[0]?.costUsd).toBe(formatUsd6(exact));
    expect(micros(run.usage.costUsd) - micros(run.roundingUsd)).toBe(exact);
    const lines = sum((await week.lines()).map(({ allocatedCostUsd }) => micros(allocatedCostUsd)));
    expect(lines + micros(run.quarantined.costUsd)).toBe(micros(run.usage.costUsd));
    expect(run.failed.costUsd).toBe('0.0000');
  });

  it('leaves the spend of actors nobody knows UNALLOCATED, until somebody says who they are', async () => {
    const unknown = (
      await ledgerJson<{ actors: { actorId: string; employeeId: string }[] }>(
        'identity',
        'unresolved',
        '--week',
        week.monday,
      )
    ).json;
    expect(faultsOf('cli-identity.schema.json', unknown)).toEqual([]);
    const ids = unknown.actors.map(({ employeeId }) => employeeId);
    const before = await week.lines();
    const ofUnknown = before.filter(({ employeeId }) => ids.includes(employeeId));
    expect(ofUnknown.length).toBeGreaterThan(0);
    expect(new Set(ofUnknown.map(({ cwoId, reason }) => `${cwoId} ${reason}`))).toEqual(
      new Set(['UNALLOCATED UNKNOWN_EMPLOYEE']),
    );

    await week.know(UNKNOWN);
    const { exitCode, json } = await week.build();

    expect(exitCode).toBe(0);
    expect(json.changedEmployees).toBeGreaterThan(0);
    expect(json.costUsd).toBe(pulled.weeks[0]?.costUsd);
    const after = await week.lines();
    for (const person of UNKNOWN) {
      const own = after.filter(({ employeeId }) => employeeId === employeeIdOf(person));
      expect(own.map(({ cwoId }) => cwoId)).toEqual([week.cwoOf(person)]);
      const [revision] = await week.audit(employeeIdOf(person));
      expect(revision?.trigger).toBe('USAGE');
    }
    const total = (rows: typeof before) => sum(rows.map(({ allocatedCostUsd }) => micros(allocatedCostUsd)));
    expect(total(after) - total(before)).toBeLessThanOrEqual(BigInt(after.length) * 100n);
    expect((await week.verify()).faults).toEqual([]);
  });

  it('changes nothing and nobody where it is built again', async () => {
    const before = await week.lines();

    const { json } = await week.build();

    expect(json.changedEmployees).toBe(0);
    expect(await week.lines()).toEqual(before);
  });

  it('tells how its sources stand', async () => {
    const { json } = await ledgerJson<{ sources: { source: string; failure: null; collected: object }[] }>(
      'usage',
      'status',
    );

    expect(faultsOf('cli-usage-status.schema.json', json)).toEqual([]);
    expect(json.sources.map(({ source, failure }) => ({ source, failure }))).toEqual(
      SOURCES.map((source) => ({ source, failure: null })),
    );
  });
});
