import { formatUsd6 } from '../../core/values/money.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';
import type { Random } from './random.ts';
import { shareOut } from './share-out.ts';

/** A row of weekly usage as it lies in the lake, in the lake's own names. */
export interface UsageRow {
  readonly employee_id: string;
  readonly source: string | null;
  /** Null is not reported. */
  readonly total_tokens: bigint | null;
  /** Decimal text of 6 decimals. */
  readonly cost_usd: string | null;
  readonly week_start_date: string;
}

/** Somebody with AI usage whom the timesheet system does not know. */
export const UNKNOWN_EMPLOYEE_ID = 'X-2044';

/** What a million tokens cost on average, by tool, in 1/1,000,000 USD. */
const TOOLS = [
  { source: 'claude_code', usd6PerMillion: 2_900_000n },
  { source: 'cursor', usd6PerMillion: 1_900_000n },
  { source: 'github_copilot', usd6PerMillion: 1_100_000n },
  { source: 'anthropic_api', usd6PerMillion: 3_400_000n },
];
type Tool = (typeof TOOLS)[number];

/** A week of 5 to 150 USD, more often a cheap than a dear one, over one to three tools. */
export function ordinaryUsage(employeeId: string, mondayDate: MondayDate, random: Random): UsageRow[] {
  const level = random.below(1000);
  const costUsd6 = 5_000_000 + level * level * 145 + random.below(1000);
  const first = random.below(TOOLS.length);
  const tools = Array.from(
    { length: 1 + random.below(3) },
    (_, index) => TOOLS[(first + index) % TOOLS.length] as Tool,
  );
  // A late file: the first tool comes a second time.
  if (random.isChance(5)) tools.push(tools[0] as Tool);
  const costs = shareOut(costUsd6, 1, tools.length, random);
  return tools.map(({ source, usd6PerMillion }, index) => {
    const cost = BigInt(costs[index] as number);
    return usageRow(employeeId, mondayDate, source, (cost * 1_000_000n) / usd6PerMillion, formatUsd6(cost));
  });
}

export function usageRow(
  employeeId: string,
  day: string,
  source: string | null,
  tokens: bigint | null,
  costUsd: string | null,
): UsageRow {
  return { employee_id: employeeId, source, total_tokens: tokens, cost_usd: costUsd, week_start_date: day };
}

/** One row for each reason to set a usage row aside; the employees have good rows besides. */
export function faultyRows(mondayDate: MondayDate, employeeIds: readonly [string, string, string]): UsageRow[] {
  const [withoutCost, withNegativeTokens, onWednesday] = employeeIds;
  return [
    usageRow(withoutCost, mondayDate, 'github_copilot', 1_250_000n, null),
    usageRow(withNegativeTokens, mondayDate, 'cursor', -40_000n, '0.120000'),
    usageRow('', mondayDate, 'anthropic_api', 3_100_000n, '10.540000'),
    usageRow('jane doe', mondayDate, 'claude_code', 900_000n, '2.610000'),
    usageRow(onWednesday, addDays(mondayDate, 2), 'claude_code', 2_000_000n, '5.800000'),
  ];
}
