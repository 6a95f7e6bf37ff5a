import { z } from 'zod';
import { countedSources, knownSource, toolOf } from '../lib/collection/counted-sources.ts';
import type { Configuration, UsageSourceConfiguration } from '../lib/configuration.ts';
import { cron, httpUrl, secretName } from './configuration-fields.ts';

/** What a source is for, and what of a subscription's use is counted, as `core/collection` has them. */
const ROLES = { COST: 'COST', CONTEXT: 'CONTEXT' } as const;
const NOTIONAL = { TOKENS: 'TOKENS', COST: 'COST', NOTHING: 'NOTHING' } as const;

const ENTERPRISE_OF = 'github_copilot';

const decimal = (decimals: number) =>
  z
    .string()
    .regex(new RegExp(`^\\d{1,12}(\\.\\d{1,${decimals}})?$`), `is no decimal text of at most ${decimals} decimals`);
const day = z.iso.date();

const pull = z.strictObject({
  keySecretName: secretName,
  windowDays: z.int().min(1).max(60),
  baseUrl: httpUrl.optional(),
  enterprise: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/, 'is no name of an enterprise')
    .optional(),
  rates: z.record(z.string().regex(/^[A-Z]{3}$/, 'is no currency of three capitals'), decimal(8)).optional(),
  seats: z.strictObject({ monthlyFeeUsd: decimal(6), purchased: z.int().min(0).nullable() }).optional(),
});

const source = z
  .strictObject({
    source: z.string().refine((name) => knownSource(name) !== null, 'is no source of usage'),
    role: z.enum(ROLES),
    tool: z
      .string()
      .regex(/^[A-Za-z0-9._@-]{1,64}$/, 'is no name of a tool')
      .optional(),
    pull: pull.optional(),
  })
  .check(({ value, issues }) => {
    for (const [path, message] of faultsOf(value)) issues.push({ code: 'custom', input: value, path: [path], message });
  });

/** What a rate and a discount look like, as `core/collection` has them. */
const rate = z.string().regex(/^\d{1,9}(\.\d{1,12})?$/, 'is no decimal text of at most 9 digits and 12 decimals');
const discount = z
  .string()
  .regex(/^(100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?)$/, 'is no decimal text from 0 to 100 of at most 6 decimals');

const ratesByClass = z
  .strictObject({ inputUncached: rate, cacheRead: rate, cacheWrite5m: rate, cacheWrite1h: rate, output: rate })
  .partial();

const contractRate = z
  .strictObject({
    provider: z.string().min(1),
    model: z.string().min(1),
    from: day,
    to: day.nullable(),
    ratesPerMtok: ratesByClass.optional(),
    discountPct: discount.optional(),
  })
  .refine(({ from, to }) => to === null || from < to, { path: ['to'], message: 'is not behind from' })
  .refine(({ ratesPerMtok = {}, discountPct }) => Object.keys(ratesPerMtok).length > 0 || discountPct !== undefined, {
    message: 'has neither a rate nor a discount',
  });

/** The part of a configuration that says where usage comes from. */
export const usageConfiguration = z.strictObject({
  cron,
  sources: z
    .array(source)
    .max(20)
    .check(({ value, issues }) => {
      for (const message of doublesIn(value)) issues.push({ code: 'custom', input: value, path: [], message });
    }),
  count: z.strictObject({ seat: z.boolean(), notional: z.enum(NOTIONAL) }),
  contractRates: z
    .array(contractRate)
    .max(1000)
    .check(({ value, issues }) => {
      for (const message of overlapsIn(value)) issues.push({ code: 'custom', input: value, path: [], message });
    }),
});

function faultsOf({ source: name, tool, pull: pulled }: UsageSourceConfiguration): [string, string][] {
  const known = knownSource(name);
  const faults: [boolean, string, string][] = [
    [known?.isPulled === true && pulled === undefined, 'pull', `is missing: ${name} is pulled by its API`],
    [known?.isPulled === false && pulled !== undefined, 'pull', `is not for ${name}, which is imported from files`],
    [known?.tool === null && tool === undefined, 'tool', `is missing: ${name} does not say whose use it tells`],
    [known?.tool !== null && tool !== undefined, 'tool', `is not for ${name}, which says whose use it tells`],
    [name === ENTERPRISE_OF && pulled?.enterprise === undefined, 'pull', 'names no enterprise'],
  ];
  return faults.flatMap(([is, path, message]) => (is ? [[path, message] as [string, string]] : []));
}

/** A dollar is counted once: no source twice, and no tool by two sources whose figures count. */
function doublesIn(sources: Configuration['usage']['sources']): string[] {
  const names = sources.map((one) => one.source);
  const tools = countedSources(sources).map(({ tool }) => tool);
  const twice = (list: readonly string[]) => [...new Set(list.filter((one, index) => list.indexOf(one) !== index))];
  const costOf = (tool: string) => sources.filter((one) => one.role === 'COST' && toolOf(one) === tool);
  return [
    ...twice(names).map((name) => `names ${name} twice`),
    ...twice(tools).map((tool) => {
      return `counts ${tool} twice, by ${costOf(tool)
        .map((one) => one.source)
        .join(' and ')}: give all but one the role CONTEXT`;
    }),
  ];
}

/** Two rates of a model that both hold on some day: which one counts cannot be told. */
function overlapsIn(rates: Configuration['usage']['contractRates']): string[] {
  return rates.flatMap((later, index) =>
    rates.slice(0, index).flatMap((earlier, at) => {
      const isOfOneModel = earlier.provider === later.provider && earlier.model === later.model;
      const isAtOnce = isBefore(later.from, earlier.to) && isBefore(earlier.from, later.to);
      return isOfOneModel && isAtOnce ? [`has ${index}, which overlaps ${at}: ${later.provider} ${later.model}`] : [];
    }),
  );
}

function isBefore(day: string, end: string | null): boolean {
  return end === null || day < end;
}
