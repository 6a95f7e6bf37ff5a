import { type Fault, Fuse } from '../faults/fuse.ts';

/** The faults that a number of calls may meet: dying before the first and after each, losing the answer to each. */
export function faultsOf(calls: readonly string[]): Fault[] {
  const deaths = Array.from({ length: calls.length + 1 }, (_, diesAfter) => ({ diesAfter }));
  const losses = calls.map((_, index) => ({ losesAnswer: index + 1 }));
  return [...deaths, ...losses];
}

/** The calls of something undisturbed, by name. */
export async function callsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
  const fuse = new Fuse();
  await fuse.invoke(run);
  return fuse.calls;
}
