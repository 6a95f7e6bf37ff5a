import type { PriceBook } from '../../../core/collection/price-book.ts';
import { type Actor, NO_TOKENS, NOBODY, type UsageFact } from '../../../core/collection/usage-fact.ts';
import type { SeatHolder } from '../../../core/collection/usage-puller.ts';
import { addRatios, multiplyRatios, ratio } from '../../../core/values/ratio.ts';
import { costsBy, WHOLE } from '../amounts.ts';
import { attributesOf, utcPeriod } from '../fact-parts.ts';
import type { ReportLine, Seat } from './schema.ts';

const PROVIDER = 'github';
/** Stands before a model that was chosen by the tool. */
const CHOSEN_BY_TOOL = /^auto:\s*/i;
const MINUS = ratio(-1n);
/** The reports are in US dollars alone. */
const costOf = costsBy({});

/** What a line bills, and, where some of it is covered by the plan's credits, what that would have cost. */
export function factsOf(line: ReportLine, prices: PriceBook): UsageFact[] {
  const { date, gross_amount: gross, net_amount: net } = line;
  const told = { unit: WHOLE, currency: 'USD', origin: 'REPORTED' } as const;
  const billed = costOf({ ...net, ...told, kind: 'BILLED' });
  const difference = addRatios(gross.value, multiplyRatios(net.value, MINUS));
  const covered = costOf({ value: difference, text: line.discount_amount, ...told, kind: 'NOTIONAL' });
  const costs = covered.usd6 === 0n ? [billed] : [billed, covered];
  return costs.map((cost) => ({
    usageDate: date,
    actor: actorOf(line.username),
    provider: PROVIDER,
    modelRaw: line.model,
    model: line.model && prices.canonicalName(PROVIDER, line.model.replace(CHOSEN_BY_TOOL, '')),
    tokens: NO_TOKENS,
    tokensReasoning: null,
    requests: null,
    cost,
    period: utcPeriod(date),
    attributes: attributesOf({
      product: line.product,
      sku: line.sku,
      unit_type: line.unit_type,
      organization: line.organization,
      repository: line.repository,
      cost_center_name: line.cost_center_name,
    }),
  }));
}

/** A seat that nobody has is nobody's. */
export function seatHolderOf({ assignee, created_at, pending_cancellation_date }: Seat): SeatHolder {
  return { actor: actorOf(assignee?.login ?? null), from: created_at, to: pending_cancellation_date ?? null };
}

function actorOf(login: string | null): Actor {
  return login === null ? NOBODY : { kind: 'USER_ID', id: login };
}
