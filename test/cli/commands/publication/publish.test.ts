import { describe, expect, it } from 'vitest';
import { publish, renderPublish } from '../../../../cli/commands/publication/publish.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import { toJson } from '../../../../cli/view/json.ts';
import { PublishedWorld } from '../../../core/publication/publishing.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { type Gate, OPEN } from '../../../histories/model/gates.ts';
import { MONDAY } from '../../../worlds/raw-answer.ts';

function publishIn(world: PublishedWorld, week?: string, gate: Gate = OPEN) {
  const { monthPolicy, ...stores } = world.ports(gate);
  const told: string[] = [];
  const deployment = { ...stores, financeSettings: { monthPolicy } } as unknown as Deployment;
  return publish(deployment, week, (line) => told.push(line));
}

describe('ledger publish', () => {
  it('publishes the weeks that changed and says what was written', async () => {
    const world = new PublishedWorld();
    await world.run(OPEN);

    const report = await publishIn(world);

    expect(renderPublish(report).split('\n')).toEqual([
      '┌────────────┬──────┬────────┬──────────┬─────────┐',
      '│ week       │ rows │ tokens │      USD │ version │',
      '├────────────┼──────┼────────┼──────────┼─────────┤',
      '│ 2026-11-16 │    4 │  1,804 │ 180.0000 │       2 │',
      '└────────────┴──────┴────────┴──────────┴─────────┘',
      '0 CWOs with their projects, clients and budget totals.',
    ]);
    expect(faultsOf('cli-publish.schema.json', JSON.parse(toJson(report)))).toEqual([]);
    expect(world.objectLines()).toEqual(world.headLines());
  });

  it('says so where none has changed', async () => {
    const report = await publishIn(new PublishedWorld());

    expect(renderPublish(report)).toBe('Nothing has changed since it was published.');
    expect(faultsOf('cli-publish.schema.json', report)).toEqual([]);
  });

  it('publishes the named week, changed or not', async () => {
    const world = new PublishedWorld();
    await expect(publishIn(world, MONDAY)).rejects.toThrow('week 2026-11-16 was never run');
    await world.run(OPEN);
    await publishIn(world, MONDAY);

    expect((await publishIn(world, MONDAY)).weeks).toMatchObject([{ weekStartDate: MONDAY, version: 3 }]);
  });

  it('names a week that changed faster than it could be published', async () => {
    const world = new PublishedWorld();
    await world.run(OPEN);
    const change: Gate = async (call, action) => {
      if (call === 'put') await world.run(OPEN);
      return action();
    };

    const report = await publishIn(world, MONDAY, change);

    expect(renderPublish(report)).toMatch(/Week 2026-11-16 changed faster .* still to be published\.$/m);
    expect(faultsOf('cli-publish.schema.json', report)).toEqual([]);
  });
});
