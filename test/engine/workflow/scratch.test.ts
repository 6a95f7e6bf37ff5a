import { it } from 'vitest';
import { deployedMachines } from './machines.ts';

it('x', async () => {
  for (const m of await deployedMachines()) console.error(m.name, m.arn, [...m.states.keys()].join(' | '));
});
