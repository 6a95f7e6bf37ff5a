import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoLedgerReader } from '../../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoStaleAcceptances } from '../../../../adapters/dynamodb/ledger/stale-acceptances.ts';
import { DynamoToldFindings } from '../../../../adapters/dynamodb/runs/told-findings.ts';
import { SqsChangeQueue } from '../../../../adapters/sqs/change-queue.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { acceptStale } from '../../../../cli/commands/recalculation/accept-stale.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { headItem } from '../../../worlds/commits.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

const clock = new TestClock();
const words = { employee: 'E1', week: MONDAY, by: 'E-9001', why: 'created anew' };
let table: MemoryTable;
let sent: string[];
let isQueueUp: boolean;

beforeEach(async () => {
  table = new MemoryTable();
  sent = [];
  isQueueUp = true;
  table.put({ ...headItem('E1', ['C1']) });
  await told().replace(MONDAY, {}, { E1: 'FAILED STALE_TIMESHEET' });
});

function told() {
  return new DynamoToldFindings(table.client, 'ledger');
}

function acceptances() {
  return new DynamoStaleAcceptances(table.client, 'ledger', clock);
}

function accept(changes: Partial<typeof words> = {}) {
  const send = async ({ input }: { readonly input: { readonly MessageBody: string } }) => {
    if (!isQueueUp) throw new Error('no queue');
    sent.push(input.MessageBody);
  };
  const deployment = {
    ledger: new DynamoLedgerReader(table.client, 'ledger', sha256),
    told: told(),
    acceptances: acceptances(),
    changes: new SqsChangeQueue({ send } as unknown as ConstructorParameters<typeof SqsChangeQueue>[0], 'queue'),
  };
  return acceptStale(deployment, { ...words, ...changes }, clock);
}

describe('accepting an older timesheet', () => {
  it('keeps whose word it is and the decision it replaces, and has the employee-week recalculated', async () => {
    const report = await accept();

    expect(report).toMatchObject({ employeeId: 'E1', ledgerVersion: 1, insteadOf: 'decision-of-E1' });
    const kept = { insteadOf: 'decision-of-E1', by: 'E-9001', why: 'created anew', at: clock.now() };
    expect(await acceptances().read(MONDAY, ['E1', 'E2'])).toEqual(new Map([['E1', kept]]));
    expect(sent).toEqual([`${MONDAY}#E1`]);
  });

  it.each([
    ['of whom the ledger holds nothing', { employee: 'E2' }, /rests on no timesheet of E2/],
    ['in another week', { week: '2026-11-09' }, /rests on no timesheet of E1/],
    ['by nobody', { by: ' ' }, /--by needs 1 to 100 visible characters/],
    ['by what nobody sees', { by: '\u200b' }, /--by needs/],
    ['for no reason', { why: '' }, /--why needs 1 to 500 visible characters/],
    ['for a reason of several lines', { why: 'x\n  evidence 0000: computed again' }, /--why needs/],
    ['for too long a reason', { why: 'x'.repeat(501) }, /--why needs/],
  ])('%s is refused, and nothing is kept', async (_, changes, message) => {
    const before = table.items();
    await expect(accept(changes)).rejects.toThrow(message);
    expect({ items: table.items(), sent }).toEqual({ items: before, sent: [] });
  });

  it('is refused where no run has met one', async () => {
    await told().replace(MONDAY, { E1: 'FAILED STALE_TIMESHEET' }, { E1: 'FAILED CONTENDED' });
    await expect(accept()).rejects.toMatchObject({
      name: 'WrongUseError',
      message: expect.stringContaining('run the week'),
    });
  });

  it('says when the recalculation was not started; done again it is harmless', async () => {
    isQueueUp = false;
    await expect(accept()).rejects.toThrow('run the command again');
    isQueueUp = true;
    await accept();
    expect(sent).toEqual([`${MONDAY}#E1`]);
  });
});
