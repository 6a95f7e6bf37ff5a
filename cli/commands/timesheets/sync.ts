import { z } from 'zod';
import { weekResultSchema } from '../../../functions/messages/timesheets.ts';
import { executeSync, type SyncMachine, type Waiting } from './sync-execution.ts';

/** What a sync is started with; see `openSyncEventSchema`. */
export interface SyncInput {
  readonly weeks?: readonly string[] | number;
  readonly sources?: readonly string[];
  readonly acceptDrop?: boolean;
  readonly remap?: boolean;
  readonly imported?: { readonly weekStartDate: string; readonly snapshotKey: string; readonly complete: boolean };
}

const closedSchema = z.object({
  seq: z.int(),
  isComplete: z.boolean(),
  obstacle: z.string().nullable(),
  weeks: z.array(weekResultSchema).readonly(),
});

export interface SyncReport extends z.infer<typeof closedSchema> {
  readonly durationMs: number;
}

/**
 * Syncs now, and waits; where another sync writes, up to 10 minutes for its end.
 * @throws Error where the sync did not come to its end
 */
export function runSync(deployment: SyncMachine, input: SyncInput, waiting: Waiting): Promise<SyncReport> {
  return executeSync(deployment, input, closedSchema, waiting);
}
