import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import type { ChangesScript } from '../../doubles/foreign-timesheets.ts';
import { scriptChanges } from '../../worlds/foreign-week.ts';
import type { ChangingWeek } from './changing-week.ts';

const STATE = { pk: 'SWEEP', sk: 'STATE' };

/** The change feed tells this from now on, and no sweep has read any of it. */
export async function feed({ stack }: Pick<ChangingWeek, 'stack'>, script: ChangesScript): Promise<void> {
  await scriptChanges(inject('timesheets'), script);
  await stack.dynamodb.send(new DeleteCommand({ TableName: stack.output('AllocationTableName'), Key: STATE }));
}
