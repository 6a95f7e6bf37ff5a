import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { DynamoToldFindings } from '../../../../adapters/dynamodb/runs/told-findings.ts';
import { SWEEP } from '../../../../core/runs/told-findings.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

const MONDAY = '2026-11-16';

describe('what operators have been told', () => {
  it('is nothing at first, then what was told last, week by week', async () => {
    const told = new DynamoToldFindings(new MemoryTable().client, 'ledger');

    expect(await told.read(MONDAY)).toEqual({});
    expect(await told.replace(MONDAY, {}, { E1: 'VANISHED' })).toBe(true);
    expect(await told.replace(MONDAY, { E1: 'VANISHED' }, {})).toBe(true);
    expect(await told.replace(MONDAY, {}, { E2: 'VANISHED' })).toBe(true);
    expect(await told.read(MONDAY)).toEqual({ E2: 'VANISHED' });
    expect(await told.read('2026-11-09')).toEqual({});
  });

  it('is replaced by whoever knew it, in whatever order of its keys, and by nobody else', async () => {
    const told = new DynamoToldFindings(new MemoryTable().client, 'ledger');
    await told.replace(MONDAY, {}, { E2: 'VANISHED', E1: 'VANISHED' });

    expect(await told.replace(MONDAY, {}, { E3: 'VANISHED' })).toBe(false);
    expect(await told.replace(MONDAY, { E1: 'VANISHED' }, {})).toBe(false);
    expect(await told.replace(MONDAY, { E1: 'VANISHED', E2: 'VANISHED' }, {})).toBe(true);
  });

  it('lies beside the run records of the week, and is read consistently', async () => {
    const dynamodb = mockClient(DynamoDBDocumentClient);
    dynamodb.on(GetCommand).resolves({});

    await new DynamoToldFindings(dynamodb as unknown as DynamoDBDocumentClient, 'ledger').read(MONDAY);

    const key = { pk: `RUN#${MONDAY}`, sk: '#TOLD' };
    expect(dynamodb.commandCalls(GetCommand)[0]?.args[0].input).toMatchObject({ Key: key, ConsistentRead: true });
  });

  it('of the sweep lies beside its state, and is of no week', async () => {
    const table = new MemoryTable();
    const told = new DynamoToldFindings(table.client, 'ledger');

    await told.replace(SWEEP, {}, { '#FEED': 'employeeId' });

    expect(table.items().map(({ pk, sk }) => [pk, sk])).toEqual([['SWEEP', 'TOLD']]);
    expect([await told.read(SWEEP), await told.read(MONDAY)]).toEqual([{ '#FEED': 'employeeId' }, {}]);
  });

  it('is not taken for replaced where the table cannot be written', async () => {
    const dynamodb = mockClient(DynamoDBDocumentClient);
    dynamodb.on(PutCommand).rejects(new Error('unavailable'));
    const told = new DynamoToldFindings(dynamodb as unknown as DynamoDBDocumentClient, 'ledger');

    await expect(told.replace(MONDAY, {}, {})).rejects.toThrow('unavailable');
  });
});
