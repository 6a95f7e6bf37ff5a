import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { DynamoSweepStates } from '../../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { SWEEP_BEGINNING, type SweepState } from '../../../../core/recalculation/sweep-states.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

const FIRST: SweepState = { ...SWEEP_BEGINNING, cursor: 'c3', caughtUpTo: '2026-11-24T05:00:00.000Z' };
const SECOND: SweepState = {
  cursor: 'c9',
  recheckAfter: { employeeId: 'E5', mondayDate: '2026-11-16' },
  caughtUpTo: '2026-11-24T06:00:00.000Z',
  troubles: [
    { employeeId: 'E1', mondayDate: '2026-11-16', sweeps: 3, reason: 'FAILED', parkedAt: '2026-11-24T06:00:00Z' },
  ],
};

describe('how far the sweep has come', () => {
  it('is the beginning at first, then what was written last', async () => {
    const states = new DynamoSweepStates(new MemoryTable().client, 'ledger');

    expect(await states.read()).toEqual(SWEEP_BEGINNING);
    expect(await states.advance(SWEEP_BEGINNING, FIRST)).toBe(true);
    expect(await states.read()).toEqual(FIRST);
    expect(await states.advance(FIRST, SECOND)).toBe(true);
    expect(await states.read()).toEqual(SECOND);
  });

  it.each<[string, Partial<SweepState>]>([
    ['another cursor', { cursor: 'c4' }],
    ['another place of the re-check', { recheckAfter: { employeeId: 'E1', mondayDate: '2026-11-16' } }],
    ['other troubles', { troubles: SECOND.troubles }],
    ['another time', { caughtUpTo: null }],
  ])('is left alone by a sweep that began at %s', async (_, other) => {
    const states = new DynamoSweepStates(new MemoryTable().client, 'ledger');
    await states.advance(SWEEP_BEGINNING, FIRST);

    expect(await states.advance({ ...FIRST, ...other }, SECOND)).toBe(false);
    expect(await states.read()).toEqual(FIRST);
  });

  it('of two sweeps at once is moved by one', async () => {
    const states = new DynamoSweepStates(new MemoryTable().client, 'ledger');
    await states.advance(SWEEP_BEGINNING, FIRST);

    const isMoved = [await states.advance(FIRST, SECOND), await states.advance(FIRST, { ...SECOND, cursor: 'c8' })];

    expect(isMoved).toEqual([true, false]);
    expect(await states.read()).toEqual(SECOND);
  });

  it('is moved where the step is repeated after its answer was lost, whatever the order of the fields', async () => {
    const states = new DynamoSweepStates(new MemoryTable().client, 'ledger');
    await states.advance(SWEEP_BEGINNING, FIRST);
    await states.advance(FIRST, SECOND);
    const shuffled = { ...Object.fromEntries(Object.entries(SECOND).reverse()), cursor: 'c9' } as SweepState;

    expect(await states.advance(FIRST, shuffled)).toBe(true);
  });

  it('is read as it was written before there were troubles', async () => {
    const table = new MemoryTable();
    table.put({ pk: 'SWEEP', sk: 'STATE', state: '{"cursor":"c3","recheckAfter":null}' });
    const states = new DynamoSweepStates(table.client, 'ledger');

    const before = await states.read();

    expect(before).toEqual({ ...SWEEP_BEGINNING, cursor: 'c3' });
    expect(await states.advance(before, SECOND)).toBe(true);
  });

  it('is read consistently', async () => {
    const dynamodb = mockClient(DynamoDBDocumentClient);
    dynamodb.on(GetCommand).resolves({});

    await new DynamoSweepStates(dynamodb as unknown as DynamoDBDocumentClient, 'ledger').read();

    const { input } = dynamodb.commandCalls(GetCommand)[0]?.args[0] ?? {};
    expect(input).toMatchObject({ Key: { pk: 'SWEEP', sk: 'STATE' }, ConsistentRead: true });
  });

  it('is not taken for moved, nor for lost to another, where the table cannot be written', async () => {
    const dynamodb = mockClient(DynamoDBDocumentClient);
    dynamodb.on(PutCommand).rejects(new Error('unavailable'));
    const states = new DynamoSweepStates(dynamodb as unknown as DynamoDBDocumentClient, 'ledger');

    await expect(states.advance(FIRST, SECOND)).rejects.toThrow('unavailable');
  });
});
