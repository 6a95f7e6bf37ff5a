import type { UnreadableChanges } from '../../../core/recalculation/change-feed.ts';
import type { Findings, FindingsNews } from '../../../core/runs/findings.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import { tellNews } from '../../../core/runs/tell-news.ts';
import { SWEEP, type ToldFindings } from '../../../core/runs/told-findings.ts';

/** Tells operators which fields of the feed cannot be read: how many changes it concerns is no news by itself. */
export function tellOperators(
  unreadable: UnreadableChanges,
  ports: { readonly messages: OperatorMessages; readonly told: ToldFindings },
): Promise<void> {
  const findings: Findings = unreadable.sample ? { '#FEED': unreadable.sample.fields } : {};
  return tellNews({ of: SWEEP, after: () => findings, messageOf: (news) => messageOf(news, unreadable) }, ports);
}

function messageOf(findings: FindingsNews, unreadable: UnreadableChanges) {
  const state = findings.open === 0 ? 'nothing is open any more' : 'changes that name no employee-week';
  const body = { findings, unreadable, repair: 'docs/runbook.md' };
  return { subject: `Tokenledger sweep: ${state}`, body: JSON.stringify(body, null, 2) };
}
