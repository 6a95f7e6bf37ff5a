import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../../core/values/clock.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../stand-in.ts';
import { anthropicRoutes } from './anthropic.ts';
import { messagesDay, messagesTruth } from './anthropic-usage.ts';
import { analyticsRows, analyticsTruth } from './claude-code-usage.ts';
import type { DayTruth, StandInCompany } from './company.ts';
import { creditLines, creditTruth } from './copilot-usage.ts';
import { CURSOR_REQUESTS_PER_MINUTE, cursorRoutes } from './cursor.ts';
import { cursorEvents, cursorTruth } from './cursor-usage.ts';
import { githubFileRoutes, githubRoutes, type Reports } from './github.ts';
import { openaiRoutes } from './openai.ts';
import { completionsDay, completionsTruth } from './openai-usage.ts';

interface ProviderStandInsOptions {
  readonly company: StandInCompany;
  /** What the minutes of rate limits are measured on. */
  readonly clock: Clock;
  /** Of the first provider, the others follow; 0 takes free ones. */
  readonly port: number;
  /** Of Cursor, in a minute, for each path; as documented where nothing is said. */
  readonly cursorRequestsPerMinute?: number;
}

/** Running stand-ins, by the source that is pulled from them. */
export interface ProviderStandIns {
  readonly bySource: Readonly<Record<ProviderSource, StandIn>>;
  /** Where the reports of `github_copilot` are fetched. */
  readonly githubFiles: StandIn;
  close(): Promise<void>;
}

/** The key that all of them take. */
export const STAND_IN_KEY = 'stand-in-key';

const TRUTHS = {
  anthropic_claude_code: (company: StandInCompany, day: PlainDate) => analyticsTruth(analyticsRows(company, day)),
  anthropic_usage: (company: StandInCompany, day: PlainDate) => messagesTruth(messagesDay(company, day)),
  openai_usage: (company: StandInCompany, day: PlainDate) => completionsTruth(completionsDay(company, day)),
  cursor: (company: StandInCompany, day: PlainDate) => cursorTruth(cursorEvents(company, day)),
  github_copilot: (company: StandInCompany, day: PlainDate) => creditTruth(creditLines(company, day)),
};
export type ProviderSource = keyof typeof TRUTHS;

/** What a source would tell of a day, summed: what a pull must come to. */
export function providerTruth(company: StandInCompany, source: ProviderSource, day: PlainDate): DayTruth {
  return TRUTHS[source](company, day);
}

export async function startProviderStandIns(options: ProviderStandInsOptions): Promise<ProviderStandIns> {
  const { company, clock, port, cursorRequestsPerMinute = CURSOR_REQUESTS_PER_MINUTE } = options;
  const reports: Reports = new Map();
  const started: StandIn[] = [];
  const start = async (one: Pick<StandInOptions, 'routes' | 'isAllowed' | 'limit'>) => {
    const standIn = await startStandIn({ ...one, clock, port: port === 0 ? 0 : port + started.length });
    started.push(standIn);
    return standIn;
  };
  const anthropic = await start({
    routes: anthropicRoutes(company),
    isAllowed: (headers) => headers['x-api-key'] === STAND_IN_KEY && headers['anthropic-version'] !== undefined,
  });
  const openai = await start({ routes: openaiRoutes(company), isAllowed: bearsKey });
  const cursor = await start({
    routes: cursorRoutes(company),
    isAllowed: ({ authorization }) => authorization === `Basic ${btoa(`${STAND_IN_KEY}:`)}`,
    limit: { requests: cursorRequestsPerMinute, ms: 60_000, of: 'PATH' },
  });
  const githubFiles = await start({ routes: githubFileRoutes(company, reports), isAllowed: bearsKey });
  const github = await start({ routes: githubRoutes(company, reports, githubFiles.url), isAllowed: bearsKey });
  return {
    bySource: {
      anthropic_claude_code: anthropic,
      anthropic_usage: anthropic,
      openai_usage: openai,
      cursor,
      github_copilot: github,
    },
    githubFiles,
    close: async () => {
      await Promise.all(started.map((standIn) => standIn.close()));
    },
  };
}

function bearsKey({ authorization }: IncomingHttpHeaders): boolean {
  return authorization === `Bearer ${STAND_IN_KEY}`;
}
