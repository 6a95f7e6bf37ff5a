import type { PriceBook } from '../../core/collection/price-book.ts';
import type { UsagePuller } from '../../core/collection/usage-puller.ts';
import type { SourceAccess } from '../http/source-requests.ts';
import type { Rates } from './amounts.ts';
import { ClaudeCodeAnalytics } from './anthropic-claude-code/client.ts';
import { AnthropicUsage } from './anthropic-usage/client.ts';
import { CursorEvents } from './cursor/client.ts';
import { CopilotBilling } from './github-copilot/client.ts';
import { OpenaiUsage } from './openai-usage/client.ts';

/** What the configuration says of a source, beside how it is reached. */
export interface PullerSettings {
  readonly rates: Rates;
  readonly prices: PriceBook;
  /** IANA zone in which events fall to days. */
  readonly timeZone: string;
  /** Of GitHub, which is asked for one. */
  readonly enterprise: string | null;
}

type MakePuller = (access: SourceAccess, settings: PullerSettings) => UsagePuller;

/** The sources that are pulled by an API, by name. */
const PULLERS: Readonly<Record<string, MakePuller>> = {
  anthropic_claude_code: (access, settings) => new ClaudeCodeAnalytics(access, settings),
  anthropic_usage: (access, settings) => new AnthropicUsage(access, settings),
  openai_usage: (access, settings) => new OpenaiUsage(access, settings),
  cursor: (access, settings) => new CursorEvents(access, settings),
  github_copilot: (access, { enterprise, ...settings }) => {
    if (enterprise === null) throw new RangeError('github_copilot names no enterprise');
    return new CopilotBilling(access, { ...settings, enterprise });
  },
};

/** @throws RangeError where the source is not one that is pulled */
export function pullerOf(source: string, access: SourceAccess, settings: PullerSettings): UsagePuller {
  const make = PULLERS[source];
  if (!make) throw new RangeError(`${source} is not pulled by an API`);
  return make(access, settings);
}
