import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../cli/commands/audit/audit.ts';
import { quarantine } from '../../cli/commands/run/quarantine.ts';
import { show } from '../../cli/commands/run/show.ts';
import { toRunJson } from '../../cli/view/run-summary.ts';
import { employeeIn } from '../../local/sample/company.ts';
import { faultsOf } from './contract-files.ts';
import { type SampleRun, sampleRun, WEEK } from './sample-run.ts';

/** The JSON of the command line, of the tables and of messages, as a run of the sample company makes it. */
let sample: SampleRun;
beforeAll(async () => {
  sample = await sampleRun();
});

describe('run --json', () => {
  it('is as its contract says', () => {
    expect(faultsOf('cli-run.schema.json', toRunJson(sample.summary))).toEqual([]);
  });

  it('splits what was read into six parts', () => {
    const { usage, ...run } = toRunJson(sample.summary);
    const parts = [run.allocated, run.overhead, run.unallocated, run.superseded, run.failed, run.quarantined];

    expect(parts.reduce((sum, { tokens }) => sum + tokens, 0n)).toBe(usage.tokens);
    expect(parts.reduce((sum, { costUsd }) => sum + units(costUsd), 0n)).toBe(units(usage.costUsd));
  });

  it.each([
    ['money as a number', { usage: { tokens: 1, costUsd: 45 } }, '/usage/costUsd'],
    ['a failed run without a failure', { status: 'FAILED' }, '/failure'],
    ['a percentage without decimals', { estimatedPct: '25' }, '/estimatedPct'],
    ['tokens as text', { overhead: { tokens: '1', costUsd: '0.0000' } }, '/overhead/tokens'],
  ])('is refused with %s', (_, change, place) => {
    expect(faultsOf('cli-run.schema.json', { ...toRunJson(sample.summary), ...change }).join()).toContain(place);
  });
});

describe('show --json', () => {
  it.each(['line', 'cwo', 'project', 'employee'] as const)('by %s is as its contract says', async (by) => {
    const told = JSON.parse(await show(sample.deployment, { week: WEEK, by, json: true }));

    expect(faultsOf('cli-show.schema.json', told)).toEqual([]);
    expect(told.rows.length).toBeGreaterThan(7);
  });

  it.each([
    ['another reason', { reason: 'WHATEVER' }, '/reason'],
    ['a billable line of overhead', { cwoId: 'OVERHEAD', billable: true }, '/billable'],
    ['hours as a number', { hours: 20 }, '/hours'],
    ['no basis', { allocationBasis: undefined }, 'allocationBasis'],
  ])('is refused with %s', async (_, change, place) => {
    const { rows } = JSON.parse(await show(sample.deployment, { week: WEEK, by: 'line', json: true }));
    const line = { ...rows[0], ...change };

    expect(faultsOf('allocation-line.schema.json', rows[0])).toEqual([]);
    expect(faultsOf('allocation-line.schema.json', line).join()).toContain(place);
    expect(faultsOf('cli-show.schema.json', { weekStartDate: WEEK, rows: [line], totals: {} })).not.toEqual([]);
  });
});

describe('audit --json', () => {
  it.each(['WORKED_EXAMPLE', 'FULL_WEEK_LEAVE', 'MISSING_TIMESHEET', 'BROKEN_CHAIN'] as const)(
    'is as its contract says for %s',
    async (situation) => {
      const told = JSON.parse(await audit(sample.deployment, employeeIn(situation), WEEK, true));

      expect(faultsOf('cli-audit.schema.json', told)).toEqual([]);
      expect(told.revisions).toHaveLength(1);
      told.revisions[0].recomputedAgrees = 'yes';
      expect(faultsOf('cli-audit.schema.json', told).join()).toContain('/recomputedAgrees');
    },
  );
});

describe('quarantine --json', () => {
  it('is as its contract says', async () => {
    const told = JSON.parse(await quarantine(sample.deployment, WEEK, true));

    expect(faultsOf('cli-quarantine.schema.json', told)).toEqual([]);
    expect(told.rows).toHaveLength(6);
    told.rows[0].reason = 'IMPLAUSIBLE_HOURS';
    expect(faultsOf('cli-quarantine.schema.json', told).join()).toContain('/rows/0/reason');
  });
});

describe('what rests and what is sent', () => {
  it('has lines and CWOs as their contracts say', () => {
    const items = [...sample.aws.items.values()];
    const lines = items.filter(({ pk }) => String(pk).startsWith('CWO#'));
    const cwos = items.filter(({ pk }) => pk === undefined);

    expect(lines.flatMap((line) => faultsOf('allocation-line.schema.json', line))).toEqual([]);
    expect(cwos.flatMap((cwo) => faultsOf('cwo.schema.json', cwo))).toEqual([]);
    expect([lines.length, cwos.length]).toEqual([79, 12]);
  });

  it('tells operators as the contract says', () => {
    const bodies = sample.aws.messages.map(({ Message }) => JSON.parse(Message));

    expect(bodies.flatMap((body) => faultsOf('operator-message.schema.json', body))).toEqual([]);
    expect(bodies).toHaveLength(1);
    expect(faultsOf('operator-message.schema.json', { ...bodies[0], status: 'RUNNING' })).not.toEqual([]);
  });
});

function units(costUsd: string): bigint {
  return BigInt(costUsd.replace('.', ''));
}
