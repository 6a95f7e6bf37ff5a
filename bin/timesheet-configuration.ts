import { z } from 'zod';
import { faultOfWeeks, isAtOwnAddress, SYSTEM_NAMES, unitsOf } from '../lib/timesheets/timesheet-systems.ts';
import { cron, httpUrl, isTimeZone, secretName } from './configuration-fields.ts';

/** How hours and states are called, as `core/timesheets` has them. */
const HOURS = { EXACT: 'EXACT', ROUNDED: 'ROUNDED' } as const;
const STATES = { DRAFT: 'DRAFT', SUBMITTED: 'SUBMITTED', APPROVED: 'APPROVED', REJECTED: 'REJECTED' } as const;
/** What is imported. */
const IMPORT = 'import';
const SOURCES_MAX = 10;

const requestsAtOnce = z.int().min(4).max(900);

/** A system that speaks contract 2; the kind of a file that names none. */
const contract2 = z.strictObject({
  kind: z.literal('CONTRACT_2').optional(),
  baseUrl: httpUrl,
  tokenSecretName: secretName,
  requestTimeoutSeconds: z.number().min(1).max(15),
  requestsAtOnce,
});

/** A system that is pulled by its connector. */
const source = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]{1,12}$/, 'is no name of 1 to 12 of a-z 0-9')
      .refine((name) => name !== IMPORT, 'is the name of what is imported'),
    system: z.string().refine((system) => unitsOf(system) !== null, `is no system with a connector: ${SYSTEM_NAMES}`),
    baseUrl: httpUrl.optional(),
    secretName,
    approval: z.array(z.string()).min(1).refine(isEachOnce, 'names a unit twice'),
    afterDays: z.int().min(0).max(60).default(2),
    dayZone: z
      .string()
      .refine((zone) => zone === 'SOURCE' || isTimeZone(zone), 'is neither SOURCE nor an IANA time zone')
      .default('SOURCE'),
    hours: z.enum(HOURS).default('EXACT'),
    requestsPerSecond: z.number().min(0.1).max(50).default(4),
    states: z.record(z.string().min(1).max(100), z.enum(STATES)).default({}),
    slow: z.boolean().default(false),
  })
  .check(({ value: { system, approval, baseUrl }, issues }) => {
    if (isAtOwnAddress(system) && baseUrl === undefined) {
      const message = `is missing: ${system} answers at no address that all its customers share`;
      issues.push({ code: 'custom', input: baseUrl, path: ['baseUrl'], message });
    }
    const able = unitsOf(system) ?? approval;
    for (const unit of approval.filter((one) => !able.includes(one))) {
      const message = `has ${unit}, by which ${system} does not approve: ${able.join(', ')}`;
      issues.push({ code: 'custom', input: approval, path: ['approval'], message });
    }
  });

const sync = z
  .strictObject({
    rate: cron.default('cron(5 * * * ? *)'),
    nightly: cron.default('cron(35 1 * * ? *)'),
    hotWeeks: z.int().min(1).max(26).default(3),
    trailingWeeks: z.int().min(1).max(26).default(13),
    dropMaxPct: z.int().min(0).max(100).default(20),
    staleHours: z.int().min(1).max(8784).default(26),
  })
  .refine(({ hotWeeks, trailingWeeks }) => hotWeeks <= trailingWeeks, {
    path: ['trailingWeeks'],
    message: 'is less than hotWeeks',
  });

/** The mirror of systems that do not. */
const mirror = z
  .strictObject({
    kind: z.literal('MIRROR'),
    requestsAtOnce,
    sync,
    sources: z
      .array(source)
      .max(SOURCES_MAX)
      .refine((sources) => isEachOnce(sources.map(({ name }) => name)), 'names a source twice'),
  })
  .check(({ value: { sync, sources }, issues }) => {
    const message = faultOfWeeks(sync.trailingWeeks, sources.length);
    if (message !== null) issues.push({ code: 'custom', input: sync, path: ['sync', 'trailingWeeks'], message });
  });

/** The part of a configuration that says where timesheets come from. */
export const timesheetConfiguration = z.discriminatedUnion('kind', [contract2, mirror], {
  error: ({ code }) => (code === 'invalid_union' ? 'is neither CONTRACT_2 nor MIRROR' : undefined),
});

function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
