import { formatDecimal } from '../values/decimal.ts';
import { formatHours } from '../values/hours.ts';
import { OVERHEAD } from '../values/ids.ts';
import { formatUsd4 } from '../values/money.ts';
import { addDays } from '../values/week.ts';
import { type AllocatedCharge, RATIO_SCALE } from './focus-charges.ts';
import { monthAfter, monthOf } from './months.ts';

/** The version of FOCUS whose columns are written: the first that has unprefixed `Allocated*` columns. */
export const FOCUS_VERSION = '1.3';

/** Who sells a source, and under which name. */
export interface SourceProduct {
  readonly service: string;
  readonly provider: string;
}

/** A row as text by column; null is an empty field. */
export type FocusRow = Readonly<Record<(typeof FOCUS_COLUMNS)[number], string | null>>;

/** Columns in the order of the file (`docs/finance.md`, "FOCUS"). */
export const FOCUS_COLUMNS = [
  'BilledCost',
  'EffectiveCost',
  'ListCost',
  'ContractedCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ConsumedQuantity',
  'ConsumedUnit',
  'PricingQuantity',
  'PricingUnit',
  'ServiceCategory',
  'ServiceSubcategory',
  'ServiceName',
  'ProviderName',
  'PublisherName',
  'InvoiceIssuerName',
  'ServiceProviderName',
  'HostProviderName',
  'InvoiceId',
  'Tags',
  'AllocatedMethodId',
  'AllocatedMethodDetails',
  'AllocatedResourceId',
  'AllocatedResourceName',
  'AllocatedTags',
  'x_OriginChargeId',
  'x_Revision',
] as const;

/** One token in the unit in which tokens are priced, as decimals. */
const MILLION_SCALE = 6;
/** With every change of a method its number rises. */
const METHOD_VERSION = 'v1';

/**
 * A row of the export. Prices are not known, so that all four costs are the same; the billing period is the month of the
 * Monday, as a row may have one only.
 */
export function toFocusRow(charge: AllocatedCharge, { service, provider }: SourceProduct): FocusRow {
  const { mondayDate, source, employeeId, tokens, costUsd4, originChargeId, revision } = charge;
  const cost = formatUsd4(costUsd4);
  const month = monthOf(mondayDate);
  return {
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    ContractedCost: cost,
    BillingAccountId: source,
    BillingAccountName: service,
    BillingCurrency: 'USD',
    BillingPeriodStart: midnight(`${month}-01`),
    BillingPeriodEnd: midnight(`${monthAfter(month)}-01`),
    ChargePeriodStart: midnight(mondayDate),
    ChargePeriodEnd: midnight(addDays(mondayDate, 7)),
    ChargeCategory: 'Usage',
    ChargeClass: null,
    ChargeDescription: `${service}, week of ${mondayDate}`,
    ChargeFrequency: 'Usage-Based',
    ConsumedQuantity: `${tokens}.0`,
    ConsumedUnit: 'Tokens',
    PricingQuantity: formatDecimal(tokens, MILLION_SCALE),
    PricingUnit: '1000000 Tokens',
    ServiceCategory: 'AI and Machine Learning',
    ServiceSubcategory: 'Generative AI',
    ServiceName: service,
    ProviderName: provider,
    PublisherName: provider,
    InvoiceIssuerName: provider,
    ServiceProviderName: provider,
    HostProviderName: provider,
    InvoiceId: null,
    Tags: JSON.stringify({ employee: employeeId }),
    ...allocated(charge),
    x_OriginChargeId: originChargeId,
    x_Revision: `${revision}`,
  };
}

/** To whom it fell, and how: the four columns are on every row, since every row is a part of a split charge. */
function allocated(charge: AllocatedCharge) {
  const { method, target, line } = charge;
  return {
    AllocatedMethodId: `${method.toLowerCase().replaceAll('_', '-')}-${METHOD_VERSION}`,
    AllocatedMethodDetails: detailsOf(charge),
    AllocatedResourceId: target,
    AllocatedResourceName: target === null || target === OVERHEAD ? target : (line.cwoName ?? target),
    AllocatedTags: line.cwoName === null ? null : tagsOf(charge),
  };
}

/** JSON whose numbers are written from exact decimals: no ratio goes through a binary float. */
function detailsOf({ ratio, hours, totalHours, basis }: AllocatedCharge): string {
  const usage = hours === null ? '' : `"UsageUnit":"Hours","UsageQuantity":${formatHours(hours)},`;
  const element = `{"AllocatedRatio":${formatDecimal(ratio, RATIO_SCALE)},${usage}"x_Basis":${JSON.stringify(basis)}}`;
  const total = totalHours === null ? '' : `,"x_TotalHours":${formatHours(totalHours)}`;
  return `{"Elements":[${element}]${total}}`;
}

/** None of them is in `Tags`; their keys have a prefix, as generators' own keys must. */
function tagsOf({ line: { billable, projectId, clientId, role } }: AllocatedCharge): string {
  const tags = { billable, project: projectId, client: clientId, role };
  const known = Object.entries(tags).filter(([, value]) => value !== null);
  return JSON.stringify(Object.fromEntries(known.map(([key, value]) => [`tokenledger/${key}`, value])));
}

/** Weeks have no zone: the export pins them to UTC. */
function midnight(day: string): string {
  return `${day}T00:00:00Z`;
}
