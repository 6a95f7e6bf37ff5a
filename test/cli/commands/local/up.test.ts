import { describe, expect, it, vi } from 'vitest';
import { down, up } from '../../../../cli/commands/local/up.ts';
import type { OwnProcess, Start } from '../../../../local/processes.ts';
import type { LocalState } from '../../../../local/state.ts';

const world = vi.hoisted(() => ({ state: null as LocalState | null, ended: [] as string[] }));

vi.mock('../../../../local/state.ts', () => ({
  readState: () => world.state,
  writeState: (state: LocalState) => {
    world.state = state;
  },
  clearState: () => {
    world.state = null;
  },
}));
vi.mock('../../../../local/engine/start.ts', () => ({
  answers: async () => true,
  engineEnvironment: () => ({}),
  startEngine: async () => ({ pid: 1, mark: 'engine', url: 'http://127.0.0.1:1' }),
}));
vi.mock('../../../../local/processes.ts', () => ({
  endAllOnInterruption: () => undefined,
  endProcess: async ({ mark }: OwnProcess) => world.ended.push(mark),
  freePort: async () => 1,
  isRunning: () => true,
  startService: async ({ name, mark }: Start) => {
    if (name === 'stand-in') throw new Error('stand-in did not start');
    return { pid: 2, mark, url: 'http://127.0.0.1:2' };
  },
}));

describe('a stack whose stand-in does not start', () => {
  it('leaves an engine and an issuer that can be ended', async () => {
    await expect(up({ standIn: 'tempo' }, () => undefined)).rejects.toThrow('stand-in did not start');

    expect(world.ended).toEqual([]);
    expect(await down()).toBe(true);
    expect(world.ended).toEqual(['issuer/main.ts', 'engine']);
  });
});
