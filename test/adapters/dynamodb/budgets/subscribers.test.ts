import { expect, it } from 'vitest';
import { DynamoSubscribers } from '../../../../adapters/dynamodb/budgets/subscribers.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

it('subscribers are kept by their address until they are deleted', async () => {
  const subscribers = new DynamoSubscribers(new MemoryTable().client, 'budgets');
  const one = { email: 'a@example.com', cwoIds: ['C1', 'C2'] };
  const other = { email: 'b@example.com', cwoIds: [] };
  await subscribers.put({ ...one, cwoIds: ['C1'] });
  await subscribers.put(one);
  await subscribers.put(other);
  await subscribers.delete('c@example.com');

  expect(await Array.fromAsync(subscribers.list())).toEqual([one, other]);
  await subscribers.delete(one.email);
  expect(await Array.fromAsync(subscribers.list())).toEqual([other]);
});
