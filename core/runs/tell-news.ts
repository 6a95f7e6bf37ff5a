import type { MondayDate } from '../values/week.ts';
import { compareFindings, type Findings, type FindingsNews } from './findings.ts';
import type { OperatorMessages } from './operator-messages.ts';
import type { SWEEP, ToldFindings } from './told-findings.ts';

/** Others may tell something of the same in between. */
const TRIES_MAX = 3;

/** What somebody has found, of a week or of the sweep. */
export interface FoundNews {
  readonly of: MondayDate | typeof SWEEP;
  /** What there is to know now, given what operators have been told. */
  readonly after: (before: Findings) => Findings;
  /** The body but for where to read on. */
  readonly messageOf: (news: FindingsNews) => { readonly subject: string; readonly body: object };
}

export interface NewsPorts {
  readonly messages: OperatorMessages;
  readonly told: ToldFindings;
  /** Where operators read the documentation. */
  readonly docsUrl: string;
}

/**
 * Tells operators what they have not been told: once when it appears or changes, once when it has ended. It is noted
 * only when it is sent: after a crash in between it is told twice, and never not at all.
 */
export async function tellNews(
  { of, after: findingsAfter, messageOf }: FoundNews,
  { messages, told, docsUrl }: NewsPorts,
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const before = await told.read(of);
    const after = findingsAfter(before);
    const news = compareFindings(before, after);
    if (news.changed + news.ended === 0) return;
    const { subject, body } = messageOf(news);
    await messages.send({ subject, body: JSON.stringify({ ...body, repair: `${docsUrl}/runbook.md` }, null, 2) });
    if (await told.replace(of, before, after)) return;
  }
}
