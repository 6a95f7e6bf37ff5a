import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoSweepStates } from '../../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { SWEEP_BEGINNING, type SweepState } from '../../../../core/recalculation/sweep-states.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

const KEY = { employeeId: 'E1', mondayDate: '2026-11-16' };
const TROUBLE = { ...KEY, sweeps: 1, reason: 'MALFORMED_TIMESHEET', parkedAt: null };
const FIRST: SweepState = { cursor: 'c1', recheckAfter: null, troubles: [] };
const SECOND: SweepState = { cursor: 'c2', recheckAfter: KEY, troubles: [TROUBLE] };
const THIRD: SweepState = { ...SECOND, cursor: 'c3' };

let table: MemoryTable;
let states: DynamoSweepStates;

beforeEach(() => {
  table = new MemoryTable();
  states = new DynamoSweepStates(table.client, 'ledger');
});

describe('how far the sweep has come', () => {
  it('is the beginning at first, then what was written last', async () => {
    expect(await states.read()).toEqual(SWEEP_BEGINNING);

    expect(await states.advance(SWEEP_BEGINNING, FIRST)).toBe(true);
    expect(await states.read()).toEqual(FIRST);
    expect(await states.advance(FIRST, SECOND)).toBe(true);
    expect(await states.read()).toEqual(SECOND);
  });

  it('is not written by a sweep that another has overtaken', async () => {
    await states.advance(SWEEP_BEGINNING, FIRST);
    await states.advance(FIRST, THIRD);

    expect(await states.advance(FIRST, SECOND)).toBe(false);
    expect(await states.advance(SWEEP_BEGINNING, SECOND)).toBe(false);
    expect(await states.read()).toEqual(THIRD);
  });

  it.each<[string, Partial<SweepState>]>([
    ['cursor', { cursor: 'other' }],
    ['place of the re-check', { recheckAfter: null }],
    ['troubles', { troubles: [{ ...TROUBLE, sweeps: 2 }] }],
  ])('counts as moved by its %s alone', async (_, moved) => {
    await states.advance(SWEEP_BEGINNING, { ...SECOND, ...moved });

    expect(await states.advance(SECOND, THIRD)).toBe(false);
  });

  it('may be written again by a step that is repeated', async () => {
    await states.advance(SWEEP_BEGINNING, FIRST);
    await states.advance(FIRST, SECOND);

    expect(await states.advance(FIRST, SECOND)).toBe(true);
  });

  it('is the same whatever the order of its words', async () => {
    await states.advance(SWEEP_BEGINNING, SECOND);
    const { parkedAt, reason, sweeps } = TROUBLE;
    const { employeeId, mondayDate } = KEY;
    const troubles = [{ parkedAt, reason, sweeps, mondayDate, employeeId }];

    expect(await states.advance({ troubles, recheckAfter: { mondayDate, employeeId }, cursor: 'c2' }, THIRD)).toBe(
      true,
    );
  });

  it('is read where it was written before there were troubles', async () => {
    table.put({ pk: 'SWEEP', sk: 'STATE', state: '{"cursor":"c1","recheckAfter":null}' });

    expect(await states.read()).toEqual(FIRST);
    expect(await states.advance(FIRST, SECOND)).toBe(true);
  });

  it('is not taken for written where the table cannot be written', async () => {
    const dynamodb = mockClient(DynamoDBDocumentClient).rejects(new Error('unavailable'));
    const failing = new DynamoSweepStates(dynamodb as unknown as DynamoDBDocumentClient, 'ledger');

    await expect(failing.advance(SWEEP_BEGINNING, FIRST)).rejects.toThrow('unavailable');
  });
});
