import { startOfDay } from '../../../core/values/day-start.ts';
import { divideHalfEven, formatDecimal } from '../../../core/values/decimal.ts';
import { addDays, type PlainDate } from '../../../core/values/week.ts';
import {
  activePeople,
  CLAUDE_MODELS,
  costOfAll,
  type DayTruth,
  drawTokens,
  emailOf,
  NO_TOKENS,
  pick,
  type StandInCompany,
  type Tokens,
  truthOf,
} from './company.ts';
import { rawNumber } from './pages.ts';

interface CursorEvent {
  readonly timestamp: number;
  readonly person: number;
  readonly model: string;
  readonly kind: string;
  readonly isChargeable: boolean;
  /** Null where the call is not priced by tokens. */
  readonly tokens: Tokens | null;
  /** With the fee. */
  readonly chargedUsd6: bigint;
  readonly feeUsd6: bigint;
}

const INCLUDED_PERCENT = 40;
const ERRORED_PERCENT = 5;
const TWIN_PERCENT = 5;
const PER_REQUEST_USD6 = 40_000n;
const FEE_DIVISOR = 20n;

/** Events of a day of the company, latest first; a few have a twin that is equal in everything. */
export function cursorEvents(company: StandInCompany, day: PlainDate): CursorEvent[] {
  const start = Date.parse(startOfDay(day, company.timeZone));
  const length = Date.parse(startOfDay(addDays(day, 1), company.timeZone)) - start;
  const events = activePeople(company, 'cursor', day).flatMap(({ person, random }) => {
    const kind = random.isChance(INCLUDED_PERCENT) ? 'Included in Business' : 'Usage-based';
    const timestamp = start + random.below(length);
    const model = pick(random, CLAUDE_MODELS);
    const hasFailed = random.isChance(ERRORED_PERCENT);
    if (hasFailed) return [failure({ timestamp, person, model })];
    const tokens = random.isChance(90) ? { ...drawTokens(random), cacheWrite1h: 0n } : null;
    const costUsd6 = tokens ? costOfAll(model, tokens) : PER_REQUEST_USD6;
    const feeUsd6 = tokens ? divideHalfEven(costUsd6, FEE_DIVISOR) : 0n;
    const isChargeable = kind === 'Usage-based';
    const event = { timestamp, person, model, kind, isChargeable, tokens, chargedUsd6: costUsd6 + feeUsd6, feeUsd6 };
    return random.isChance(TWIN_PERCENT) ? [event, event] : [event];
  });
  return events.sort((a, b) => b.timestamp - a.timestamp || a.person - b.person);
}

export function cursorTruth(events: readonly CursorEvent[]): DayTruth {
  return truthOf(
    events
      .filter(({ kind }) => !kind.startsWith('Errored'))
      .map(({ tokens, isChargeable, chargedUsd6 }) => ({
        tokens: tokens ?? NO_TOKENS,
        ...(isChargeable ? { billedUsd6: chargedUsd6 } : { notionalUsd6: chargedUsd6 }),
      })),
  );
}

/** Cents have four decimals, and now and then the noise of a float. */
export function eventJson(event: CursorEvent): object {
  const { tokens, chargedUsd6, feeUsd6, timestamp } = event;
  const noise = timestamp % 3 === 0 ? '0000000001' : '';
  return {
    timestamp: String(timestamp),
    userEmail: emailOf(event.person),
    model: event.model,
    kind: event.kind,
    maxMode: false,
    requestsCosts: 5,
    isTokenBasedCall: tokens !== null,
    isChargeable: event.isChargeable,
    isHeadless: false,
    ...(tokens && {
      tokenUsage: {
        inputTokens: Number(tokens.inputUncached),
        outputTokens: Number(tokens.output),
        cacheWriteTokens: Number(tokens.cacheWrite5m),
        cacheReadTokens: Number(tokens.cacheRead),
        totalCents: rawNumber(formatDecimal(chargedUsd6 - feeUsd6, 4)),
      },
    }),
    chargedCents: rawNumber(formatDecimal(chargedUsd6, 4) + noise),
    cursorTokenFee: rawNumber(formatDecimal(feeUsd6, 4)),
  };
}

function failure(event: Pick<CursorEvent, 'timestamp' | 'person' | 'model'>): CursorEvent {
  return {
    ...event,
    kind: 'Errored, Not Charged',
    isChargeable: false,
    tokens: NO_TOKENS,
    chargedUsd6: 0n,
    feeUsd6: 0n,
  };
}
