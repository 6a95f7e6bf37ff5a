import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import type { SyncLeases } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { CloseSyncEvent, CloseSyncResult, WeekResult } from '../../messages/timesheets.ts';

export interface CloseSyncPorts {
  readonly leases: Pick<SyncLeases, 'close'>;
  readonly messages: OperatorMessages;
  /** No slash at its end. */
  readonly docsUrl: string;
}

/** What the cause of a failed execution holds. */
const OBSTACLE_CHARACTERS_MAX = 30_000;

/** Shows readers what the sync has written, and tells operators what it has not. */
export async function closeSync(event: CloseSyncEvent, ports: CloseSyncPorts): Promise<CloseSyncResult> {
  const weeks = event.weeks.map(toResult);
  const obstacles = weeks.flatMap(obstacleOf);
  const hasChanges = await ports.leases.close(event, { weeks });
  const findings = weeks.flatMap(findingsOf);
  if (obstacles.length + findings.length > 0) await ports.messages.send(messageOf(obstacles, findings, ports.docsUrl));
  return {
    seq: event.seq,
    isComplete: obstacles.length === 0,
    obstacle: obstacles.length === 0 ? null : obstacles.join('; ').slice(0, OBSTACLE_CHARACTERS_MAX),
    hasChanges,
    weeks,
  };
}

function toResult(week: CloseSyncEvent['weeks'][number]): WeekResult {
  if (!('failure' in week)) return week;
  const { source, weekStartDate, status, failure, requests } = week;
  return {
    ...{ source, weekStartDate, status, obstacle: failure, people: 0, entries: 0, hours: '0.00', changed: 0 },
    ...{ requests, setAside: { count: 0, sample: [] }, unmapped: { items: 0, hours: '0.00' } },
  };
}

function obstacleOf({ source, weekStartDate, status, obstacle }: WeekResult): string[] {
  return obstacle === null ? [] : [`${source}, week ${weekStartDate}: ${status}: ${obstacle}`];
}

function findingsOf({ source, weekStartDate, setAside: { count, sample } }: WeekResult): string[] {
  if (count === 0) return [];
  const named = sample.map(({ user, employeeId, reason, detail }) => {
    return `  ${reason}: user ${user}${employeeId === null ? '' : `, employee ${employeeId}`}: ${detail}`;
  });
  return [`${source}, week ${weekStartDate}: ${count} set aside and left as before`, ...named];
}

function messageOf(obstacles: readonly string[], findings: readonly string[], docsUrl: string) {
  const told = obstacles.length > 0 ? 'not all weeks were applied' : 'people were set aside';
  const body = [...obstacles, ...findings, `What to do: ${docsUrl}/runbook.md#timesheetsyncfailed`].join('\n');
  return { subject: `Tokenledger timesheets: ${told}`, body };
}
