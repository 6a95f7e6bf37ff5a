import {
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { CommitResult } from '../../../core/ledger/ledger.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { headItem, revise, targets } from '../../worlds/commits.ts';
import { MONDAY } from '../../worlds/rule-weeks.ts';
import { connect } from './engine-clients.ts';
import { readResting } from './ledger-faults.ts';
import { type Dump, Sandbox } from './sandbox.ts';

/** What is rare on the engine and common on AWS: transactions that meet each other, and throttling. */

const options = { message: 'not now', $metadata: {} };
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...options, CancellationReasons: codes.map((Code) => ({ Code })) });

const REFUSALS: [string, Error][] = [
  ['a conflict', new TransactionConflictException(options)],
  ['a conflict among the reasons', cancelled('None', 'TransactionConflict')],
  ['throttling among the reasons', cancelled('ThrottlingError', 'None')],
  ['a transaction in progress', new TransactionInProgressException(options)],
  ['throttling', new ThrottlingException(options)],
  ['too little throughput', new ProvisionedThroughputExceededException(options)],
  ['a limit of the account', new RequestLimitExceeded(options)],
];

const SMALL = Array.from({ length: 40 }, (_, index) => `E${index}`);
let engine: ReturnType<typeof connect>;
let undisturbed: Dump;

beforeAll(async () => {
  engine = connect();
  ({ dump: undisturbed } = await play(engine.clients.dynamodb));
});

/** A client of which some transactions are refused, whatever the SDK itself would have tried; counted from 1. */
function refusing(refusal: Error, isRefused: (transaction: number) => boolean): DynamoDBDocumentClient {
  const client = new AwsClients(new RequestMeter()).dynamodb();
  let transactions = 0;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (!commandName.startsWith('TransactWrite')) return next(args);
        transactions += 1;
        return isRefused(transactions) ? Promise.reject(refusal) : next(args);
      },
    { step: 'initialize', name: 'refusal' },
  );
  return client;
}

/** 40 employees with 3 CWOs each and one with 60 are committed, then committed again: other CWOs, and 2 of the 60. */
async function play(
  client: DynamoDBDocumentClient,
): Promise<{ readonly dump: Dump; readonly results: CommitResult[] }> {
  const sandbox = await Sandbox.create({ ...engine.clients, outputs: engine.outputs });
  const ledger = new DynamoLedger(client, sandbox.allocationTable, { clock: new TestClock(), sha256 });
  const [before, after] = [
    ['C1', 'C2', 'C3'],
    ['C2', 'C4', 'C5'],
  ];
  const first = [...SMALL.map((id) => revise(id, before)), revise('L', targets(60))];
  const second = [
    ...SMALL.map((id) => revise(id, after, headItem(id, before))),
    revise('L', targets(2), headItem('L', targets(60))),
  ];
  try {
    const results = [await ledger.commit(MONDAY, first), await ledger.commit(MONDAY, second)];
    return { dump: await sandbox.dump(), results: results.flatMap((one) => [...one.values()]) };
  } catch (error) {
    throw Object.assign(error as Error, { dump: await sandbox.dump() });
  } finally {
    await sandbox.remove();
  }
}

describe.each(REFUSALS)('%s', (_, refusal) => {
  it.each<[string, (transaction: number) => boolean]>([
    ['the first transaction', (transaction) => transaction === 1],
    ['every third transaction', (transaction) => transaction % 3 === 0],
    ['three transactions in a row', (transaction) => transaction > 2 && transaction <= 5],
  ])('of %s leaves the same', async (_, isRefused) => {
    const { dump, results } = await play(refusing(refusal, isRefused));

    expect(new Set(results)).toEqual(new Set(['COMMITTED']));
    expect(dump).toEqual(undisturbed);
  });

  it('for ever is unavailability, and nothing is half there', async () => {
    await expect(play(refusing(refusal, () => true))).rejects.toMatchObject({
      name: 'LedgerUnavailableError',
      dump: { ledger: [] },
    });
  });

  it('from some moment on leaves each employee-week whole or not there', async () => {
    const failed = play(refusing(refusal, (transaction) => transaction > 3));

    const { dump } = (await failed.catch((error) => error)) as { dump: Dump };

    const written = SMALL.concat('L').filter((id) => dump.ledger.some(({ sk }) => sk === id));
    expect(written.length).toBeGreaterThan(0);
    expect(written.length).toBeLessThan(41);
    for (const id of written) readResting(dump.ledger, id, MONDAY);
    expect(dump.ledger.filter(({ id, employeeId }) => id && !written.includes(String(employeeId)))).toEqual([]);
  });
});
