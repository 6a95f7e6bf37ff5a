import { PRICE_SCALE } from '../../../core/collection/price-book.ts';
import {
  type Actor,
  addReported,
  type FactCost,
  type TokenCounts,
  type UsageFact,
} from '../../../core/collection/usage-fact.ts';
import type { ImportSettings } from '../../../core/collection/usage-import.ts';
import { ZoneDays } from '../../../core/collection/zone-days.ts';
import { divideHalfEven } from '../../../core/values/decimal.ts';
import { USD6_SCALE } from '../../../core/values/money.ts';
import { addDays } from '../../../core/values/week.ts';
import { providerOfModel } from '../../prices/list-prices.ts';
import { CENTS, type CostOf, costsBy, NO_COST, WHOLE } from '../amounts.ts';
import { ASSUMED_ZONE, attributesOf, UNKNOWN_CACHE_SPLIT } from '../fact-parts.ts';
import { CellError, type Cells } from './cells.ts';
import { type CsvMapping, hasDays } from './mapping.ts';

/** Of models that nobody is known to make. */
const UNKNOWN_PROVIDER = 'unknown';
const EMAIL = /^[^\s<>"]+@[^\s<>"]+$/;
const ROUNDING = 10n ** BigInt(PRICE_SCALE - USD6_SCALE);

type Priced = Pick<UsageFact, 'usageDate' | 'provider' | 'modelRaw' | 'tokens'>;

/** Makes facts of rows by a mapping. */
export class CsvRows {
  readonly #mapping: CsvMapping;
  readonly #settings: ImportSettings;
  readonly #days: ZoneDays;
  readonly #costOf: CostOf;
  /** Whose days the export's days are, it does not say. */
  readonly #isZoneAssumed: boolean;

  constructor(mapping: CsvMapping, settings: ImportSettings) {
    this.#mapping = mapping;
    this.#settings = settings;
    this.#days = new ZoneDays(mapping.when.zone ?? settings.timeZone);
    this.#costOf = costsBy(ratesOf(mapping));
    this.#isZoneAssumed = mapping.when.zone === undefined && hasDays(mapping);
  }

  /** @throws CellError at the first cell that has not what it should */
  toFact(cells: Cells): UsageFact {
    const { prices } = this.#settings;
    const modelRaw = this.#chosen(cells, 'model');
    const provider =
      this.#chosen(cells, 'provider') ?? (modelRaw === null ? null : providerOfModel(modelRaw)) ?? UNKNOWN_PROVIDER;
    const usageDate = this.#dayOf(cells);
    const tokens = this.#tokensOf(cells);
    return {
      usageDate,
      actor: this.#actorOf(cells),
      provider,
      modelRaw,
      model: modelRaw === null ? null : prices.canonicalName(provider, modelRaw),
      tokens,
      tokensReasoning: cells.count(this.#mapping.tokens?.reasoning),
      requests: cells.count(this.#mapping.requests),
      cost: this.#cost(cells, { usageDate, provider, modelRaw, tokens }),
      period: this.#days.periodOf(usageDate),
      attributes: this.#attributesOf(cells, tokens),
    };
  }

  #chosen(cells: Cells, name: 'model' | 'provider'): string | null {
    const source = this.#mapping[name];
    return source ? cells.chosen(source, (text) => text) : null;
  }

  #dayOf(cells: Cells): string {
    const day = cells.day((instantMs) => this.#days.dayOf(instantMs));
    const today = this.#days.dayOf(Date.parse(this.#settings.now));
    if (day <= addDays(today, 1)) return day;
    throw new CellError(this.#mapping.when.column, 'has a day in the future');
  }

  #actorOf(cells: Cells): Actor {
    const { actor } = this.#mapping;
    const id = actor ? cells.text(actor.column) : null;
    if (!actor || id === null) return this.#settings.actor;
    if (actor.kind !== 'EMAIL') return { kind: actor.kind, id };
    if (EMAIL.test(id)) return { kind: 'EMAIL', id: id.toLowerCase() };
    throw new CellError(actor.column, 'has no e-mail address');
  }

  #tokensOf(cells: Cells): TokenCounts {
    const columns = this.#mapping.tokens ?? { cachedIsIncluded: false };
    const [cacheRead, cacheWrite1h, output] = [columns.cacheRead, columns.cacheWrite1h, columns.output].map((column) =>
      cells.count(column),
    ) as [bigint | null, bigint | null, bigint | null];
    const cacheWrite5m = cells.count(columns.cacheWrite5m ?? columns.cacheWrite);
    const input = cells.count(columns.input);
    const cached = addReported(addReported(cacheRead, cacheWrite5m), cacheWrite1h) ?? 0n;
    const inputUncached = input === null || !columns.cachedIsIncluded ? input : input - cached;
    if (inputUncached !== null && inputUncached < 0n) {
      throw new CellError(columns.input as string, 'is less than the cached tokens that it should include');
    }
    return { inputUncached, cacheRead, cacheWrite5m, cacheWrite1h, output };
  }

  #cost(cells: Cells, priced: Priced): FactCost {
    const { cost } = this.#mapping;
    if (!cost) return { ...NO_COST, kind: 'NOTIONAL' };
    if ('fromPrices' in cost) return this.#computed(priced, cost);
    const isKnown = typeof cost.unit === 'string';
    const amount = cells.amount(cost.column, isKnown);
    const kind = cells.chosen(cost.kind, () => undefined);
    if (kind === null)
      throw new CellError('column' in cost.kind ? cost.kind.column : cost.column, 'tells no kind of cost');
    if (amount === null) return { ...NO_COST, kind };
    const currency = typeof cost.unit === 'string' ? 'USD' : cost.unit.currency;
    const unit = cost.unit === 'CENTS' ? CENTS : WHOLE;
    return this.#costOf({ value: amount.value, text: amount.text, unit, currency, kind, origin: cost.origin });
  }

  #computed(
    { usageDate, provider, modelRaw, tokens }: Priced,
    { kind, rowIsOneRequest }: { readonly kind: FactCost['kind']; readonly rowIsOneRequest: boolean },
  ): FactCost {
    const { prices } = this.#settings;
    const units =
      modelRaw === null
        ? null
        : prices.price({ provider, modelRaw, day: usageDate, tokens, isOneRequest: rowIsOneRequest });
    if (units === null) return { ...NO_COST, kind };
    const usd6 = divideHalfEven(units, ROUNDING);
    return { ...NO_COST, usd6, kind, origin: 'COMPUTED', priceVersion: prices.version, currency: 'USD' };
  }

  #attributesOf(cells: Cells, tokens: TokenCounts): Readonly<Record<string, string>> {
    const { attributes, tokens: columns } = this.#mapping;
    const told = Object.entries(attributes).map(([name, column]) => [name, cells.label(column)]);
    return {
      ...attributesOf(Object.fromEntries(told)),
      ...(columns?.cacheWrite && tokens.cacheWrite5m ? UNKNOWN_CACHE_SPLIT : {}),
      ...(this.#isZoneAssumed ? ASSUMED_ZONE : {}),
    };
  }
}

function ratesOf({ cost }: CsvMapping): Readonly<Record<string, string>> {
  if (!cost || 'fromPrices' in cost || typeof cost.unit === 'string') return {};
  return { [cost.unit.currency]: cost.unit.rate };
}
