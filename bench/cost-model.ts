/**
 * What a run costs at AWS list prices: quantities that AWS bills, times their prices. Prices are of us-east-1 in USD,
 * without free tier, as compiled in November 2026. They compare designs; they promise no bill.
 */
export const LIST_PRICES = {
  standardTransitions: { label: 'Step Functions transitions', usd: 0.025 / 1e3 },
  expressRequests: { label: 'Step Functions express requests', usd: 1 / 1e6 },
  expressGbSeconds: { label: 'Step Functions express GB-s', usd: 0.00001667 },
  lambdaRequests: { label: 'Lambda requests', usd: 0.2 / 1e6 },
  lambdaGbSeconds: { label: 'Lambda GB-s (arm64)', usd: 0.0000133334 },
  writeUnits: { label: 'DynamoDB write units', usd: 0.625 / 1e6 },
  readUnits: { label: 'DynamoDB read units', usd: 0.125 / 1e6 },
  s3Writes: { label: 'S3 PUT', usd: 0.005 / 1e3 },
  s3Reads: { label: 'S3 GET', usd: 0.0004 / 1e3 },
  athenaMegabytes: { label: 'Athena MB scanned', usd: 5 / 1024 ** 2 },
  messages: { label: 'SNS publishes', usd: 0.5 / 1e6 },
  logMegabytes: { label: 'CloudWatch Logs MB', usd: 0.5 / 1024 },
} as const;

export type Quantity = keyof typeof LIST_PRICES;
export const QUANTITIES = Object.keys(LIST_PRICES) as Quantity[];

/** How much of each quantity is used; an absent one is 0. */
export type Billable = Readonly<Partial<Record<Quantity, number>>>;

/** What a run uses, by what it grows with. */
export interface RunShape {
  readonly perRun: Billable;
  readonly perBatch: Billable;
  readonly perEmployeeWeek: Billable;
  readonly perLine: Billable;
}

export interface Workload {
  readonly employees: number;
  readonly linesPerEmployee: number;
  readonly batchSize: number;
}

/** The company for which the price is stated. */
export const REFERENCE_WORKLOAD: Workload = { employees: 10_000, linesPerEmployee: 2.2, batchSize: 100 };

export interface Cost {
  /** USD per 1,000 employee-weeks. */
  readonly total: number;
  readonly parts: Readonly<Record<Quantity, number>>;
}

/** The price of a run of that shape in USD per 1,000 employee-weeks, as a whole and by quantity. */
export function costPer1000(shape: RunShape, { employees, linesPerEmployee, batchSize }: Workload): Cost {
  const counts = [
    [shape.perRun, 1],
    [shape.perBatch, Math.ceil(employees / batchSize)],
    [shape.perEmployeeWeek, employees],
    [shape.perLine, employees * linesPerEmployee],
  ] as const;
  const parts = {} as Record<Quantity, number>;
  for (const quantity of QUANTITIES) {
    const used = counts.reduce((sum, [billable, count]) => sum + (billable[quantity] ?? 0) * count, 0);
    parts[quantity] = (used * LIST_PRICES[quantity].usd * 1000) / employees;
  }
  return { total: QUANTITIES.reduce((sum, quantity) => sum + parts[quantity], 0), parts };
}

/** Look-backs that a scheduled run makes of each week, as `schedule.lookbackWeeks` is set in production. */
const LOOKBACKS = 4;

/** What a week costs until no scheduled run looks at it any more: once written, then confirmed by each look-back. */
export function costWithLookbacks(firstRun: Cost, steadyState: Cost): number {
  return firstRun.total + LOOKBACKS * steadyState.total;
}

/** The write units of an item: one for each started KB, two in a transaction. An update counts the larger state. */
export function writeUnits(bytes: number, isTransactional: boolean): number {
  return Math.ceil(bytes / 1024) * (isTransactional ? 2 : 1);
}

/** Other ways to build the same, for comparison; paper models. */
export const ALTERNATIVES: Readonly<Record<string, RunShape>> = {
  /** Three transitions, one function of 512 MB for 0.2 s, plain writes of a head and its lines. */
  'one Lambda per employee': {
    perRun: {},
    perBatch: {},
    perEmployeeWeek: {
      standardTransitions: 3,
      lambdaRequests: 1,
      lambdaGbSeconds: 0.1,
      readUnits: 1,
      writeUnits: 1,
    },
    perLine: { writeUnits: 1 },
  },
  /** Two statements over the lake at Athena's minimum, no ledger: no revisions, no evidence, no lost race noticed. */
  'Athena alone, no ledger': {
    perRun: { standardTransitions: 20, athenaMegabytes: 20, s3Writes: 10 },
    perBatch: {},
    perEmployeeWeek: {},
    perLine: {},
  },
};
