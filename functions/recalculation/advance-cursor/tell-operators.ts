import type { UnreadableChanges } from '../../../core/recalculation/change-feed.ts';
import { keyOf, PARKED, type Trouble } from '../../../core/recalculation/troubles.ts';
import type { Findings, FindingsNews } from '../../../core/runs/findings.ts';
import { type NewsPorts, tellNews } from '../../../core/runs/tell-news.ts';
import { SWEEP } from '../../../core/runs/told-findings.ts';

const FEED = '#FEED';
/** Parked employee-weeks that a message names. */
const NAMED_MAX = 20;

/**
 * Tells operators which fields of the feed cannot be read (how many changes it concerns is no news by itself), and
 * which employee-weeks the sweep has given up.
 */
export function tellOperators(
  unreadable: UnreadableChanges,
  parked: readonly Trouble[],
  ports: NewsPorts,
): Promise<void> {
  const findings: Findings = {
    ...(unreadable.sample && { [FEED]: unreadable.sample.fields }),
    // Why is no news: an error may name a request, another one each time.
    ...Object.fromEntries(parked.map((trouble) => [keyOf(trouble), PARKED])),
  };
  const after = () => findings;
  return tellNews({ of: SWEEP, after, messageOf: (news) => messageOf(news, unreadable, parked) }, ports);
}

function messageOf(findings: FindingsNews, unreadable: UnreadableChanges, parked: readonly Trouble[]) {
  const told = [
    ...(unreadable.count > 0 ? ['changes that name no employee-week'] : []),
    ...(parked.length > 0 ? ['employee-weeks given up'] : []),
  ];
  const body = {
    findings,
    unreadable,
    parked: parked.slice(0, NAMED_MAX).map(({ employeeId, mondayDate, reason, parkedAt }) => {
      return { employeeId, weekStartDate: mondayDate, reason, parkedAt };
    }),
  };
  const subject = `Tokenledger sweep: ${told.join(', ') || 'nothing is open any more'}`;
  return { subject, body };
}
