import { describe, expect, it } from 'vitest';
import type { ClosedSync } from '../../../../core/timesheets/mirror/closed-syncs.ts';
import { lastSync } from '../../../../core/timesheets/mirror/last-sync.ts';

function last(...syncs: readonly (readonly [number, string])[]): Promise<ClosedSync | null> {
  async function* listNewestFirst() {
    for (const [seq, hour] of syncs) yield { seq, closedAt: `2026-11-24T${hour}:00:00.000Z`, outcome: null };
  }
  return lastSync({ listNewestFirst });
}

describe('the last sync', () => {
  it('is none before the first one', async () => {
    expect(await last()).toBeNull();
  });

  it('is the one of the highest number that closed last', async () => {
    expect(await last([2, '06'], [2, '08'], [2, '07'], [1, '09'])).toMatchObject({
      seq: 2,
      closedAt: '2026-11-24T08:00:00.000Z',
    });
  });
});
