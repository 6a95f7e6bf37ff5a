import { z } from 'zod';
import type { Configuration } from '../lib/configuration.ts';
import { cron, httpUrl, isTimeZone, secretName } from './configuration-fields.ts';
import { timesheetConfiguration } from './timesheet-configuration.ts';
import { usageConfiguration } from './usage-configuration.ts';

/** The deployment configuration is wrong. The message names every wrong value, one per line. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Of the local engine, whose functions have the loopback of their machine. */
const ENGINE_ACCOUNT = '000000000000';
/** Of sources that are asked where their providers are. */
const DEFAULT_URL = 'https://provider.example';
const HTTPS_ONLY = 'must be https; plain http is for 127.0.0.1 of the local engine only';

const LOG_DAYS = [1, 7, 14, 30, 90, 180, 365] as const;
const ACCESS_DAYS = [7, 30, 90, 180, 365, 731, 1096, 1827, 3653] as const;

/** Well below half of what a run may take. */
const POLLING_SECONDS_MAX = 3 * 60 * 60;

/** The levels of an alert, as `core/budgets` has them, which nothing here may import. */
const LEVELS = { NOTIFY: 'NOTIFY', ESCALATE: 'ESCALATE' } as const;
const thresholds = z
  .array(z.strictObject({ pct: z.int().min(6).max(1000), level: z.enum(LEVELS) }))
  .min(1, { abort: true })
  .max(5, { abort: true })
  .refine((list) => list.every(({ pct }, index) => index === 0 || pct > (list[index - 1]?.pct ?? 0)), 'do not rise')
  .refine(([lowest]) => lowest?.level === 'NOTIFY', 'the lowest is no NOTIFY');
/** How weeks fall to months, as `core/billing` has them. */
const MONTH_POLICIES = { BY_DAY: 'BY_DAY', BY_MONDAY: 'BY_MONDAY' } as const;
const byUnit = z.strictObject({ TOKENS: thresholds, USD: thresholds });

const fields = z.strictObject({
  stackName: z.string().regex(/^[a-z][a-z0-9-]{2,39}$/, 'is no name of 3 to 40 of a-z 0-9 -, beginning with a letter'),
  account: z.string().regex(/^\d{12}$/, 'is no account id of twelve digits'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is no region, like eu-central-1'),
  schedule: z.strictObject({
    cron,
    timeZone: z.string().refine(isTimeZone, 'is no IANA time zone, like Europe/Berlin'),
    lookbackWeeks: z.int().min(0).max(12),
  }),
  timesheet: timesheetConfiguration,
  workflow: z
    .strictObject({
      batchSize: z.int().min(1).max(100),
      usagePollSeconds: z.int().min(1).max(60, { abort: true }),
      usagePollsMax: z.int().min(1).max(1000, { abort: true }),
      // What the 300 s of a batch leave beside a round of its functions.
      patienceSeconds: z.int().min(15).max(190),
    })
    .refine(({ usagePollSeconds, usagePollsMax }) => usagePollSeconds * usagePollsMax <= POLLING_SECONDS_MAX, {
      path: ['usagePollsMax'],
      message: 'times usagePollSeconds is over 3 h, and a run has 8',
    }),
  webhook: z.strictObject({
    secretName,
    requestsPerSecond: z.int().min(1).max(10_000),
    burst: z.int().min(1).max(5_000),
  }),
  sweep: z.strictObject({
    cron,
    recheckWeeks: z.int().min(0).max(52),
  }),
  usage: usageConfiguration,
  budgets: z.strictObject({ thresholds: z.strictObject({ WEEK: byUnit, TOTAL: byUnit }) }),
  alerts: z.strictObject({
    escalationEmails: z
      .array(z.email())
      .max(20)
      .refine((emails) => new Set(emails).size === emails.length, 'names an address twice'),
  }),
  benchmarks: z
    .strictObject({
      weeks: z.int().min(1).max(52, { abort: true }),
      minWeeks: z.int().min(1, { abort: true }),
      minPeople: z.int().min(1).max(1000),
      fullTimeHours: z.int().min(1).max(80),
      bufferPct: z.int().min(0).max(100),
    })
    .refine(({ weeks, minWeeks }) => minWeeks <= weeks, { path: ['minWeeks'], message: 'is more than weeks' }),
  finance: z.strictObject({ monthPolicy: z.enum(MONTH_POLICIES) }),
  audit: z.strictObject({
    jwtIssuer: httpUrl,
    jwtAudience: z.string().min(1).max(200),
    // The access log names the claim by a variable of the gateway, which takes word characters only.
    employeeClaim: z.string().regex(/^\w{1,64}$/, 'is no name of a claim (1 to 64 of A-Z a-z 0-9 _)'),
  }),
  retention: z.strictObject({
    logDays: z.literal(LOG_DAYS),
    accessDays: z.literal(ACCESS_DAYS),
    runDays: z.int().min(7).max(3650),
    rootDays: z.int().min(1).max(36_500),
    keepData: z.boolean(),
  }),
  operatorEmails: z.array(z.email()).max(20),
  docsUrl: z.url({ protocol: /^https$/, error: 'is no https URL', abort: true }).regex(/[^/]$/, 'ends with a slash'),
});

const schema: z.ZodType<Configuration> = fields
  .refine(({ account, timesheet }) => timesheet.kind === 'MIRROR' || isSafe(timesheet.baseUrl, account), {
    path: ['timesheet', 'baseUrl'],
    message: HTTPS_ONLY,
  })
  .refine(({ account, timesheet }) => pulledUrls(timesheet).every((url) => isSafe(url, account)), {
    path: ['timesheet', 'sources', 'baseUrl'],
    message: HTTPS_ONLY,
  })
  .refine(({ account, audit }) => isSafe(audit.jwtIssuer, account), {
    path: ['audit', 'jwtIssuer'],
    message: HTTPS_ONLY,
  })
  .refine(({ account, usage }) => usage.sources.every(({ pull }) => isSafe(pull?.baseUrl ?? DEFAULT_URL, account)), {
    path: ['usage', 'sources', 'pull.baseUrl'],
    message: HTTPS_ONLY,
  });

/**
 * Validates a configuration file whole.
 * @param source the file's name, for the message
 * @throws ConfigurationError naming every wrong value at once
 */
export function parseConfiguration(text: string, source: string): Configuration {
  const result = schema.safeParse(parseJson(text, source));
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`);
  throw new ConfigurationError(`${source} is not a valid configuration:\n${faults.join('\n')}`);
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`${source} is no JSON: ${(error as Error).message}`);
  }
}

function pulledUrls(timesheet: Configuration['timesheet']): string[] {
  return timesheet.kind === 'MIRROR' ? timesheet.sources.flatMap(({ baseUrl }) => baseUrl ?? []) : [];
}

function isSafe(url: string, account: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return protocol === 'https:' || (isLoopback && account === ENGINE_ACCOUNT);
}
