import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../../core/values/clock.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { anthropicRoutes } from './anthropic.ts';
import { messagesDay, messagesTruth } from './anthropic-usage.ts';
import { analyticsRows, analyticsTruth } from './claude-code-usage.ts';
import type { DayTruth, StandInCompany } from './company.ts';
import { CURSOR_REQUESTS_PER_MINUTE, cursorRoutes } from './cursor.ts';
import { cursorEvents, cursorTruth } from './cursor-usage.ts';
import { openaiRoutes } from './openai.ts';
import { completionsDay, completionsTruth } from './openai-usage.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

interface ProviderStandInsOptions {
  readonly company: StandInCompany;
  /** What the minutes of rate limits are measured on. */
  readonly clock: Clock;
  /** Of the first provider, the others follow; 0 takes free ones. */
  readonly port: number;
}

/** Running stand-ins, by the source that is pulled from them. */
export interface ProviderStandIns {
  readonly bySource: Readonly<Record<ProviderSource, StandIn>>;
  close(): Promise<void>;
}

/** The key that all of them take. */
export const STAND_IN_KEY = 'stand-in-key';

const TRUTHS = {
  anthropic_claude_code: (company: StandInCompany, day: PlainDate) => analyticsTruth(analyticsRows(company, day)),
  anthropic_usage: (company: StandInCompany, day: PlainDate) => messagesTruth(messagesDay(company, day)),
  openai_usage: (company: StandInCompany, day: PlainDate) => completionsTruth(completionsDay(company, day)),
  cursor: (company: StandInCompany, day: PlainDate) => cursorTruth(cursorEvents(company, day)),
};
export type ProviderSource = keyof typeof TRUTHS;

/** What a source would tell of a day, summed: what a pull must come to. */
export function providerTruth(company: StandInCompany, source: ProviderSource, day: PlainDate): DayTruth {
  return TRUTHS[source](company, day);
}

export async function startProviderStandIns({
  company,
  clock,
  port,
}: ProviderStandInsOptions): Promise<ProviderStandIns> {
  const at = (index: number) => (port === 0 ? 0 : port + index);
  const anthropic = await startStandIn({
    routes: anthropicRoutes(company),
    isAllowed: (headers) => headers['x-api-key'] === STAND_IN_KEY && headers['anthropic-version'] !== undefined,
    clock,
    port: at(0),
  });
  const openai = await startStandIn({
    routes: openaiRoutes(company),
    isAllowed: bearsKey,
    clock,
    port: at(1),
  });
  const cursor = await startStandIn({
    routes: cursorRoutes(company),
    isAllowed: ({ authorization }) => authorization === `Basic ${btoa(`${STAND_IN_KEY}:`)}`,
    perMinute: CURSOR_REQUESTS_PER_MINUTE,
    clock,
    port: at(2),
  });
  const standIns = [anthropic, openai, cursor];
  return {
    bySource: { anthropic_claude_code: anthropic, anthropic_usage: anthropic, openai_usage: openai, cursor },
    close: async () => {
      await Promise.all(standIns.map((standIn) => standIn.close()));
    },
  };
}

function bearsKey({ authorization }: IncomingHttpHeaders): boolean {
  return authorization === `Bearer ${STAND_IN_KEY}`;
}
