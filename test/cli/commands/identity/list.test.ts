import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { listIdentities } from '../../../../cli/commands/identity/list.ts';
import { listUnresolved } from '../../../../cli/commands/identity/unresolved.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import type { UnresolvedActor } from '../../../../core/collection/source-status.ts';
import type { PullWindow } from '../../../../core/collection/usage-puller.ts';
import { unresolvedId } from '../../../../core/collection/weekly-usage.ts';
import { MemoryIdentities } from '../../../doubles/memory-identities.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { ANN, identityEntry, KEY } from '../../../worlds/identities.ts';

const ACTOR: UnresolvedActor = {
  ...{ source: 'cursor', actorKind: 'EMAIL', actorId: 'ann@example.com', firstDay: '2026-11-14' },
  ...{ lastDay: '2026-11-17', facts: 3, tokens: 2n ** 62n, costUsd6: 1_234_500_000n },
};

describe('ledger identity list', () => {
  const stored = MemoryIdentities.of(
    identityEntry(),
    identityEntry({ actor: KEY, target: 'service', employeeId: null, validTo: '2026-03-01' }),
  );

  it('shows every entry, or those of an employee', async () => {
    expect(JSON.parse(await listIdentities({ identities: stored }, { json: true }))).toMatchObject({
      entries: [{ actor: KEY, target: 'service' }, { actor: ANN }],
    });
    expect(JSON.parse(await listIdentities({ identities: stored }, { employee: 'E1', json: true }))).toEqual({
      entries: [identityEntry()],
    });
  });

  it('shows people what an actor is, from when until when, and who said so', async () => {
    const text = await listIdentities({ identities: stored }, {});

    expect(text).toMatch(/API_KEY │ key-1 +│ service │ 2026-01-01 │ 2026-03-01 │ operator/);
    expect(text).toMatch(/EMAIL +│ ann@example\.com │ E1 +│ 2026-01-01 │ +│ operator/);
  });

  it('says so where there are none', async () => {
    expect(await listIdentities({ identities: stored }, { employee: 'E9' })).toBe('Nobody has said who any actor is.');
  });
});

describe('ledger identity unresolved', () => {
  async function list(actors: readonly UnresolvedActor[], isJson: boolean) {
    const asked: [readonly string[], PullWindow][] = [];
    const resolvedFacts = {
      unresolved: async (sources: readonly string[], window: PullWindow) => {
        asked.push([sources, window]);
        return [...actors];
      },
    };
    const collectionSettings = { timeZone: 'UTC', sources: [{ source: 'cursor', role: 'COST', tool: null }] };
    const deployment = { resolvedFacts, collectionSettings } as unknown as Deployment;
    return { text: await listUnresolved(deployment, new TestClock(), { json: isJson }), asked };
  }

  it('shows who they are, what they cost, and what the ledger calls them', async () => {
    const { text, asked } = await list([ACTOR, { ...ACTOR, actorKind: 'NONE', actorId: null }], false);

    expect(asked).toEqual([[['cursor'], { from: '2026-09-25', to: '2026-11-24' }]]);
    expect(text).toMatch(
      /EMAIL │ ann@example\.com +│ 2026-11-14 to 2026-11-17 │ 4,611,686,018,427,387,904 │ 1,234\.500000/,
    );
    expect(text).toContain(unresolvedId('cursor', ANN, sha256));
    expect(text).toContain('(nobody is named)');
    expect(text).toMatch(/Say who they are with "ledger identity set"/);
  });

  it('tells JSON with exact figures', async () => {
    const { text } = await list([ACTOR], true);

    expect(text).toContain('"tokens": 4611686018427387904');
    expect(JSON.parse(text).actors).toMatchObject([
      { actorId: 'ann@example.com', costUsd: '1234.500000', employeeId: unresolvedId('cursor', ANN, sha256) },
    ]);
  });

  it('says so where everybody is known', async () => {
    expect((await list([], false)).text).toBe('Every actor of the last 60 days is known.');
  });
});
