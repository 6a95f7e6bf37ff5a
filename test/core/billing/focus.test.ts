import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllocatedCharge, allocatedCharges } from '../../../core/billing/focus-charges.ts';
import { FOCUS_COLUMNS, type FocusRow, toFocusRow } from '../../../core/billing/focus-rows.ts';
import { sumUsage } from '../../../core/usage/usage.ts';
import { source } from '../../worlds/heads.ts';
import { entry, known, MONDAY, plan, type WeekStory } from '../../worlds/rule-weeks.ts';
import { decided } from './heads-with-evidence.ts';

const CLAUDE = { service: 'Claude Code', provider: 'Anthropic' };

async function rowsOf(story: WeekStory, sources = [source('45.00', 9_000_000n)]): Promise<FocusRow[]> {
  const { head, evidence } = decided(MONDAY, known(story), sources);
  return (await allocatedCharges(head, 'E1', evidence)).map((charge) => toFocusRow(charge, CLAUDE));
}

describe('a charge of a week', () => {
  it('is split as the ledger is: 45.0000 USD by 20 h and 10 h', async () => {
    const rows = await rowsOf({ entries: [entry('T1', '20.00'), entry('T2', '10.00')] });

    const common = {
      BillingAccountId: 'claude_code',
      BillingAccountName: 'Claude Code',
      BillingCurrency: 'USD',
      BillingPeriodStart: '2026-11-01T00:00:00Z',
      BillingPeriodEnd: '2026-12-01T00:00:00Z',
      ChargePeriodStart: '2026-11-16T00:00:00Z',
      ChargePeriodEnd: '2026-11-23T00:00:00Z',
      ChargeCategory: 'Usage',
      ChargeClass: null,
      ChargeDescription: 'Claude Code, week of 2026-11-16',
      ChargeFrequency: 'Usage-Based',
      ConsumedUnit: 'Tokens',
      PricingUnit: '1000000 Tokens',
      ServiceCategory: 'AI and Machine Learning',
      ServiceSubcategory: 'Generative AI',
      ServiceName: 'Claude Code',
      ...Object.fromEntries(
        ['Provider', 'Publisher', 'InvoiceIssuer', 'ServiceProvider', 'HostProvider'].map((who) => [
          `${who}Name`,
          'Anthropic',
        ]),
      ),
      InvoiceId: null,
      Tags: '{"employee":"E1"}',
      AllocatedMethodId: 'logged-hours-v1',
      AllocatedTags:
        '{"tokenledger/billable":true,"tokenledger/project":"P1","tokenledger/client":"CL1","tokenledger/role":"DEVELOPER"}',
      x_OriginChargeId: '2026-11-16/E1/claude_code',
      x_Revision: '1',
    };
    const costs = (cost: string) =>
      Object.fromEntries(['Billed', 'Effective', 'List', 'Contracted'].map((kind) => [`${kind}Cost`, cost]));
    const details = (ratio: string, hours: string) =>
      `{"Elements":[{"AllocatedRatio":${ratio},"UsageUnit":"Hours","UsageQuantity":${hours},"x_Basis":"ACTUAL"}],"x_TotalHours":30.00}`;
    expect(rows).toEqual([
      {
        ...common,
        ...costs('30.0000'),
        ConsumedQuantity: '6000000.0',
        PricingQuantity: '6.000000',
        AllocatedMethodDetails: details('0.6666666667', '20.00'),
        AllocatedResourceId: 'C1',
        AllocatedResourceName: 'Work order C1',
      },
      {
        ...common,
        ...costs('15.0000'),
        ConsumedQuantity: '3000000.0',
        PricingQuantity: '3.000000',
        AllocatedMethodDetails: details('0.3333333333', '10.00'),
        AllocatedResourceId: 'C2',
        AllocatedResourceName: 'Work order C2',
      },
    ]);
    expect(Object.keys(rows[0] as FocusRow)).toEqual(FOCUS_COLUMNS);
  });

  it.each<[string, WeekStory, object]>([
    [
      'a cost of the company to a resource of that name',
      { leave: '40.00' },
      { AllocatedMethodId: 'full-week-leave-v1', AllocatedResourceId: 'OVERHEAD', AllocatedResourceName: 'OVERHEAD' },
    ],
    [
      'what nobody can say yet to none',
      { status: null },
      { AllocatedMethodId: 'none-v1', AllocatedResourceId: null, AllocatedResourceName: null },
    ],
  ])('goes as %s', async (_, story, allocated) => {
    const details = expect.stringMatching(
      /^\{"Elements":\[\{"AllocatedRatio":1\.0000000000,"x_Basis":"(ACTUAL|ESTIMATED)"\}\]\}$/,
    );

    expect(await rowsOf(story)).toMatchObject([{ ...allocated, AllocatedTags: null, AllocatedMethodDetails: details }]);
  });

  it('has ratios alike where hours did not decide, the first one the unit that is left', async () => {
    const plans = ['R1', 'R2', 'R3'].map((role) => plan(role, '0.00'));

    const rows = await rowsOf({ plans });

    const ratios = rows.map((row) => /AllocatedRatio":([\d.]+)/.exec(row.AllocatedMethodDetails ?? '')?.[1]);
    expect(ratios).toEqual(['0.3333333334', '0.3333333333', '0.3333333333']);
  });
});

describe('the charges of any week', () => {
  const used = fc.array(fc.tuple(fc.bigInt({ min: -9_000n, max: 90_000_000n }), fc.nat(10 ** 6)), {
    minLength: 1,
    maxLength: 5,
  });
  const logged = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 3 });

  it('have ratios that sum to 1 per charge, rows that sum to it, and lines of which they are all parts', async () => {
    await fc.assert(
      fc.asyncProperty(used, logged, async (costs, hours) => {
        const sources = costs.map(([costUsd6, tokens], at) => ({ source: `s${at}`, tokens: BigInt(tokens), costUsd6 }));
        fc.pre(sumUsage(sources).costUsd6 > 0n);
        const entries = hours.map((hundredths, at) => ({ ...entry(`T${at + 1}`, '0.00'), hours: hundredths }));
        const { head, evidence } = decided(MONDAY, known({ entries }), sources);

        const charges = await allocatedCharges(head, 'E1', evidence);

        const sumOf = (some: readonly AllocatedCharge[], what: (one: AllocatedCharge) => bigint) =>
          some.reduce((sum, one) => sum + what(one), 0n);
        for (const { source: name, tokens } of sources) {
          const parts = charges.filter((charge) => charge.source === name);
          expect(sumOf(parts, ({ ratio }) => ratio)).toBe(10n ** 10n);
          expect(sumOf(parts, (part) => part.tokens)).toBe(tokens);
          expect(new Set(parts.map(({ originChargeId }) => originChargeId)).size).toBe(1);
        }
        for (const line of head.revision.allocation.lines) {
          const parts = charges.filter((charge) => charge.line === line);
          expect(sumOf(parts, ({ costUsd4 }) => costUsd4)).toBe(line.costUsd4);
        }
      }),
      { numRuns: 500 },
    );
  });
});
