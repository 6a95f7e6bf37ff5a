import { describe, expect, it } from 'vitest';
import { type CloseSyncEvent, closeSyncEventSchema, type WeekResult } from '../../../functions/messages/timesheets.ts';
import { closeSync } from '../../../functions/timesheets/close-sync/step.ts';
import { MemoryOperatorMessages } from '../../doubles/memory-operator-messages.ts';
import { MONDAY } from '../../worlds/mirror-weeks.ts';

const DOCS = 'https://docs.example';
const APPLIED: WeekResult = {
  ...{ source: 'import', weekStartDate: MONDAY, status: 'APPLIED', obstacle: null, people: 2, entries: 3 },
  ...{
    hours: '12.00',
    changed: 1,
    requests: null,
    setAside: { count: 0, sample: [] },
    unmapped: { items: 0, hours: '0.00' },
  },
};
const SET_ASIDE = { user: 'u7', employeeId: null, reason: 'UNMAPPED_PERSON', detail: `nobody on ${MONDAY}` };
const FAILED = {
  source: 'times',
  weekStartDate: MONDAY,
  status: 'FAILED',
  failure: 'LeaseLostError: too late',
  requests: 4,
} as const;

async function close(...weeks: CloseSyncEvent['weeks']) {
  const messages = new MemoryOperatorMessages();
  const outcomes: object[] = [];
  const leases = {
    close: async (_: object, outcome: object) => {
      outcomes.push(outcome);
      return true;
    },
  };
  const event = closeSyncEventSchema.parse({ seq: 4, owner: 'sync-4', weeks });
  const result = await closeSync(event, { leases, messages, docsUrl: DOCS });
  return { result, sent: messages.sent, outcomes };
}

describe('the end of a sync', () => {
  it('with nothing to tell tells nobody, and keeps what became of each week', async () => {
    const { result, sent, outcomes } = await close(APPLIED);

    expect(result).toEqual({ seq: 4, isComplete: true, obstacle: null, hasChanges: true, weeks: [APPLIED] });
    expect(sent).toEqual([]);
    expect(outcomes).toEqual([{ weeks: [APPLIED] }]);
  });

  it('of a week that was not pulled whole says so', async () => {
    const { result } = await close({ ...FAILED, status: 'INCOMPLETE', failure: 'entries are missing' }, APPLIED);

    expect(result.obstacle).toBe(`times, week ${MONDAY}: INCOMPLETE: entries are missing`);
    expect(result.weeks).toMatchObject([{ status: 'INCOMPLETE', changed: 0 }, APPLIED]);
  });

  it('says as much of many failures as fits the cause of an execution', async () => {
    const { result } = await close(...Array.from({ length: 160 }, () => ({ ...FAILED, failure: 'x'.repeat(500) })));

    expect(result.obstacle).toHaveLength(30_000);
  });

  it('tells in one message what failed, whom it set aside, and what to do', async () => {
    const { result, sent } = await close(FAILED, { ...APPLIED, setAside: { count: 9, sample: [SET_ASIDE] } });

    const obstacle = `times, week ${MONDAY}: FAILED: LeaseLostError: too late`;
    expect(result).toMatchObject({
      isComplete: false,
      obstacle,
      weeks: [{ status: 'FAILED', changed: 0, requests: 4 }, {}],
    });
    expect(sent).toEqual([
      {
        subject: 'Tokenledger timesheets: not all weeks were applied',
        body: [
          obstacle,
          `import, week ${MONDAY}: 9 set aside and left as before`,
          `  UNMAPPED_PERSON: user u7: nobody on ${MONDAY}`,
          `What to do: ${DOCS}/runbook.md#timesheetsyncfailed`,
        ].join('\n'),
      },
    ]);
  });
});
