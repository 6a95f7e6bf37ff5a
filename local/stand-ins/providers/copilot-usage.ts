import { formatDecimal } from '../../../core/values/decimal.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { activePeople, type DayTruth, NO_TOKENS, pick, type StandInCompany, truthOf } from './company.ts';

interface CreditLine {
  readonly person: number;
  readonly model: string;
  readonly sku: string;
  readonly repository: string;
  readonly grossUsd6: bigint;
  readonly netUsd6: bigint;
}

const MODELS = ['Claude Opus 4.7', 'Auto: Claude Sonnet 4.6', 'GPT-5.4'];
const REPOSITORIES = ['', 'core', 'site, old'];
const COLUMNS = [
  ...['date', 'username', 'product', 'sku', 'model', 'quantity', 'unit_type', 'applied_cost_per_quantity'],
  ...['gross_amount', 'discount_amount', 'net_amount', 'total_monthly_quota', 'organization', 'repository'],
  ...['cost_center_name', 'aic_quantity', 'aic_gross_amount'],
];
const REQUESTS_PERCENT = 10;
const COVERED_PERCENT = 50;

export function loginOf(person: number): string {
  return `dev-${String(person).padStart(5, '0')}`;
}

/** AI credits of a day, some of them covered by the plan, and lines in premium requests of old. */
export function creditLines(company: StandInCompany, day: PlainDate): CreditLine[] {
  return activePeople(company, 'copilot', day).flatMap(({ person, random }) =>
    REPOSITORIES.slice(0, 1 + random.below(2)).map((repository) => {
      const grossUsd6 = BigInt(random.below(9_000_000));
      const isCovered = random.isChance(COVERED_PERCENT);
      return {
        person,
        model: pick(random, MODELS),
        sku: random.isChance(REQUESTS_PERCENT) ? 'copilot_premium_request' : 'copilot_ai_credit',
        repository: repository || pick(random, REPOSITORIES),
        grossUsd6,
        netUsd6: isCovered ? 0n : grossUsd6 - BigInt(random.below(1 + Number(grossUsd6))),
      };
    }),
  );
}

export function creditTruth(lines: readonly CreditLine[]): DayTruth {
  return truthOf(
    lines.map(({ grossUsd6, netUsd6 }) => ({
      tokens: NO_TOKENS,
      billedUsd6: netUsd6,
      notionalUsd6: grossUsd6 - netUsd6,
    })),
  );
}

/** With a mark of byte order, lines that end as on Windows, and quotes around every cell. */
export function creditReport(lines: readonly (readonly [PlainDate, CreditLine])[]): string {
  const rows = [COLUMNS, ...lines.map(([day, line]) => cellsOf(day, line))];
  return `\uFEFF${rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`).join('')}`;
}

function cellsOf(day: PlainDate, { person, model, sku, repository, grossUsd6, netUsd6 }: CreditLine): string[] {
  const gross = formatDecimal(grossUsd6, 6);
  const isInCredits = sku === 'copilot_ai_credit';
  // As floats are written: a few have noise behind their digits.
  const noise = person % 4 === 0 ? '0000000002' : '';
  return [
    ...[day, loginOf(person), 'copilot', sku, model, formatDecimal(grossUsd6, 4)],
    ...(isInCredits ? ['ai-credits', '0.01'] : ['requests', '0.04']),
    ...[
      gross,
      formatDecimal(grossUsd6 - netUsd6, 6),
      formatDecimal(netUsd6, 6) + noise,
      '3900',
      'acme',
      repository,
      '',
    ],
    ...(isInCredits ? ['0', '0'] : ['400', gross]),
  ];
}
