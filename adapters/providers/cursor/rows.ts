import type { PriceBook } from '../../../core/collection/price-book.ts';
import {
  type Actor,
  addReported,
  type CostKind,
  NO_TOKENS,
  NOBODY,
  type TokenCounts,
  type UsageFact,
} from '../../../core/collection/usage-fact.ts';
import type { SeatHolder } from '../../../core/collection/usage-puller.ts';
import { addRatios, type Ratio } from '../../../core/values/ratio.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { CENTS, costsBy, NO_COST } from '../amounts.ts';
import { attributesOf, UNKNOWN_CACHE_SPLIT } from '../fact-parts.ts';
import type { Member, UsageEvent } from './schema.ts';

const PROVIDER = 'cursor';
/** Amounts are in US cents alone. */
const costOf = costsBy({});
/** Owns the team and uses no paid seat of it. */
const UNPAID_ROLE = 'free-owner';

/** The day whose events are told. */
export interface EventDay {
  readonly day: PlainDate;
  readonly period: UsageFact['period'];
}

/** Events that differ in nothing but their numbers. */
interface Group {
  readonly actor: Actor;
  readonly model: string | null;
  readonly costKind: CostKind;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tokens: TokenCounts;
  readonly events: bigint;
  /** Null where the source tells no amount. */
  readonly cents: Ratio | null;
  /** Of a single event. */
  readonly text: string | null;
}

/**
 * Events of a day, summed by who, which model, and what for. Events have no id, and agents that work side by side make
 * equal ones: each counts. What failed and is not charged counts nothing.
 */
export function factsOf(events: readonly UsageEvent[], { day, period }: EventDay, prices: PriceBook): UsageFact[] {
  const groups = new Map<string, Group>();
  for (const event of events) {
    if (isFailure(event)) continue;
    const one = groupOf(event);
    const key = JSON.stringify([one.actor, one.model, one.costKind, one.attributes, one.cents === null]);
    const before = groups.get(key);
    groups.set(key, before ? together(before, one) : one);
  }
  return [...groups.values()].map((group) => ({
    usageDate: day,
    actor: group.actor,
    provider: PROVIDER,
    modelRaw: group.model,
    model: group.model && prices.canonicalName(PROVIDER, group.model),
    tokens: group.tokens,
    tokensReasoning: null,
    requests: group.events,
    cost: toCost(group),
    period,
    attributes: group.attributes,
  }));
}

/** Members who are told today stand for every day of the window: whether they were members before is not told. */
export function seatsOf(members: readonly Member[], from: PlainDate): SeatHolder[] {
  return members
    .filter(({ isRemoved, role }) => isRemoved !== true && role !== UNPAID_ROLE)
    .map(({ email, id }) => ({ actor: actorOf(email, id), from, to: null }))
    .filter(({ actor }) => actor.id !== null);
}

function groupOf(event: UsageEvent): Group {
  const { tokenUsage: usage, chargedCents } = event;
  const tokens = usage
    ? {
        inputUncached: usage.inputTokens,
        cacheRead: usage.cacheReadTokens,
        cacheWrite5m: usage.cacheWriteTokens,
        cacheWrite1h: null,
        output: usage.outputTokens,
      }
    : NO_TOKENS;
  const isCovered = event.isChargeable === false || /included/i.test(event.kind ?? '');
  return {
    actor: actorOf(event.userEmail, event.userId),
    model: event.model,
    costKind: isCovered ? 'NOTIONAL' : 'BILLED',
    attributes: attributesOf({
      kind: event.kind,
      max_mode: event.maxMode,
      is_headless: event.isHeadless,
      ...(tokens.cacheWrite5m !== null && UNKNOWN_CACHE_SPLIT),
    }),
    tokens,
    events: 1n,
    cents: chargedCents?.value ?? null,
    text: chargedCents?.text ?? null,
  };
}

function together(a: Group, b: Group): Group {
  return {
    ...a,
    tokens: {
      inputUncached: addReported(a.tokens.inputUncached, b.tokens.inputUncached),
      cacheRead: addReported(a.tokens.cacheRead, b.tokens.cacheRead),
      cacheWrite5m: addReported(a.tokens.cacheWrite5m, b.tokens.cacheWrite5m),
      cacheWrite1h: null,
      output: addReported(a.tokens.output, b.tokens.output),
    },
    events: a.events + b.events,
    cents: a.cents && b.cents && addRatios(a.cents, b.cents),
    text: null,
  };
}

function toCost({ cents, text, costKind: kind }: Group): UsageFact['cost'] {
  if (cents === null) return { ...NO_COST, kind };
  return costOf({ value: cents, text, unit: CENTS, currency: 'USD', kind, origin: 'REPORTED' });
}

/** What is charged all the same is no failure: money must not get lost. */
function isFailure({ kind, isChargeable, chargedCents }: UsageEvent): boolean {
  const isCharged = isChargeable !== false && chargedCents != null && chargedCents.value.numerator !== 0n;
  return /errored/i.test(kind ?? '') && !isCharged;
}

function actorOf(email: string | null, userId: string | null): Actor {
  if (email !== null) return { kind: 'EMAIL', id: email.toLowerCase() };
  return userId === null ? NOBODY : { kind: 'USER_ID', id: userId };
}
