import { addRatios, compareRatios, multiplyRatios, type Ratio, ratio } from '../../../core/values/ratio.ts';
import type { RawAmount } from '../amounts.ts';
import type { ReportTokens } from './report.ts';

const COUNTS = ['inputTokens', 'outputTokens', 'cacheCreationTokens', 'cacheReadTokens'] as const;
const NOTHING = ratio(0n);
/** What the floats of a report may leave of a sum: half a micro-dollar. */
const NOISE = ratio(1n, 2_000_000n);

interface Figures {
  readonly tokens: ReportTokens;
  readonly cost: RawAmount | null;
}

/**
 * Where a total of a report is not the sum of its parts: `the day's inputTokens are 15, its models' 14`. Null where all
 * that both tell agree; costs may differ by the noise of floats.
 */
export function totalFault(total: Figures, parts: readonly Figures[], names: { whole: string; parts: string }) {
  for (const name of COUNTS) {
    const told = total.tokens[name] ?? null;
    const sum = parts.reduce((units, part) => units + (part.tokens[name] ?? 0n), 0n);
    if (told !== null && told !== sum) return `${names.whole} ${name} are ${told}, ${names.parts} ${sum}`;
  }
  const cost = parts.reduce((usd, part) => addRatios(usd, part.cost?.value ?? NOTHING), NOTHING);
  if (total.cost === null || parts.every((part) => part.cost === null) || isNear(total.cost.value, cost)) return null;
  return `${names.whole} cost is ${total.cost.text} USD, ${names.parts} another`;
}

function isNear(a: Ratio, b: Ratio): boolean {
  const difference = addRatios(a, multiplyRatios(b, ratio(-1n)));
  const { numerator, denominator } = difference;
  return compareRatios(ratio(numerator < 0n ? -numerator : numerator, denominator), NOISE) <= 0;
}
