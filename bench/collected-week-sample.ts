import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { down, up } from '../cli/commands/local/up.ts';
import type { Deployment } from '../cli/deployment.ts';
import { API_REPORTER } from '../core/collection/fact-table.ts';
import { NO_TOKENS, type UsageFact } from '../core/collection/usage-fact.ts';
import { addDays, type MondayDate, weekDays } from '../core/values/week.ts';
import { PATHS, ROOT } from '../local/paths.ts';
import { COMPANY_DEFAULTS } from '../local/sample/company.ts';
import type { CollectedWeekSample } from './collected-week.ts';

/**
 * The samples of collected weeks, in a process of its own, since TOKENLEDGER_LOCAL names its folder: a fresh engine, daily
 * facts of one source, and each week built by a process of its own. Prints them as JSON; progress goes beside it.
 */
const SOURCE = 'cursor';
const EMPLOYEES = 5_000;
const BUILDER = `${ROOT}bench/collected-week-builder.ts`;
/** Node sweeps late: with little room, what shows is what is needed. */
const HEAP_MB = 128;
/** Pulled by nobody here. */
const SOURCES = [
  {
    source: SOURCE,
    role: 'COST',
    pull: { keySecretName: 'tokenledger-local/usage/cursor', windowDays: 7, baseUrl: 'http://127.0.0.1:9' },
  },
] as const;

if (process.env.TOKENLEDGER_LOCAL === undefined)
  throw new Error('a sample needs TOKENLEDGER_LOCAL, a folder of its own');
process.once('SIGINT', () => void down().finally(() => process.exit(130)));
try {
  console.log(JSON.stringify(await takeSamples(process.argv.slice(2).map(Number))));
} finally {
  await down();
}

async function takeSamples(sizes: readonly number[]): Promise<CollectedWeekSample[]> {
  await down();
  rmSync(PATHS.folder, { recursive: true, force: true });
  const deployment = await up({ usage: { sources: [...SOURCES], key: 'key-of-the-measurement' } }, tell);
  await nameEverybody(deployment);
  const samples: CollectedWeekSample[] = [];
  for (const [at, rows] of sizes.entries()) {
    const monday = addDays(COMPANY_DEFAULTS.lastMonday, -7 * at);
    await fill(deployment, monday, rows);
    samples.push({ rows, ...build(monday) });
    tell(`a week of ${rows} daily rows: ${samples.at(-1)?.seconds.toFixed(1)} s`);
  }
  return samples;
}

async function nameEverybody({ identities }: Deployment): Promise<void> {
  const validFrom = '2020-01-01';
  const entries = Array.from({ length: EMPLOYEES }, (_, index) => ({
    ...({ source: '*', actor: actorOf(index), target: 'employee', employeeId: `E-${index}` } as const),
    ...{ validFrom, validTo: null, by: 'the measurement' },
  }));
  await identities.add(entries, '2026-01-01T00:00:00.000Z');
}

async function fill({ facts }: Deployment, monday: MondayDate, rows: number): Promise<void> {
  const days = weekDays(monday);
  for (const [at, usageDate] of days.entries()) {
    const ofDay = Math.floor((rows * (at + 1)) / days.length) - Math.floor((rows * at) / days.length);
    const made = Array.from({ length: ofDay }, (_, index) => factOf(usageDate, index));
    await facts.replace({ source: SOURCE, usageDate, reporter: API_REPORTER }, made, `${usageDate}T23:00:00.000Z`);
  }
}

function factOf(usageDate: string, index: number): UsageFact {
  return {
    ...{ usageDate, actor: actorOf(index % EMPLOYEES), provider: 'anthropic', tokensReasoning: null, requests: 1n },
    ...{ modelRaw: `model-${Math.floor(index / EMPLOYEES)}`, model: null },
    tokens: { ...NO_TOKENS, inputUncached: BigInt(index), output: 7n },
    cost: {
      ...{ usd6: BigInt(index), kind: 'BILLED', origin: 'REPORTED', priceVersion: null },
      ...{ amountRaw: String(index), currency: 'USD', currencyRate: null },
    },
    period: { start: `${usageDate}T00:00:00.000Z`, end: `${addDays(usageDate, 1)}T00:00:00.000Z`, zone: 'UTC' },
    attributes: { team: 'platform' },
  };
}

function actorOf(index: number) {
  return { kind: 'EMAIL', id: `person-${index}@example.com` } as const;
}

function build(monday: MondayDate): Omit<CollectedWeekSample, 'rows'> {
  const { status, stdout } = spawnSync(process.execPath, [`--max-old-space-size=${HEAP_MB}`, BUILDER, monday, SOURCE], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 15 * 60_000,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the week of ${monday} was not built`);
  return JSON.parse(stdout);
}

function tell(line: string): void {
  console.error(`  … ${line}`);
}
